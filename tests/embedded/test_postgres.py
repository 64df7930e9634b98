"""The parts of PostgreSQL's start that depend on the machine."""

import os
from pathlib import Path

import pytest

from ooumph.embedded.postgres import Postgres, clear_stale_locks
from ooumph.embedded.server_user import open_the_way
from ooumph.embedded.state import State


def test_a_deep_folder_gets_a_short_way_to_its_socket(tmp_path: Path) -> None:
    deep = tmp_path / ("long-name-" * 6) / ("longer-name-" * 6)
    folders = {Postgres(State(tmp_path / "a")).socket_folder, Postgres(State(deep)).socket_folder}
    assert tmp_path / "a" / "postgres" in folders
    assert all(len(f"{folder}/.s.PGSQL.5432.lock") <= 107 for folder in folders)
    assert len(folders) == 2


def test_a_killed_servers_lock_goes_when_its_number_is_anothers(tmp_path: Path) -> None:
    lock = tmp_path / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{tmp_path}\n")
    clear_stale_locks(tmp_path, tmp_path)
    assert not lock.exists()


def test_a_torn_lock_is_left_to_postgres(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("")
    clear_stale_locks(tmp_path, tmp_path)
    assert (tmp_path / "postmaster.pid").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to another user")
def test_folders_above_the_data_can_be_passed_but_not_listed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    (home / "clone").mkdir(parents=True)
    home.chmod(0o700)
    open_the_way(home / "clone" / "data")
    assert home.stat().st_mode & 0o777 == 0o711
