"""What clients report about content, as rows that come out of the stream; and the content."""

from typing import Any

import orjson

from ooumph import clock, graph
from ooumph.ids import new_id
from post.models import Post
from user_activity.codec import METADATA, Row, rows_of
from user_activity.events import ContentEvent
from user_activity.vocabulary import ContentType, InteractionType, Source


def common(**changed: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "event_id": new_id(), "act_id": new_id(), "user_id": 7, "occurred_at": now,
        "received_at": now, "session_id": None, "request_id": None, "ip": None, "device": "",
        "source": Source.CLIENT, "metadata": {}, "keys": (), **changed,
    }  # fmt: skip


def view(kind: ContentType, uid: str, **changed: Any) -> ContentEvent:
    """A client's report."""
    return ContentEvent(
        content_type=kind, content_id=uid, interaction_type=InteractionType.VIEW, author_id=None,
        duration_ms=None, scroll_depth=None, surface="", position=None, impression_id="",
        visit_id="", **common(**changed),
    )  # fmt: skip


def viewed(kind: ContentType, uid: str, **changed: Any) -> Row:
    """Its row."""
    return rows_of([view(kind, uid, **changed)])[0]


def said(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(row[METADATA])
    return found


def saved(node: Any) -> Any:
    """In the graph as its class writes it, without the signals that would record its making."""
    properties = type(node).deflate(node.__properties__, node)
    graph.query(f"CREATE (n:{type(node).__label__}) SET n = $properties", properties=properties)
    return node


def a_post(**changed: Any) -> Post:
    values = {"author_id": 3, "text": "Hi", "tags": ["graphs", "züge"], "community_uid": "c1"}
    post: Post = saved(Post(**values, privacy="connections", **changed))
    return post
