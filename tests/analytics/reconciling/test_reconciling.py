"""The graph against the rows: what is missing, what only seems so, and what is left alone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from neo4j import Driver

from account.models import User
from analytics.models import MemberDay
from analytics.reconciling import days, things
from analytics.reconciling.days import reconcile
from analytics.reconciling.kinds import KINDS, Kind
from analytics.reconciling.things import page_query
from ooumph import clock, graph
from post.services import create_post
from tests.analytics.events import aggregate, assert_exact, make_member
from tests.analytics.reconciling.losing import acts, compared, lose, told
from tests.api import Client, event_ids, recorded
from tests.post.acts import act, comment, publish
from user_activity import stream, writer
from user_activity.collecting import rehearsing
from user_activity.models import EventTally

pytestmark = pytest.mark.django_db(transaction=True)


def saying(*words: str) -> list[dict[str, Any]]:
    """The rows whose word is one of `words`."""
    columns = ("activity_type", "interaction_type")
    return [row for row in recorded() if any(row.get(column) in words for column in columns)]


def test_what_is_all_there_is_tracked(ada: Client, bob: Client) -> None:
    posts = [publish(ada) for _ in range(3)]
    act(bob, "likePost", posts[0])
    comment(bob, posts[0])

    found = compared()

    assert {name: (each.tracked, each.share) for name, each in found.items()} == {
        "post": (3, 1.0),
        "like or reaction": (1, 1.0),
        "comment": (1, 1.0),
    }


def test_what_is_missing_is_named_and_counted_by_thing(ada: Client) -> None:
    posts = [publish(ada) for _ in range(4)]
    lose([row for row in recorded() if row.get("content_id") == posts[2]])

    found = compared()["post"]

    assert (found.things, found.tracked, found.missing, found.share) == (4, 3, 1, 0.75)
    assert (found.missing_rows, found.keys) == (1, [posts[2]])


def test_a_row_that_is_lost_alone_joins_its_act(ada: Client, bob: Client) -> None:
    before = event_ids()
    publish(ada, "Hello @bob")
    rows = recorded(since=before)
    assert len(rows) == 3
    for lost in rows:
        lose([lost])
        compared(backfill=True)
        back = recorded(since=before)
        assert (told(back), acts(back)) == (told(rows), acts(rows))


def test_messages_read_together_stay_one_act_across_pages(
    ada: Client, bob: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"memberIds": [bob.id]}
    uid = ada.mutate("startConversation", values, "conversation { id }")["conversation"]["id"]
    for body in "abcde":
        sent = ada.mutate("sendMessage", {"conversationId": uid, "body": body}, "message { id }")
    before = event_ids()
    values = {"conversationId": uid, "upToMessageId": sent["message"]["id"]}
    bob.mutate("markMessagesRead", values)
    rows = recorded(since=before)
    monkeypatch.setattr(things, "PAGE_THINGS", 2)

    lose(rows[:4])
    assert compared(backfill=True)["read message"].missing == 4
    assert acts(recorded(since=before)) == acts(rows)

    lose(rows)
    assert compared(backfill=True)["read message"].missing == 5
    assert told(recorded(since=before)) == told(rows)
    assert acts(recorded(since=before)) == acts(rows)


@pytest.mark.parametrize("size", [1, 2, 3, 500])
def test_pages_of_any_size_hold_everything_once(
    ada: Client, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    instant = clock.now()
    with clock.at(instant):
        made = {create_post(actor=User.objects.get(), text="Hello").uid for _ in range(5)}
    made |= {publish(ada) for _ in range(2)}
    monkeypatch.setattr(things, "PAGE_THINGS", size)
    ends = clock.now() + timedelta(seconds=1)

    pages = list(things.things(KINDS[0], instant, ends))

    assert all(len(page) <= size for page in pages)
    keys = [each.key for page in pages for each in page]
    assert (len(keys), set(keys)) == (7, made)


@pytest.mark.usefixtures("ada")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name} {kind.at}")
def test_each_page_is_read_by_an_index(graph_driver: Driver, kind: Kind) -> None:
    values = {"after_at": 0.0, "after_key": "", "ends": 1.0, "limit": 10}

    with graph_driver.session() as session:
        plan = session.run(f"EXPLAIN {page_query(kind)}", values).consume().plan

    assert any("IndexSeekByRange" in name for name in operators(plan))


def operators(plan: Any) -> list[str]:
    return [plan["operatorType"]] + [
        name for child in plan.get("children", ()) for name in operators(child)
    ]


def test_what_was_undone_or_deleted_is_not_missing(ada: Client, bob: Client) -> None:
    post, gone = publish(ada), publish(ada)
    for each in (post, gone):
        act(bob, "likePost", each)
    act(bob, "unlikePost", post)
    ada.mutate("deletePost", {"postId": gone})
    rows = recorded()

    found = compared(backfill=True)

    assert {name: (each.tracked, each.missing) for name, each in found.items()} == {"post": (1, 0)}
    assert recorded() == rows


def test_a_like_again_after_an_unlike_is_one_of_its_own(ada: Client, bob: Client) -> None:
    post = publish(ada)
    act(bob, "likePost", post)
    act(bob, "unlikePost", post)
    before = event_ids()
    act(bob, "likePost", post)
    rows = recorded(since=before)
    lose(rows)

    assert compared(backfill=True)["like or reaction"].missing == 1
    assert told(recorded(since=before)) == told(rows)


def test_a_reaction_from_before_its_past_was_kept_is_not_doubled(ada: Client, bob: Client) -> None:
    post = publish(ada)
    act(bob, "likePost", post, reaction="LOVE")
    act(bob, "likePost", post)  # The row is a reaction, which took the place of another.
    graph.query("MATCH ()-[r:LIKES]->() REMOVE r.previous")
    rows = recorded()

    assert compared(backfill=True)["like or reaction"].tracked == 1
    assert recorded() == rows


def test_a_message_whose_recipients_were_not_known_is_not_doubled(ada: Client) -> None:
    graph.query(
        "MERGE (:UserNode {user_id: 901})-[:PARTICIPATES_IN]->(c:Conversation {uid: 'c'}) "
        "MERGE (:UserNode {user_id: 902})-[:PARTICIPATES_IN]->(c) "
        "CREATE (:ConversationMessages {uid: 'm', sender_id: 901, conversation_uid: 'c', "
        "created_at: $at, updated_at: $at})",
        at=clock.now().timestamp(),
    )
    compared(backfill=True)
    [sent] = saying("message_send")
    assert sent["target_user_id"] == 902

    graph.query("MATCH (u:UserNode {user_id: 902})-[r:PARTICIPATES_IN]->() DELETE r")
    lose([sent])
    compared(backfill=True)
    graph.query("MATCH (c:Conversation) MERGE (u:UserNode {user_id: 902}) "
                "MERGE (u)-[:PARTICIPATES_IN]->(c)")  # fmt: skip
    assert compared(backfill=True)["message"].missing == 0

    assert [row["target_user_id"] for row in saying("message_send")] == [None]


def test_what_arrives_after_its_backfill_is_stored_once(ada: Client) -> None:
    post = publish(ada)
    before = [row for row in recorded() if row.get("content_id") == post]
    node = graph.single("MATCH (n:Post) RETURN n")
    assert node is not None
    with rehearsing() as originals:
        KINDS[0].report(node[0])
    lose(before)
    compared(backfill=True)
    back = recorded()

    assert originals
    writer.store(originals)

    assert recorded() == back


def test_what_still_waits_in_the_stream_is_not_missing(
    ada: Client, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(days, "SETTLING", timedelta(seconds=2))
    with clock.at(clock.now() - timedelta(seconds=5)):
        early = create_post(actor=User.objects.get(), text="Hello").uid
    lose(saying("create", "post_create"))
    settings.ACTIVITY_BUFFERS = ["user_activity.buffers.redis.RedisBuffer"]
    publish(ada)
    assert stream.depth() == 2

    found = compared()["post"]

    assert (found.missing, found.keys) == (1, [early])


def test_numbers_follow_what_is_put_back(ada: Client) -> None:
    publish(ada)
    aggregate()
    counted = MemberDay.objects.get(user_id=ada.id).acts
    lose(saying("post_create", "create"))
    compared(backfill=True)
    aggregate()

    assert MemberDay.objects.get(user_id=ada.id).acts == counted
    assert_exact()


def test_what_a_member_refuses_is_not_missing(ada: Client, bob: Client) -> None:
    ada.mutate("updateProfile", {"trackingConsent": False})
    post = publish(ada)
    act(ada, "likePost", post)
    rows = recorded()

    found = compared(backfill=True)

    assert (found["post"].things, found["post"].refused) == (0, 1)
    assert found["like or reaction"].tracked == 1  # The product needs it.
    assert recorded() == rows


def test_what_was_refused_then_or_is_refused_now_is_left_out(ada: Client) -> None:
    before = publish(ada)
    ada.mutate("updateProfile", {"trackingConsent": False})
    between = publish(ada)
    ada.mutate("updateProfile", {"trackingConsent": True})
    after = publish(ada)
    lose(row for row in recorded() if row.get("content_id") in (before, after))

    found = compared()["post"]
    assert (set(found.keys), found.refused) == ({before, after}, 1)
    assert between not in found.keys

    User.objects.filter(pk=ada.id).update(tracking_consent=False)
    assert compared(backfill=True)["post"].missing == 0


def test_a_dry_run_writes_nothing(ada: Client) -> None:
    publish(ada)
    lose(saying("post_create", "create"))
    rows, counts = recorded(), EventTally.objects.count()

    found = compared(backfill=True, dry_run=True)

    assert found["post"].missing == 1
    assert (recorded(), EventTally.objects.count(), stream.depth()) == (rows, counts, 0)


def test_days_are_the_platforms(settings: LazySettings) -> None:
    settings.PLATFORM_TIME_ZONE = "Asia/Kolkata"
    ada = make_member("ada", "America/St_Johns")
    midnight = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)  # In Kolkata.
    for at in (midnight - timedelta(seconds=1), midnight, midnight + timedelta(seconds=1)):
        with clock.at(at):
            create_post(actor=ada, text="Hello")

    found = list(reconcile(date(2026, 5, 4), date(2026, 5, 5), backfill=False))

    assert [day.compared[0].tracked for day in found] == [1, 2]
