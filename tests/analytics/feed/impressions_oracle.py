"""What an export of impressions says, in plain Python: each row from the rows it may use alone."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.analytics.events import stored_rows
from tests.analytics.feed.oracle import Oracle, decay
from tests.analytics.oracle import Fact
from user_activity.models import ContentInteraction
from user_activity.vocabulary import Source

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ENGAGED = ("like", "react", "comment", "share", "save")


class Row:
    """A fact, and what a content row holds beside."""

    def __init__(self, fact: Fact, row: ContentInteraction | None) -> None:
        self.fact, self.row = fact, row
        imported = row is not None and row.source == Source.IMPORT
        received = fact.at if imported else fact.received_at
        assert received is not None
        self.came = max(fact.at, received)

    @property
    def content(self) -> tuple[str, str]:
        return self.fact.content_type, self.fact.content_id

    @property
    def key(self) -> tuple[Any, ...]:
        return self.fact.order


def all_rows() -> list[Row]:
    content = {row.pk: row for row in ContentInteraction.objects.all()}
    return [Row(fact, content.get(fact.event_id)) for fact in stored_rows()]


def expected(
    rows: Sequence[Row], begins: datetime, ends: datetime, window: timedelta, settle: timedelta
) -> list[dict[str, Any]]:
    """By member, time and id."""
    shown = [
        row for row in rows
        if row.fact.word == "impression" and begins <= row.fact.at
        and row.came < row.fact.at + window + settle <= ends
        and row.fact.other_id != row.fact.user_id
    ]  # fmt: skip
    shown.sort(key=lambda row: (row.fact.user_id, *row.key))
    return [record(rows, one, window, one.fact.at + window + settle) for one in shown]


def record(rows: Sequence[Row], one: Row, window: timedelta, deadline: datetime) -> dict[str, Any]:
    assert one.row is not None
    return {
        "impression_id": one.row.impression_id or str(one.fact.event_id),
        "event_id": str(one.fact.event_id),
        "shown_at": one.fact.at,
        "user_id": one.fact.user_id,
        "content_type": one.fact.content_type,
        "content_id": one.fact.content_id,
        "author_id": one.fact.other_id,
        "tags": tags_when_shown([row for row in rows if row.came < one.fact.at], one),
        "surface": one.row.surface or None,
        "position": one.row.position,
        **features([row for row in rows if row.came < one.fact.at], one),
        **labels([row for row in rows if row.came < deadline], one, window),
    }


def features(known: list[Row], one: Row) -> dict[str, Any]:
    user_id, author, at = one.fact.user_id, one.fact.other_id, one.fact.at
    oracle = Oracle([row.fact for row in known], on=at.date())
    for row in sorted(known, key=lambda row: row.came):
        if row.fact.user_id == user_id and row.fact.content_id:
            tags = {"privacy": "public", "tags": row.fact.metadata.get("tags", [])}
            oracle.content["content_item"][row.content] = tags
    of_tag = dict(oracle.preferences(user_id))
    own = [
        row.fact.word for row in known
        if row.fact.user_id == user_id and row.content == one.content
        and (at.date() - row.fact.at.date()).days < 90
    ]  # fmt: skip
    pieces = {
        (row.content, row.fact.at.date())
        for row in known
        if row.fact.user_id == user_id and row.fact.other_id == author
        and row.fact.word in ("hide", "not_interested", "report")
        and (at.date() - row.fact.at.date()).days < 90
    }  # fmt: skip
    value = sum(oracle.value(user_id, *day) for day in oracle.days(user_id))
    return {
        "author_affinity": dict(oracle.authors(user_id)).get(author or 0, 0.0),
        "type_preference": sum(v for (of, _), v in of_tag.items() if of == one.content[0]),
        "tag_preference": sum(
            of_tag.get((one.content[0], tag), 0.0) for tag in tags_when_shown(known, one)
        ),
        "tie_strength": dict(oracle.ties(user_id)).get(author or 0, 0.0),
        "member_value": float(value / 1_000_000),
        "author_unwanted": sum(decay((at.date() - on).days) for _, on in pieces) / 1_000_000,
        "impressions_before": own.count("impression"),
        "views_before": own.count("view"),
        **of_content(known, one),
    }


def tags_when_shown(known: list[Row], one: Row) -> list[str]:
    """As the content's latest change of which the system knew says; else as the row itself."""
    told = [r for r in known if r.content == one.content and r.fact.word in ("create", "update")]
    latest = max(told, key=lambda row: row.key, default=one)
    tags: list[str] = latest.fact.metadata.get("tags", [])
    return tags


