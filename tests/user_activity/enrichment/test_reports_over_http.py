"""A report about content over HTTP: complete in the table, and telling its sender nothing."""

from datetime import timedelta
from typing import Any

from django.conf import LazySettings
from django.db import connection

from account.models import User
from ooumph import clock
from ooumph.embedded.services import Services
from tests.api import Client, Member, event_ids, recorded
from tests.watching import hold
from user_activity.models import UnresolvedContent
from user_activity.tasks import resolve_content

NOBODY = "0" * 32
TIMELINE = """
query($userId: ID) { activities(userId: $userId, kinds: [CONTENT]) {
  edges { node { type source contentId authorId metadata } } } }
"""


def timeline(client: Client, **arguments: Any) -> list[dict[str, Any]]:
    edges = client.query(TIMELINE, **arguments)["activities"]["edges"]
    return [edge["node"] for edge in edges]


def report(client: Client, content_id: str, kind: str = "POST", **values: Any) -> dict[str, Any]:
    """Report a click and return its row."""
    before = event_ids()
    values |= {"contentType": kind, "contentId": content_id, "interactionType": "CLICK"}
    assert client.mutate("trackContentInteraction", values, "tracked")["tracked"] is True
    (row,) = recorded(since=before)
    return row


def a_post(author: Client, **values: Any) -> str:
    found = author.mutate("createPost", {"text": "Hi", "tags": ["graphs"], **values}, "post { id }")
    uid: str = found["post"]["id"]
    return uid


def test_a_report_carries_what_the_products_own_row_carries(ada: Client, member: Member) -> None:
    bob = member("bob")
    club = ada.mutate("createCommunity", {"name": "Club"}, "community { id }")["community"]["id"]
    post, before = a_post(ada, communityId=club, privacy="PUBLIC"), event_ids()
    bob.mutate("viewPost", {"postId": post}, "post { id }")
    (own,) = recorded(since=before)

    row = report(bob, post, metadata={"screen": "home"})

    facts = {"tags": ["graphs"], "community": club, "privacy": "public"}
    assert row["source"] == "client"
    assert row["author_id"] == own["author_id"] == int(ada.id)
    assert own["metadata"] == facts
    assert row["metadata"] == {"screen": "home", **facts}


def test_a_profile_and_a_community_are_known_too(ada: Client, member: Member) -> None:
    bob, values = member("bob"), {"name": "Club", "privacy": "PRIVATE"}
    club = ada.mutate("createCommunity", values, "community { id }")["community"]["id"]

    profile = report(bob, ada.id, "PROFILE")
    community = report(bob, club, "COMMUNITY")

    assert (profile["author_id"], profile["metadata"]) == (int(ada.id), {})
    assert (community["author_id"], community["metadata"]) == (int(ada.id), {"privacy": "private"})
    with connection.cursor() as cursor:  # The thread that read the profile left none behind.
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query ILIKE %s AND state = 'idle'",
            ['SELECT "account_user"."id" AS "pk"%'],
        )
        assert cursor.fetchone()[0] == 0


def test_its_sender_learns_nothing_of_what_they_may_not_see(ada: Client, member: Member) -> None:
    bob = member("bob")
    private = a_post(ada, privacy="ONLY_ME")
    hidden = a_post(ada)
    hold(ada, "BLOCKS", bob)

    for uid in (private, hidden, NOBODY):
        report(bob, uid, metadata={"screen": "home"})

    stored = {row["content_id"]: row for row in recorded() if row.get("source") == "client"}
    assert stored[private]["author_id"] == stored[hidden]["author_id"] == int(ada.id)
    shown = timeline(bob)
    assert [entry.pop("contentId") for entry in shown] == [NOBODY, hidden, private]
    said = {"source": "CLIENT", "authorId": None, "metadata": {"screen": "home"}}
    assert shown == [{"type": "CLICK", **said}] * 3


def test_staff_see_what_was_looked_up_and_members_what_their_own_acts_say(
    ada: Client, member: Member
) -> None:
    bob, boss = member("bob"), member("boss")
    User.objects.filter(pk=boss.id).update(is_staff=True)
    post = a_post(ada)
    bob.mutate("viewPost", {"postId": post}, "post { id }")
    report(bob, post)

    facts = {"tags": ["graphs"], "privacy": "public"}
    by_type = {entry["type"]: entry for entry in timeline(bob)}
    assert by_type["VIEW"]["metadata"] == facts
    assert by_type["VIEW"]["authorId"] == ada.id
    for entry in timeline(boss, userId=bob.id):
        assert (entry["authorId"], entry["metadata"]) == (ada.id, facts)


def test_five_hundred_reports_of_one_post_all_say_whose_it_is(ada: Client, member: Member) -> None:
    bob, post = member("bob"), a_post(ada)
    before = event_ids()
    shown = {"contentType": "POST", "contentId": post, "interactionType": "IMPRESSION"}
    events = [{"kind": "CONTENT", **shown}] * 500

    assert bob.mutate("trackEvents", {"events": events}, "accepted")["accepted"] == 500

    rows = recorded(since=before)
    assert [row["author_id"] for row in rows] == [int(ada.id)] * 500


def test_without_the_graph_a_report_is_kept_and_completed_later(
    ada: Client, services: Services
) -> None:
    post = a_post(ada)
    services.neo4j.kill()

    row = report(ada, post)

    assert (row["author_id"], row["metadata"]) == (None, {"unresolved": {"content": "graph_down"}})
    assert timeline(ada)[0]["metadata"] == {}
    services.neo4j.start()
    complete_what_waits()
    (again,) = [each for each in recorded() if each["event_id"] == row["event_id"]]
    assert again["author_id"] == int(ada.id)
    assert again["metadata"] == {"tags": ["graphs"], "privacy": "public"}


def test_straight_to_postgres_nothing_is_looked_up_until_later(
    ada: Client, settings: LazySettings
) -> None:
    post = a_post(ada)
    settings.ACTIVITY_BUFFERS = ["user_activity.buffers.postgres.PostgresBuffer"]

    row = report(ada, post)

    assert row["metadata"] == {"unresolved": {"content": "postponed"}}
    complete_what_waits()
    (again,) = [each for each in recorded() if each["event_id"] == row["event_id"]]
    assert again["metadata"] == {"tags": ["graphs"], "privacy": "public"}


def complete_what_waits() -> None:
    assert UnresolvedContent.objects.count() == 1
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert resolve_content() == 1
