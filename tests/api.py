"""Talking to the product as a client does: GraphQL over real HTTP.

ada = member("ada")
post = ada.mutate("createPost", {"text": "hi"}, "post { id }")["post"]
data = ada.query("query($id: ID!) { post(id: $id) { text } }", id=post["id"])
error = bob.refusal("deletePost", {"postId": post["id"]})   # {"code", "field", "message"}
rows = recorded()                                           # every row of the three tables
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpx
import pytest
from django.forms.models import model_to_dict

from user_activity.models import ROW_MODELS

PASSWORD = "correct horse battery"


@dataclass
class Client:
    """One device of one member (or of nobody yet)."""

    http: httpx.Client
    id: str = ""
    username: str = ""
    token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def post(self, document: str, variables: dict[str, Any] | None = None) -> httpx.Response:
        bearer = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return self.http.post(
            "/graphql",
            json={"query": document, "variables": variables or {}},
            headers={**bearer, **self.headers},
        )

    def query(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of a document that must have no errors."""
        answer = self.post(document, variables).json()
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    def errors(self, document: str, **variables: Any) -> list[dict[str, Any]]:
        """The errors of a document that must have some."""
        found: list[dict[str, Any]] = self.post(document, variables).json()["errors"]
        return found

    def payload(self, name: str, values: dict[str, Any] | None, fields: str) -> dict[str, Any]:
        """What the mutation `name` returned, errors included."""
        type_name = name[0].upper() + name[1:] + "Input!"
        head, call = (
            (f"mutation($input: {type_name})", "(input: $input)")
            if values is not None
            else ("mutation", "")
        )
        document = f"{head} {{ {name}{call} {{ {fields} errors {{ code field message }} }} }}"
        data = self.query(document, **({} if values is None else {"input": values}))
        found: dict[str, Any] = data[name]
        return found

    def mutate(
        self, name: str, values: dict[str, Any] | None = None, fields: str = ""
    ) -> dict[str, Any]:
        """The payload of a mutation that must succeed."""
        found = self.payload(name, values, fields)
        assert found["errors"] == [], found["errors"]
        return found

    def refusal(self, name: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
        """The one error of a mutation that must be refused."""
        errors: list[dict[str, Any]] = self.payload(name, values, "")["errors"]
        assert len(errors) == 1, errors
        return errors[0]


Member = Callable[[str], Client]  # What the fixture `member` gives: it registers one.


@pytest.fixture
def client_of_nobody(live_server: Any) -> Iterator[Callable[[], Client]]:
    """Make clients that have not signed in."""
    opened: list[httpx.Client] = []

    def make() -> Client:
        opened.append(httpx.Client(base_url=live_server.url, timeout=30, verify=False))  # noqa: S501  (plain HTTP)
        return Client(opened[-1])

    yield make
    for http in opened:
        http.close()


@pytest.fixture(scope="session")
def bearers(live_server: Any) -> Iterator[httpx.Client]:
    """The connections of all who sign in by bearer; kept, since a new one costs a new thread
    with new connections to the stores. It takes no cookies."""
    jar = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    with httpx.Client(base_url=live_server.url, timeout=30, verify=False, cookies=jar) as http:  # noqa: S501
        yield http


@pytest.fixture
def member(bearers: httpx.Client, live_server: Any) -> Member:
    """Register members over HTTP; what signing up recorded is there when the test begins."""

    def make(username: str) -> Client:
        client = Client(bearers)
        found = client.mutate(
            "register",
            {"username": username, "email": f"{username}@example.org", "password": PASSWORD},
            "sessionToken user { id }",
        )
        client.token, client.id = found["sessionToken"], found["user"]["id"]
        client.username = username
        return client

    return make


@pytest.fixture
def ada(member: Member) -> Client:
    return member("ada")


@pytest.fixture
def bob(member: Member) -> Client:
    return member("bob")


@pytest.fixture
def eve(member: Member) -> Client:
    return member("eve")


def recorded(*, since: set[Any] | None = None) -> list[dict[str, Any]]:
    """Every row of the three tables, oldest first, as dicts with `table`; not those of `since`."""
    rows = [
        {"table": model._meta.db_table, **model_to_dict(row), "event_id": row.pk}
        for model in ROW_MODELS
        for row in model.objects.order_by("occurred_at", "event_id")
    ]
    return [row for row in rows if row["event_id"] not in (since or set())]


def event_ids() -> set[Any]:
    """The ids recorded so far, for `recorded(since=...)`."""
    return {row["event_id"] for row in recorded()}
