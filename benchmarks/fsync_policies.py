"""What each policy of `appendfsync` loses of acknowledged entries when the server dies.

    .venv/bin/python benchmarks/fsync_policies.py [--runs 6] [--seed 1]

Four connections append entries of 2 kB, each waiting for its answer, while other processes write
and sync files on the same disk. Then the server is killed with SIGKILL and started again; what was
acknowledged and is not there is lost. Half of the kills come at a random moment, the others when
the server says that it has put off its write (INFO's `aof_buffer_length`), if it does within five
seconds.

A process that dies is not a cut of power: the kernel keeps what was handed to it by write(), and
loses what was not synced only with the power. So this shows the lesser part of what the policies
lose. With `always` the answer comes after the fsync, and holds for both.
"""

import argparse
import random
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import redis
from chaos_breaking import busy_disk  # Which also makes the project importable.

from ooumph.embedded.state import State, write_private
from ooumph.embedded.valkey import CONFIGURATION, Valkey

POLICIES = ("always", "everysec", "no")
CLIENTS = 4
DISK_WRITERS = 3
PAYLOAD = "x" * 2000
KILLED_AFTER_SECONDS = (2.0, 8.0)
BAD_MOMENT_SECONDS = 5.0
PUT_OFF_BYTES = 10 * CLIENTS * len(PAYLOAD)  # More than what waits for its answer.


class Server(Valkey):
    policy = ""

    def prepare(self) -> None:
        text = CONFIGURATION.format(
            port=self._port, password=self.state.secret("valkey"), folder=self.folder
        )
        changed = text.replace("appendfsync always", f"appendfsync {self.policy}")
        write_private(self._configuration, changed)


class Run:
    """Entries that were acknowledged until the server died."""

    def __init__(self, url: str) -> None:
        self.acknowledged: set[bytes] = set()
        self.taken: list[float] = []
        self.put_off = False
        self._url = url

    def append(self) -> None:
        with redis.Redis.from_url(self._url) as client:
            while True:
                began = time.perf_counter()
                try:
                    entry = client.xadd("entries", {"e": PAYLOAD})
                except redis.RedisError:
                    return
                self.taken.append(time.perf_counter() - began)
                self.acknowledged.add(entry)


def wait_for_a_bad_moment(url: str) -> bool:
    """Until the server holds what it has not written yet; whether it came to that."""
    deadline = time.monotonic() + BAD_MOMENT_SECONDS
    with redis.Redis.from_url(url) as client:
        while time.monotonic() < deadline:
            if client.info("persistence")["aof_buffer_length"] > PUT_OFF_BYTES:
                return True
    return False


def run(policy: str, after_seconds: float, *, bad_moment: bool) -> tuple[Run, int]:
    """A run of its own server, and how many acknowledged entries it lost."""
    with server(policy) as valkey:
        found = Run(valkey.url)
        threads = [threading.Thread(target=found.append) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        time.sleep(after_seconds)
        found.put_off = bad_moment and wait_for_a_bad_moment(valkey.url)
        valkey.kill()
        for thread in threads:
            thread.join()
        valkey.start()
        with redis.Redis.from_url(valkey.url) as client:
            there = {entry for entry, _ in client.xrange("entries")}
        return found, len(found.acknowledged - there)


@contextmanager
def server(policy: str) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="ooumph-benchmark-") as name, ExitStack() as load:
        folder = Path(name)
        valkey = Server(State(folder))
        valkey.policy = policy
        valkey.start()
        for number in range(DISK_WRITERS):
            (folder / str(number)).mkdir()
            load.enter_context(busy_disk(folder / str(number)))
        try:
            yield valkey
        finally:
            valkey.kill()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=6)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311
    runs: dict[str, list[tuple[Run, int]]] = {policy: [] for policy in POLICIES}
    for number in range(options.runs):  # In turn: what else the machine does is the same for all.
        for policy in POLICIES:
            after = dice.uniform(*KILLED_AFTER_SECONDS)
            runs[policy].append(run(policy, after, bad_moment=number % 2 == 1))
    for policy in POLICIES:
        tell(policy, runs[policy])


def tell(policy: str, runs: list[tuple[Run, int]]) -> None:
    taken = sorted(each for found, _ in runs for each in found.taken)
    lost = ", ".join(f"{number:,}{' (put off)' * found.put_off}" for found, number in runs)
    print(
        f"{policy}: {sum(len(found.acknowledged) for found, _ in runs):,} acknowledged, "
        f"lost by the kill: {lost}\n"
        f"  an append: median {statistics.median(taken) * 1000:.2f} ms, "
        f"99 % within {taken[len(taken) * 99 // 100] * 1000:.1f} ms"
    )


if __name__ == "__main__":
    main()
