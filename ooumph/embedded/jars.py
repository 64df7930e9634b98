"""Neo4j's jars: named and hashed in `neo4j.lock`, kept in the user's cache folder.

`python -m ooumph.embedded.jars --lock` resolves them anew and rewrites the lock.
"""

import argparse
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs
from jgo.maven import Artifact, MavenContext

from ooumph.embedded.state import EmbeddedError

ROOTS = ("org.neo4j:neo4j:5.26.29", "org.neo4j.app:neo4j-server:5.26.29")
LOCK = Path(__file__).with_name("neo4j.lock")
HEADER = "# Neo4j's jars and their SHA-256; made by `make lock`.\n"
THREADS = 16
ATTEMPTS = 5

Progress = Callable[[int, int], None]  # How many are there, of how many.
Fetch = Callable[[str, Path], Path]  # Download a coordinate somewhere into a folder.


@dataclass(frozen=True)
class Jar:
    """`coordinate` is `group:artifact:version`, with a fourth part for a classifier."""

    coordinate: str
    sha256: str

    @property
    def filename(self) -> str:
        # The group too: two groups may each have an artifact of one name.
        return self.coordinate.replace(":", "_") + ".jar"


def read_lock(lock: Path = LOCK) -> list[Jar]:
    lines = [line for line in lock.read_text().splitlines() if not line.startswith("#")]
    return [Jar(*line.split()) for line in lines]


def cache_folder() -> Path:
    chosen = os.environ.get("OOUMPH_CACHE_DIR")
    return Path(chosen) if chosen else platformdirs.user_cache_path("ooumph")


def ensure_jars(
    progress: Progress,
    check_stopping: Callable[[], None],
    *,
    lock: Path = LOCK,
    fetch: Fetch | None = None,
) -> Path:
    """The folder with every jar of the lock, each checked; downloads what is missing or wrong."""
    jars = read_lock(lock)
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()[:12]
    folder = cache_folder() / f"neo4j-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder / ".lock", check_stopping), ThreadPoolExecutor(THREADS) as pool:
        sound = list(pool.map(lambda jar: is_sound(folder / jar.filename, jar), jars))
        missing = [jar for jar, there in zip(jars, sound, strict=True) if not there]
        progress(len(jars) - len(missing), len(jars))
        tasks = [
            pool.submit(_download, jar, folder, fetch or fetch_jar, check_stopping)
            for jar in missing
        ]
        try:
            for done, task in enumerate(as_completed(tasks), len(jars) - len(missing) + 1):
                task.result()
                progress(done, len(jars))
                check_stopping()
        finally:
            for task in tasks:
                task.cancel()
    return folder


def is_sound(path: Path, jar: Jar) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == jar.sha256
    except OSError:
        return False


def _download(jar: Jar, folder: Path, fetch: Fetch, check_stopping: Callable[[], None]) -> None:
    """To a temporary name, checked, renamed: what is there under its own name is whole."""
    problem = ""
    for attempt in range(ATTEMPTS):
        check_stopping()
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=folder))
        try:
            path = fetch(jar.coordinate, draft)
            if is_sound(path, jar):
                path.replace(folder / jar.filename)
                return
            problem = "its checksum is not the one in neo4j.lock"
        except (OSError, RuntimeError) as error:  # HTTP errors are OSErrors.
            problem = getattr(error, "strerror", None) or type(error).__name__
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        time.sleep(attempt)
    raise EmbeddedError(
        f"Cannot download {jar.coordinate} ({problem}). Check the network and the free disk "
        "space and run the command again: it goes on from here."
    )


def fetch_jar(coordinate: str, folder: Path) -> Path:
    group, artifact, version, *classifier = coordinate.split(":")
    context = MavenContext(repo_cache=folder, timeout=30)
    component = context.project(group, artifact).at_version(version)
    return component.artifact(*classifier).resolve()


@contextmanager
def _alone(path: Path, check_stopping: Callable[[], None]) -> Iterator[None]:
    """One process at a time fills the folder; the lock goes with its holder."""
    with path.open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                check_stopping()
                time.sleep(0.2)
        yield


def write_lock(lock: Path = LOCK) -> int:
    """Resolve `ROOTS` and all they depend on, download, hash; return how many there are."""
    with tempfile.TemporaryDirectory() as folder:
        context = MavenContext(repo_cache=Path(folder), timeout=60)
        roots = [context.create_dependency(root) for root in ROOTS]
        inputs, transitive = context.resolver.resolve(roots)
        coordinates = sorted(_coordinate(found.artifact) for found in [*inputs, *transitive])
        with ThreadPoolExecutor(THREADS) as pool:
            lines = list(pool.map(lambda name: _lock_line(name, Path(folder)), coordinates))
    draft = lock.with_suffix(".draft")
    draft.write_text(HEADER + "".join(lines))
    draft.replace(lock)
    return len(lines)


def _coordinate(artifact: Artifact) -> str:
    parts = (artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier)
    return ":".join(part for part in parts if part)


def _lock_line(coordinate: str, folder: Path) -> str:
    for attempt in range(ATTEMPTS):
        with suppress(OSError):
            path = fetch_jar(coordinate, folder / f"{coordinate}.{attempt}")
            return f"{coordinate} {hashlib.sha256(path.read_bytes()).hexdigest()}\n"
        time.sleep(attempt)
    raise EmbeddedError(f"Cannot download {coordinate}: check the network.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lock", action="store_true", required=True)
    parser.parse_args()
    print(f"{write_lock()} jars in {LOCK.name}")
