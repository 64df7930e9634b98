"""docker-compose.yml, Dockerfile and .env.example agree with the settings and with each other."""

import re
from typing import Any

import pytest
import yaml

from ooumph.embedded.state import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
READERS = ("ooumph/settings/environment.py", "ooumph/gunicorn.py")
ENVIRONMENT = "".join((PROJECT / name).read_text() for name in READERS)
APPS = ("migrate", "web", "worker", "beat")
STORES = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL", "neo4j": "NEO4J_BOLT_URL"}


def example() -> dict[str, str]:
    lines = (PROJECT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_all_parts_are_there() -> None:
    assert set(SERVICES) == {*APPS, *STORES}


@pytest.mark.parametrize("name", APPS)
def test_every_variable_given_is_one_that_is_read(name: str) -> None:
    for variable in SERVICES[name]["environment"]:
        assert f'"{variable}"' in ENVIRONMENT, variable


@pytest.mark.parametrize(("store", "variable"), STORES.items())
def test_each_address_names_its_store(store: str, variable: str) -> None:
    url = SERVICES["web"]["environment"][variable]
    assert re.search(rf"@{store}:\d+", url)


def test_every_variable_that_compose_asks_for_is_in_the_example_and_the_other_way() -> None:
    text = (PROJECT / "docker-compose.yml").read_text()
    asked = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    assert asked == set(example())


def test_no_secret_is_committed() -> None:
    secrets = [name for name in example() if name.endswith(("PASSWORD", "SECRET_KEY"))]
    assert len(secrets) == 4
    assert all(example()[name] == "" for name in secrets)


def test_all_that_stays_up_is_watched_and_stores_keep_their_data() -> None:
    assert [name for name in SERVICES if "healthcheck" not in SERVICES[name]] == ["migrate"]
    for store in STORES:
        assert SERVICES[store]["volumes"][0].startswith(f"{store}:/")
        assert store in COMPOSE["volumes"]


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_nothing_starts_before_the_stores_answer_and_the_tables_are_made(name: str) -> None:
    waits = {other: how["condition"] for other, how in SERVICES[name]["depends_on"].items()}
    assert waits == {
        **dict.fromkeys(STORES, "service_healthy"),
        "migrate": "service_completed_successfully",
    }


def test_only_the_web_server_is_reachable_and_only_from_this_host() -> None:
    ports = {name: part["ports"] for name, part in SERVICES.items() if "ports" in part}
    assert ports == {"web": ["127.0.0.1:8000:8000"]}


def test_the_stream_keeps_what_it_acknowledged() -> None:
    command = SERVICES["valkey"]["command"]
    for option in ("--appendonly yes", "--appendfsync always", "--maxmemory-policy noeviction"):
        assert option in command


def test_the_image_drops_root_and_uses_production_settings() -> None:
    lines = (PROJECT / "Dockerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER ooumph"]
    assert "DJANGO_SETTINGS_MODULE=ooumph.settings.production" in "\n".join(lines)
    assert len([line for line in lines if line.startswith("FROM")]) == 2


def test_the_image_leaves_out_this_machines_secrets_and_data() -> None:
    ignored = (PROJECT / ".dockerignore").read_text().splitlines()
    assert {".env", ".ooumph", ".venv", ".git"} <= set(ignored)


def test_the_web_servers_health_check_is_a_program() -> None:
    kind, program, option, code = SERVICES["web"]["healthcheck"]["test"]
    assert (kind, program, option) == ("CMD", "python", "-c")
    compile(code, "healthcheck", "exec")
