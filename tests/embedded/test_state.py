"""What is remembered between runs, and who may read it."""

import socket
import stat
from pathlib import Path

import pytest

from ooumph.embedded.run import choose_port
from ooumph.embedded.services import Services, write_environment
from ooumph.embedded.state import EmbeddedError, State, find_port, is_free


def listening(port: int) -> socket.socket:
    server = socket.socket()
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", port))
    server.listen()
    return server


def test_a_port_is_remembered_and_another_taken_while_it_is_in_use(tmp_path: Path) -> None:
    port = State(tmp_path).port("graph")
    assert State(tmp_path).port("graph") == port
    with listening(port):
        other = State(tmp_path).port("graph")
    assert other != port
    assert is_free(other)


def test_two_services_never_share_a_port(tmp_path: Path) -> None:
    state = State(tmp_path, ports=range(17_990, 17_992))
    assert {state.port("one"), state.port("two")} == {17_990, 17_991}
    with pytest.raises(EmbeddedError, match="No port of 17990-17991 is free"):
        state.port("three")


def test_a_port_just_left_by_a_server_counts_as_free() -> None:
    port = find_port(None, set())
    with listening(port) as server, socket.create_connection(("127.0.0.1", port)):
        server.accept()[0].close()  # Leaves the connection waiting on the server's side.
    assert is_free(port)


def test_the_web_port_in_use_is_told_and_the_next_one_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    port = find_port(None, set())
    monkeypatch.setenv("OOUMPH_PORT", str(port))
    with listening(port):
        assert choose_port() > port
    assert f"Port {port} is in use" in capsys.readouterr().out
    assert choose_port() == port


def test_secrets_and_addresses_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    state = State(tmp_path)
    assert state.secret("graph") == State(tmp_path).secret("graph")
    assert state.secret("graph") != state.secret("stream")
    write_environment(state, {"REDIS_URL": "redis://127.0.0.1/0"})
    assert (tmp_path / "environment").read_text() == "REDIS_URL=redis://127.0.0.1/0\n"
    for path in (tmp_path / "environment", tmp_path / "secrets" / "graph"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_one_run_at_a_time(tmp_path: Path) -> None:
    first = State(tmp_path)
    assert first.lock()
    assert not State(tmp_path).lock()


@pytest.mark.parametrize("variable", ["DATABASE_URL", "REDIS_URL", "NEO4J_BOLT_URL"])
def test_each_variable_replaces_its_service(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "NEO4J_BOLT_URL"):
        monkeypatch.delenv(name)
    monkeypatch.setenv(variable, "proto://elsewhere")
    services = Services(State(tmp_path))
    services.reserve()
    assert variable not in {service.variable for service in services.embedded}
    assert len(services.embedded) == 2
    assert services.urls()[variable] == "proto://elsewhere"
    assert len(services.urls()) == 3
