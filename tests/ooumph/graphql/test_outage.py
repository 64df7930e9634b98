"""With Postgres away the answer is UNAVAILABLE, whatever is asked, and never UNAUTHENTICATED."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from tests.ooumph.graphql.conftest import GRAPHQL, Api
from tests.ooumph.graphql.schema import PERFORMED


@pytest.fixture
def _postgres_away(api: Api, member: Any) -> Iterator[None]:
    """Each thread of the server connects anew; from here on to where nobody listens."""
    api.sign_in(member)
    reached = connections.settings["default"]
    kept = {name: reached[name] for name in ("HOST", "PORT")}
    reached.update(HOST="127.0.0.1", PORT="1")
    yield
    reached.update(kept)


@pytest.mark.usefixtures("_postgres_away")
def test_a_query_is_unavailable(api: Api) -> None:
    response = api.post("{ me secret }", headers={"Accept": GRAPHQL})
    assert {error["extensions"]["code"] for error in response.json()["errors"]} == {"UNAVAILABLE"}
    assert "127.0.0.1" not in response.text


@pytest.mark.usefixtures("_postgres_away")
def test_a_mutation_is_unavailable_and_not_performed(api: Api) -> None:
    text = api.post("mutation { join { errors { code } } }").text
    assert "UNAVAILABLE" in text
    assert "UNAUTHENTICATED" not in text
    assert PERFORMED == []


@pytest.mark.usefixtures("_postgres_away")
def test_what_only_staff_may_ask_is_503(api: Api) -> None:
    for accept in (GRAPHQL, "application/json"):
        response = api.post("{ __schema { queryType { name } } }", headers={"Accept": accept})
        assert response.status_code == 503
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
