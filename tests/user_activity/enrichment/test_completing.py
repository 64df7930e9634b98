"""What clients report about content is completed with whose it is and what it is, as it is then."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.conf import LazySettings

from account.models import User
from community.models import Community
from connection.models import Connection
from msg.models import ConversationMessages, MatrixMessage
from ooumph import clock, graph
from ooumph.embedded.services import Services
from post.models import Comment, Post
from story.models import Story
from tests.user_activity.reported import a_post, common, said, saved, viewed
from tests.watching import counted_queries
from user_activity import lookups
from user_activity.codec import AUTHOR_ID, METADATA, rows_of
from user_activity.enrichment import enrich, facts, postpone
from user_activity.enrichment.facts import CACHE
from user_activity.events import ActivityEvent
from user_activity.lifecycle import facts_of
from user_activity.vocabulary import ActivityType, ContentType, Source

pytestmark = pytest.mark.usefixtures("graph")
NOBODY = "0" * 32


def test_every_kind_in_the_graph_says_what_the_products_own_rows_say() -> None:
    nodes = {
        ContentType.POST: a_post(),
        ContentType.COMMENT: Comment(
            author_id=4, text="Yes", parent_type="post", parent_uid="p", parent_tags=["graphs"],
            parent_privacy="connections", community_uid="c1",
        ),
        ContentType.STORY: Story(author_id=5, expires_at=clock.now()),
        ContentType.COMMUNITY: Community(author_id=6, name="Club", privacy="private"),
        ContentType.CONVERSATION_MESSAGE: ConversationMessages(sender_id=8, conversation_uid="v"),
        ContentType.MATRIX_MESSAGE: MatrixMessage(sender_id=9, room_id="!r"),
        ContentType.CONNECTION: Connection(requester_id=10, receiver_id=11),
    }  # fmt: skip
    assert set(nodes) == set(lookups.content_kinds())
    rows = {
        kind: viewed(kind, node.uid if kind is ContentType.POST else saved(node).uid)
        for kind, node in nodes.items()
    }

    assert enrich(list(rows.values())) == []

    assert [row[AUTHOR_ID] for row in rows.values()] == [3, 4, 5, 6, 8, 9, 10]
    assert {kind: said(row) for kind, row in rows.items()} == {
        kind: facts_of(node) for kind, node in nodes.items()
    }
    assert said(rows[ContentType.POST]) == {
        "tags": ["graphs", "züge"], "community": "c1", "privacy": "connections",
    }  # fmt: skip
    assert said(rows[ContentType.STORY]) == {"privacy": "connections"}
    assert said(rows[ContentType.CONVERSATION_MESSAGE]) == {}


def test_a_node_without_a_property_says_what_its_model_says() -> None:
    graph.query("CREATE (:Post {uid: 'bare', author_id: 3})")
    row = viewed(ContentType.POST, "bare")

    enrich([row])

    assert (row[AUTHOR_ID], said(row)) == (3, {"privacy": "public"})


@pytest.mark.django_db
def test_a_profile_is_its_members() -> None:
    ada = User.objects.create_user("ada")
    names = [str(ada.pk), f"0{ada.pk}", "999999999", "9" * 40, "x"]
    rows = [viewed(ContentType.PROFILE, name) for name in names]

    assert enrich(rows) == []

    assert [row[AUTHOR_ID] for row in rows] == [ada.pk, None, None, None, None]
    missing = {"unresolved": {"content": "missing"}}
    assert [said(row) for row in rows] == [{}, *[missing] * 4]


def test_what_is_not_there_is_marked_and_the_others_are_complete() -> None:
    post = a_post()
    rows = [
        viewed(ContentType.POST, NOBODY, metadata={"screen": "home"}),
        viewed(ContentType.POST, post.uid, metadata={"screen": "home"}),
        viewed(ContentType.STORY, post.uid),
        viewed(ContentType.MEDIA, post.uid),
    ]

    assert enrich(rows) == []

    missing = {"unresolved": {"content": "missing"}}
    assert [row[AUTHOR_ID] for row in rows] == [None, 3, None, None]
    assert [said(row) for row in rows] == [
        {"screen": "home", **missing}, {"screen": "home", **facts_of(post)}, missing, missing,
    ]  # fmt: skip


def test_a_client_is_not_believed_what_is_the_servers_to_say() -> None:
    claims = {
        "tags": ["mine"], "community": "c9", "privacy": "public", "n": 1,
        "unresolved": {"content": "missing"},
    }  # fmt: skip
    story = saved(Story(author_id=5, expires_at=clock.now()))
    known = viewed(ContentType.STORY, story.uid, metadata=claims)
    unknown = viewed(ContentType.STORY, NOBODY, metadata=claims)
    later = viewed(ContentType.STORY, story.uid, metadata=claims)

    enrich([known, unknown])
    postpone([later])

    assert said(known) == {"n": 1, "privacy": "connections"}
    assert said(unknown) == {"n": 1, "unresolved": {"content": "missing"}}
    assert said(later) == {"n": 1, "unresolved": {"content": "postponed"}}


def test_rows_of_other_doors_and_of_other_tables_are_left_alone() -> None:
    post = a_post()
    others = [source for source in Source if source is not Source.CLIENT]
    rows = [viewed(ContentType.POST, post.uid, source=source) for source in others]
    searched = ActivityType.SEARCH
    rows += rows_of(
        [ActivityEvent(activity_type=searched, description="", success=True, **common())]
    )
    before = orjson.dumps(rows)

    with counted_queries() as queries:
        assert enrich(rows) == postpone(rows) == []

    assert orjson.dumps(rows) == before
    assert queries.counts == (0, 0)


def test_one_item_named_five_hundred_times_is_one_query_and_then_none() -> None:
    post, story = a_post(), saved(Story(author_id=5, expires_at=clock.now()))
    batches = [[viewed(ContentType.POST, post.uid) for _ in range(500)] for _ in range(2)]
    batches[0].append(viewed(ContentType.STORY, story.uid))

    counts = []
    for batch in batches:
        with counted_queries() as queries:
            assert enrich(batch) == []
        counts.append(queries.counts)

    assert counts == [(1, 0), (0, 0)]
    assert {row[AUTHOR_ID] for row in batches[0][:500] + batches[1]} == {3}


def test_thousands_of_items_are_asked_for_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts, "CHUNK", 2)
    rows = [viewed(ContentType.POST, a_post().uid) for _ in range(5)]

    with counted_queries() as queries:
        assert enrich(rows) == []

    assert queries.counts == (3, 0)
    assert [row[AUTHOR_ID] for row in rows] == [3] * 5


def test_what_was_found_is_known_for_a_minute() -> None:
    post, start = a_post(), datetime.now(UTC)

    def tags_after(seconds: float) -> Any:
        row = viewed(ContentType.POST, post.uid)
        with clock.at(start + timedelta(seconds=seconds)):
            enrich([row])
        return said(row).get("tags"), row[AUTHOR_ID]

    assert tags_after(0) == (["graphs", "züge"], 3)
    graph.query("MATCH (p:Post {uid: $uid}) SET p.tags = ['new']", uid=post.uid)
    assert tags_after(59) == (["graphs", "züge"], 3)
    assert tags_after(60) == (["new"], 3)
    graph.query("MATCH (p:Post {uid: $uid}) DETACH DELETE p", uid=post.uid)
    assert tags_after(119) == (["new"], 3)
    assert tags_after(120) == (None, None)


def test_what_was_not_found_is_asked_for_again() -> None:
    first = viewed(ContentType.POST, "soon")
    enrich([first])
    a_post(uid="soon")
    second = viewed(ContentType.POST, "soon")
    enrich([second])

    assert [row[AUTHOR_ID] for row in (first, second)] == [None, 3]


def test_the_cache_keeps_what_was_used_last(settings: LazySettings) -> None:
    settings.ACTIVITY_CONTENT_CACHE_ITEMS = 2
    first, second, third = (a_post().uid for _ in range(3))
    for uid in (first, second, first, third):
        enrich([viewed(ContentType.POST, uid)])

    assert len(CACHE) == 2
    with counted_queries() as queries:
        enrich([viewed(ContentType.POST, first), viewed(ContentType.POST, third)])
        assert queries.counts == (0, 0)
        enrich([viewed(ContentType.POST, second)])
        assert queries.counts == (1, 0)


def test_what_is_added_stays_within_its_bound() -> None:
    tags = [f"{n}" + "ж" * 62 for n in range(10)]
    row = viewed(ContentType.POST, saved(Post(author_id=3, tags=tags)).uid)

    enrich([row])

    assert said(row) == {"tags": tags[:7], "privacy": "public"}
    assert len(row[METADATA].encode()) <= 1024


def test_metadata_that_is_no_object_is_left_for_the_database_to_refuse() -> None:
    post = a_post()
    rows = [viewed(ContentType.POST, post.uid, metadata={"n": 1}) for _ in range(2)]
    rows[0][METADATA], rows[1][METADATA] = "{", "[1]"

    assert enrich(rows) == []

    assert [row[METADATA] for row in rows] == ["{", "[1]"]


def test_without_the_graph_the_rows_wait(services: Services) -> None:
    known, post = a_post(), a_post()
    enrich([viewed(ContentType.POST, known.uid)])
    services.neo4j.kill()
    rows = [
        viewed(ContentType.POST, known.uid),
        viewed(ContentType.POST, post.uid, metadata={"n": 1}),
        viewed(ContentType.MEDIA, "m"),
    ]

    assert enrich(rows) == [rows[1]]

    assert rows[0][AUTHOR_ID] == 3
    assert said(rows[1]) == {"n": 1, "unresolved": {"content": "graph_down"}}
    assert said(rows[2]) == {"unresolved": {"content": "missing"}}
    services.neo4j.start()
    lookups.BREAKER.close()
    assert enrich(rows[1:2]) == []
    assert (rows[1][AUTHOR_ID], said(rows[1])) == (3, {"n": 1, **facts_of(post)})


def test_a_graph_that_hangs_costs_its_time_out_until_the_breaker_opens(
    services: Services, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.ACTIVITY_CONTENT_LOOKUP_SECONDS = 0.1
    monkeypatch.setattr(facts, "CHUNK", 1)  # A chunk that fails ends the asking.
    uids = [a_post().uid, a_post().uid]
    services.neo4j.pause()
    reasons = []
    for _ in range(4):
        rows = [viewed(ContentType.POST, uid) for uid in uids]
        assert enrich(rows) == rows
        reasons.append([said(row)["unresolved"]["content"] for row in rows])
    services.neo4j.resume()

    assert reasons == [["timeout"] * 2] * 2 + [["breaker_open"] * 2] * 2


def test_without_a_look_up_the_rows_are_marked_and_wait() -> None:
    uid = a_post().uid
    rows = [viewed(kind, uid, metadata={"n": 1}) for kind in ContentType]

    with counted_queries() as queries:
        later = postpone(rows)

    media = list(ContentType).index(ContentType.MEDIA)
    assert later == rows[:media] + rows[media + 1 :]
    assert {said(row)["unresolved"]["content"] for row in later} == {"postponed"}
    assert said(rows[media]) == {"n": 1, "unresolved": {"content": "missing"}}
    assert queries.counts == (0, 0)


def test_every_kind_is_reached_by_its_index(graph_driver: Any) -> None:
    uids = {kind: [a_post().uid] for kind in lookups.content_kinds()}
    with graph_driver.session() as session:
        plan = session.run(f"EXPLAIN {lookups._content_query()}", uids).consume().plan

    def operators(step: Any) -> Iterator[str]:
        yield step["operatorType"].partition("@")[0]
        for child in step.get("children", ()):
            yield from operators(child)

    found = list(operators(plan))
    assert found.count("NodeUniqueIndexSeek") == len(uids) == 7
    assert [name for name in found if "Scan" in name] == []
