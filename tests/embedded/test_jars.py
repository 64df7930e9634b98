"""A jar is there whole and right, or not at all."""

import hashlib
from pathlib import Path

import pytest

from ooumph.embedded import jars
from ooumph.embedded.state import EmbeddedError, StoppingError

NAMES = ("org.one:a:1", "org.one:b:2:linux")


def content(coordinate: str) -> bytes:
    return f"the jar {coordinate}".encode()


class Mirror:
    """Stands in for the registry; `broken` counts how often each answer is a bad one."""

    def __init__(self, broken: int = 0, error: Exception | None = None) -> None:
        self.broken = broken
        self.error = error
        self.fetched: list[str] = []

    def __call__(self, coordinate: str, folder: Path) -> Path:
        self.fetched.append(coordinate)
        path = folder / "download.jar"
        if self.fetched.count(coordinate) <= self.broken:
            path.write_bytes(content(coordinate)[:5])
            if self.error:
                raise self.error
        else:
            path.write_bytes(content(coordinate))
        return path


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OOUMPH_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    lines = [f"{name} {hashlib.sha256(content(name)).hexdigest()}\n" for name in NAMES]
    path = tmp_path / "test.lock"
    path.write_text(jars.HEADER + "".join(lines))
    return path


def ensure(lock: Path, mirror: Mirror, told: list[tuple[int, int]] | None = None) -> Path:
    told = [] if told is None else told
    return jars.ensure_jars(
        lambda there, total: told.append((there, total)), lambda: None, lock=lock, fetch=mirror
    )


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*"))


def test_every_jar_of_the_lock_is_fetched_once_and_progress_told(lock: Path) -> None:
    mirror, told = Mirror(), list[tuple[int, int]]()
    folder = ensure(lock, mirror, told)
    assert sorted(mirror.fetched) == sorted(NAMES)
    assert names(folder) == [".lock", "org.one_a_1.jar", "org.one_b_2_linux.jar"]
    assert told == [(0, 2), (1, 2), (2, 2)]

    again = Mirror()
    assert ensure(lock, again) == folder
    assert again.fetched == []


def test_a_wrong_checksum_is_refused_and_fetched_again(lock: Path) -> None:
    mirror = Mirror(broken=1)
    folder = ensure(lock, mirror)
    assert sorted(mirror.fetched) == sorted(NAMES * 2)
    assert (folder / "org.one_a_1.jar").read_bytes() == content("org.one:a:1")


def test_a_jar_that_stays_wrong_never_gets_its_name(lock: Path) -> None:
    with pytest.raises(EmbeddedError, match=r"checksum is not the one in neo4j\.lock"):
        ensure(lock, Mirror(broken=99))
    assert names(jars.cache_folder() / next(jars.cache_folder().iterdir())) == [".lock"]


def test_an_interrupted_download_goes_on_where_it_was(lock: Path) -> None:
    with pytest.raises(EmbeddedError, match="Check the network"):
        ensure(lock, Mirror(broken=99, error=ConnectionError("no route")))
    folder = next(jars.cache_folder().iterdir())
    (folder / "org.one_a_1.jar").write_bytes(content("org.one:a:1"))
    mirror = Mirror()
    ensure(lock, mirror)
    assert mirror.fetched == ["org.one:b:2:linux"]


def test_a_jar_that_was_damaged_on_the_disk_is_replaced(lock: Path) -> None:
    folder = ensure(lock, Mirror())
    (folder / "org.one_a_1.jar").write_bytes(b"half")
    mirror = Mirror()
    ensure(lock, mirror)
    assert mirror.fetched == ["org.one:a:1"]
    assert (folder / "org.one_a_1.jar").read_bytes() == content("org.one:a:1")


def test_a_stop_ends_the_downloads(lock: Path) -> None:
    def stop() -> None:
        raise StoppingError

    with pytest.raises(StoppingError):
        jars.ensure_jars(lambda there, total: None, stop, lock=lock, fetch=Mirror(broken=99))


def test_the_committed_lock_names_both_roots_once() -> None:
    coordinates = [jar.coordinate for jar in jars.read_lock()]
    assert set(jars.ROOTS) <= set(coordinates)
    assert len(coordinates) == len(set(coordinates))
    assert all(len(jar.sha256) == 64 for jar in jars.read_lock())
