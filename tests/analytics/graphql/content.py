"""What the tests of content's numbers ask with, and histories of content."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tests.analytics.events import event, make_member, utc
from tests.analytics.graphql.asking import META
from tests.api import Client
from user_activity import writer
from user_activity.events import Event
from user_activity.vocabulary import ContentType, Word
from user_activity.vocabulary import InteractionType as Act

COUNTERS = """
    views uniqueViewers likes comments shares saves reactions engagementRate averageTimeSpentMs
    averageScrollDepth engagementScore
"""
POINT = """
    day views uniqueViewers likesAdded likesRemoved reactionsAdded reactionsRemoved savesAdded
    savesRemoved commentsAdded commentsRemoved shares
"""
CONTENT = f"""
    query($type: ContentTypeEnum = POST, $id: ID = "p", $range: DateRangeInput) {{
        contentAnalytics(contentType: $type, contentId: $id, range: $range) {{
            contentType contentId range {{ from to }} {META} {COUNTERS} trendingScore
            trend {{ {POINT} }}
        }}
    }}
"""
NOTHING: dict[str, Any] = {
    "views": 0,
    "uniqueViewers": 0,
    "likes": 0,
    "comments": 0,
    "shares": 0,
    "saves": 0,
    "reactions": 0,
    "engagementRate": None,
    "averageTimeSpentMs": None,
    "averageScrollDepth": None,
    "engagementScore": 0,
}


def of(author: Client | None, word: Act, who: int, at: datetime, **columns: Any) -> Event:
    """Something done to the author's post "p"."""
    return event(word, who, at, **{"author_id": int(author.id) if author else None, **columns})


def store(*events: Event) -> None:
    writer.store(list(events))


def make_members(count: int) -> list[int]:
    return [make_member(f"past{n}").pk for n in range(count)]


def done(author: Client | None, word: Act, members: list[int], day: int, **columns: Any) -> None:
    """One act of each member on a day in May, a minute apart."""
    store(
        *(
            of(author, word, who, utc(day) + timedelta(minutes=n), **columns)
            for n, who in enumerate(members)
        )
    )


def taken_away(who: int, at: datetime, content_id: str = "p", *, whose: int | None = None) -> Event:
    """A comment on a post that somebody takes away: its writer, or whoever may."""
    about: dict[str, Any] = {"content_type": ContentType.COMMENT, "content_id": "c"}
    parent = {"parent": {"type": "post", "id": content_id}}
    return event(Act.DELETE, who, at, metadata=parent, author_id=whose or who, **about)


def small_history(ada: Client, members: list[int]) -> None:
    """What five members, the author and a bot did to a post within four days of May."""
    b, c, d, e, bot = members
    a = int(ada.id)
    words: list[tuple[Word, int, int, dict[str, Any]]] = [
        (Act.VIEW, b, 4, {"visit_id": "v", "duration_ms": 2000}),
        (Act.TIME_SPENT, b, 4, {"visit_id": "v", "duration_ms": 9000, "scroll_depth": 50.0}),
        (Act.TIME_SPENT, b, 4, {"visit_id": "v", "duration_ms": 4000, "scroll_depth": 20.0}),
        (Act.VIEW, b, 4, {}),
        (Act.LIKE, b, 4, {}),
        (Act.COMMENT, b, 4, {}),
        (Act.COMMENT, b, 4, {}),
        (Act.SAVE, b, 4, {}),
        (Act.UNSAVE, b, 4, {}),
        (Act.IMPRESSION, e, 4, {}),
        (Act.VIEW, b, 5, {}),
        (Act.VIEW, c, 5, {"visit_id": "w", "duration_ms": 7_200_000, "scroll_depth": 100.0}),
        (Act.LIKE, c, 5, {}),
        (Act.LIKE, c, 5, {}),
        (Act.LIKE, d, 5, {}),
        (Act.VIEW, a, 5, {"duration_ms": 60_000, "session_id": UUID(int=1)}),
        (Act.LIKE, a, 5, {}),
        (Act.VIEW, bot, 5, {}),
        (Act.LIKE, bot, 5, {}),
        (Act.UNLIKE, c, 6, {}),
        (Act.REACT, c, 7, {"metadata": {"reaction": "love"}}),
        (Act.COMMENT, d, 7, {}),
        (Act.SHARE, d, 7, {}),
        (Act.SAVE, d, 7, {}),
    ]
    store(
        *(
            of(ada, Act(word), who, utc(day) + timedelta(seconds=n), **columns)
            for n, (word, who, day, columns) in enumerate(words)
        ),
        taken_away(b, utc(7, 20)),
    )