def of_content(known: list[Row], one: Row) -> dict[str, Any]:
    midnight = datetime(*one.fact.at.astimezone(UTC).timetuple()[:3], tzinfo=UTC)
    recent = [
        row.fact.word
        for row in known
        if row.content == one.content and midnight - 7 * DAY <= row.came < midnight
        and row.came - row.fact.at <= 7 * DAY and row.fact.user_id != row.fact.other_id
    ]  # fmt: skip
    made = [r.fact.at for r in known if r.content == one.content and r.fact.word == "create"]
    age = one.fact.at - min(made) if made else None
    return {
        "content_impressions_7d": recent.count("impression"),
        "content_views_7d": recent.count("view"),
        "content_engagements_7d": sum(word in ENGAGED for word in recent),
        "content_age_hours": age / HOUR if age is not None and age < 91 * DAY else None,
    }


def labels(known: list[Row], one: Row, window: timedelta) -> dict[str, Any]:
    own = [r for r in known if r.fact.user_id == one.fact.user_id and r.content == one.content]
    shown = [row for row in own if row.fact.word == "impression"]
    came = sorted((row for row in own if is_of(row, one, shown, window)), key=lambda r: r.key)
    words = [row.fact.word for row in came]
    reactions = [
        row.fact for row in came if row.fact.word in ("like", "react", "unlike", "unreact")
    ]
    saves = [word for word in words if word in ("save", "unsave")]
    visits: dict[str, int] = {}
    for row in came:
        if row.fact.duration_ms is not None:
            name = row.fact.visit_id or str(row.fact.session_id or row.fact.event_id)
            visits[name] = max(visits.get(name, 0), row.fact.duration_ms)
    depths = [r.fact.scroll_depth for r in came if r.fact.scroll_depth is not None]
    last = held(reactions[-1]) if reactions else ""
    return {
        "viewed": "view" in words,
        "clicked": "click" in words,
        "liked": last == "like",
        "reacted": last not in ("", "like"),
        "commented": "comment" in words,
        "shared": "share" in words,
        "saved": saves[-1:] == ["save"],
        "hidden": "hide" in words or "not_interested" in words,
        "reported": "report" in words,
        "time_spent_ms": sum(min(ms, 30 * 60_000) for ms in visits.values()),
        "scroll_depth": max(depths, default=None),
    }


def held(fact: Fact) -> str:
    if fact.word == "react":
        return str(fact.metadata.get("reaction") or "react")
    return "like" if fact.word == "like" else ""


REACTIONS = ("like", "react", "unlike", "unreact")
OUTCOMES = ("view", "click", "comment", "share", "time_spent", "scroll_depth", "save", "unsave",
            "hide", "not_interested", "report", *REACTIONS)  # fmt: skip


def is_of(row: Row, one: Row, shown: list[Row], window: timedelta) -> bool:
    assert row.row is not None
    assert one.row is not None
    if row.fact.word not in OUTCOMES or not timedelta() <= row.fact.at - one.fact.at < window:
        return False
    if row.row.impression_id:
        return row.row.impression_id == one.row.impression_id
    later = [each for each in shown if each.key > one.key and each.fact.at <= row.fact.at]
    return not later
