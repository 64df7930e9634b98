from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from account.models import User
from ooumph import clock, graph
from story import services
from tests.api import Client

Told = Callable[..., str]


@pytest.fixture
def story() -> Told:
    """Tell one over HTTP: `story(ada)` or `story(ada, text="hi")`; its id."""

    def told(author: Client, **values: Any) -> str:
        made = author.mutate("createStory", {"text": "Hello", **values}, "story { id }")
        return str(made["story"]["id"])

    return told


def account(who: Client) -> User:
    return User.objects.get(pk=int(who.id))


def told_before(author: Client, *, hours: int, ttl_hours: int) -> str:
    """A story that was told so many hours ago; its id."""
    with clock.at(clock.now() - timedelta(hours=hours)):
        made = services.create_story(actor=account(author), text="Earlier", ttl_hours=ttl_hours)
    return str(made.uid)


def comment(who: Client, uid: str, text: str = "Nice") -> str:
    values = {"storyId": uid, "text": text}
    return str(who.mutate("commentOnStory", values, "comment { id }")["comment"]["id"])


def react(who: Client, uid: str, reaction: str) -> None:
    who.mutate("reactToStory", {"storyId": uid, "reaction": reaction}, "story { id }")


def view(who: Client, uid: str) -> None:
    who.mutate("viewStory", {"storyId": uid}, "story { id }")


def relationships(uid: str, kind: str) -> list[dict[str, Any]]:
    """What each of a kind between members and a story carries."""
    cypher = (
        "MATCH (:UserNode)-[r]->(:Story {uid: $uid}) WHERE type(r) = $kind RETURN properties(r)"
    )
    return [row[0] for row in graph.query(cypher, uid=uid, kind=kind)]


def left(uid: str) -> int:
    """How much the graph still holds of a story: itself, its comments."""
    cypher = "MATCH (n) WHERE n.uid = $uid OR n.parent_uid = $uid RETURN count(n)"
    return int(graph.query(cypher, uid=uid)[0][0])
