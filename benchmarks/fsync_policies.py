"""What each policy of `appendfsync` loses of acknowledged entries when the server dies.

    .venv/bin/python benchmarks/fsync_policies.py [--runs 6] [--seed 1]

Four connections append entries of 2 kB, each waiting for its answer, while other processes write
and sync files on the same disk. At a random moment the server is killed with SIGKILL and started
again; what was acknowledged and is not there is lost.

A process that dies is not a cut of power: the kernel keeps what was handed to it by write(), and
loses what was not synced only with the power. So the kill shows the lesser part. The greater is
bounded by asking the server itself: WAITAOF after an append returns once the disk has it, and until
then a cut of power would take it, with all that was acknowledged meanwhile.
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
PROBE_SECONDS = 5.0  # What is not on the disk by then is said to take longer.


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
        self.on_disk: list[float] = []
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

    def probe(self) -> None:
        """Now and then, how long an acknowledged entry is at the power's mercy."""
        with redis.Redis.from_url(self._url) as client:
            while True:
                try:
                    self.acknowledged.add(client.xadd("entries", {"e": PAYLOAD}))
                    began = time.perf_counter()
                    local, _ = client.waitaof(1, 0, int(PROBE_SECONDS * 1000))
                except redis.RedisError:
                    return
                spent = time.perf_counter() - began
                self.on_disk.append(spent if local else float("inf"))
                time.sleep(0.05)


def run(policy: str, after_seconds: float) -> tuple[Run, int]:
    """A run of its own server, and how many acknowledged entries it lost."""
    with server(policy) as valkey:
        found = Run(valkey.url)
        targets = [found.append] * CLIENTS + [found.probe]
        threads = [threading.Thread(target=target) for target in targets]
        for thread in threads:
            thread.start()
        time.sleep(after_seconds)
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
    for _ in range(options.runs):  # In turn: what else the machine does is the same for all.
        for policy in POLICIES:
            runs[policy].append(run(policy, dice.uniform(*KILLED_AFTER_SECONDS)))
    for policy in POLICIES:
        tell(policy, runs[policy])


def tell(policy: str, runs: list[tuple[Run, int]]) -> None:
    taken = sorted(each for found, _ in runs for each in found.taken)
    at_risk = [each for found, _ in runs for each in found.on_disk]
    lost = ", ".join(f"{number:,}" for _, number in runs)
    print(
        f"{policy}: {sum(len(found.acknowledged) for found, _ in runs):,} acknowledged, "
        f"lost by the kill: {lost}\n"
        f"  an append: median {statistics.median(taken) * 1000:.2f} ms, "
        f"99 % within {taken[len(taken) * 99 // 100] * 1000:.1f} ms\n"
        f"  after its answer on the disk: median {milliseconds(statistics.median(at_risk))}, "
        f"at most {milliseconds(max(at_risk))}"
    )


def milliseconds(seconds: float) -> str:
    longer = seconds == float("inf")
    return f"more than {PROBE_SECONDS:.0f} s" if longer else f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main()
