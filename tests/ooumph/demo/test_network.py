"""A small network, made by the services that the API uses."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from neo4j import Driver

from account.models import User
from ooumph import clock
from ooumph.demo.cast import LOGIN
from ooumph.demo.network import ExistsError, create_network
from tests.api import recorded
from tests.conftest import empty_graph
from user_activity.models import ROW_MODELS

pytestmark = pytest.mark.django_db(transaction=True)  # Events leave with the commit.
UNTIL = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
SMALL = {"seed": 1, "members": 6, "days": 10}
TINY = {"members": 2, "days": 2}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.at(UNTIL):
        yield


def create(**options: Any) -> str:
    out = StringIO()
    call_command("create_demo_network", stdout=out, **SMALL | options)
    return out.getvalue()


def history() -> Counter[tuple[str, ...]]:
    """How many rows there are of each kind, type, member and instant."""
    names: dict[int | None, str] = dict(User.objects.values_list("pk", "username"))
    kinds = ("activity_type", "content_type", "interaction_type")
    return Counter(
        (row["table"], *(str(row.get(kind)) for kind in kinds), names[row["user_id"]],
         str(row["occurred_at"]), str(names.get(row.get("target_user_id"))))
        for row in recorded()
    )  # fmt: skip


def nodes(graph: Driver) -> dict[str, int]:
    found = graph.execute_query("MATCH (n) RETURN labels(n)[0] AS label, count(*) AS nodes")
    return {record["label"]: record["nodes"] for record in found.records}


def wipe(graph: Driver) -> None:
    empty_graph(graph)
    for model in (*ROW_MODELS, User):
        model.objects.all().delete()


def test_the_same_seed_gives_the_same_history(graph: Driver) -> None:
    create()
    before = history(), nodes(graph)
    wipe(graph)
    create()
    assert (history(), nodes(graph)) == before
    wipe(graph)
    create(seed=2)
    assert history() != before[0]


def test_an_interrupted_run_goes_on_to_the_same_history(graph: Driver) -> None:
    create()
    whole = history(), nodes(graph)
    wipe(graph)

    def interrupt(played: int, visits: int, at: datetime) -> None:
        if played == visits // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        create_network(**SMALL, passwords={}, progress=interrupt)
    half = history()
    assert 0 < half.total() < whole[0].total()
    assert not any(user.has_usable_password() for user in User.objects.all())

    assert create().startswith(f"{LOGIN} / ")
    assert (history(), nodes(graph)) == whole


def test_the_history_has_happened_when_it_says(graph: Driver) -> None:
    create()
    rows = recorded()
    instants = [row["occurred_at"] for row in rows]
    assert UNTIL - timedelta(days=12) < min(instants) < UNTIL - timedelta(days=8)
    assert UNTIL - timedelta(days=2) < max(instants) < UNTIL
    assert all(timedelta() <= r["received_at"] - r["occurred_at"] < timedelta(1) for r in rows)
    assert {row["source"] for row in rows} == {"api", "client"}
    assert all(row["session_id"] and row["device"] and row["ip"] for row in rows)
    created = graph.execute_query(
        "MATCH (n) WHERE n.created_at > $at RETURN n", at=UNTIL.timestamp()
    )
    assert created.records == []


def test_nobody_sees_what_is_yet_to_be_written() -> None:
    create()
    begun: dict[str, datetime] = {}
    seen = 0
    for row in sorted(recorded(), key=lambda row: row["occurred_at"]):
        if row["table"] == "content_interaction" and row["interaction_type"] == "create":
            begun[row["content_id"]] = row["occurred_at"]
        elif row["table"] == "content_interaction":
            assert row["content_id"] in begun, row
            seen += 1
    assert seen > 50


def test_both_logins_are_printed_and_work() -> None:
    lines = create(**TINY).splitlines()
    logins = [line.split(" (")[0].split(" / ") for line in lines]
    assert [name for name, _ in logins] == [LOGIN, "admin"]
    demo, admin = (authenticate(username=name, password=word) for name, word in logins)
    assert isinstance(demo, User)
    assert isinstance(admin, User)
    assert (demo.is_staff, admin.is_staff, admin.is_superuser) == (False, True, True)
    assert sum(user.has_usable_password() for user in User.objects.all()) == 2


def test_passwords_may_be_given() -> None:
    printed = create(demo_password="demo word", admin_password="admin word", **TINY)
    assert printed.splitlines() == [
        "demo / demo word (a member)",
        "admin / admin word (staff, may everything)",
    ]


def test_a_second_run_changes_nothing(graph: Driver) -> None:
    create(**TINY)
    before = history(), nodes(graph), list(User.objects.order_by("pk").values())
    assert create() == (
        "The demo network is there already: sign in as demo or admin. "
        "`manage.py changepassword demo` gives a new password.\n"
    )
    assert (history(), nodes(graph), list(User.objects.order_by("pk").values())) == before


def test_other_members_are_left_alone(graph: Driver) -> None:
    User.objects.create_user("ada")
    assert create() == "There are members already: the demo network needs an empty database.\n"
    with pytest.raises(ExistsError):
        create_network(**SMALL, passwords={}, progress=lambda *_: None)
    assert (User.objects.count(), recorded(), nodes(graph)) == (1, [], {})


@pytest.mark.parametrize("options", [{"members": 0}, {"members": 501}, {"days": 0}])
def test_a_size_without_sense_is_refused(options: dict[str, int]) -> None:
    with pytest.raises(CommandError, match="from 1 to"):
        create(**options)
    assert User.objects.count() == 0


def test_every_screen_has_something_to_show() -> None:
    create(members=20, days=20)
    rows = recorded()
    content = {
        (row["content_type"], row["interaction_type"]) for row in rows if "content_type" in row
    }
    assert content >= {
        *(("post", word) for word in (
            "create", "impression", "view", "time_spent", "scroll_depth", "like", "react",
            "comment", "save", "share",
        )),
        ("comment", "create"), ("story", "create"), ("story", "view"), ("community", "create"),
        ("connection", "create"), ("conversation_message", "create"),
    }  # fmt: skip
    social = {row["interaction_type"] for row in rows if row["table"] == "social_interaction"}
    assert social >= {
        "connection_request", "connection_accept", "message_send", "message_read", "group_join",
        "profile_visit",
    }  # fmt: skip
    refusing = User.objects.get(tracking_consent=False)
    consented = [row for row in rows if row["user_id"] == refusing.pk and row["source"] == "client"]
    first_visit = {row["session_id"] for row in consented}
    assert len(first_visit) == 1
