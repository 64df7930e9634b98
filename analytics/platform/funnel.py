"""How many members did one thing after the other: the one answer that is read from raw rows, so it
is bound in days, steps and time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from analytics.answers import shared
from analytics.bounded import fetch_in_time
from analytics.freshness import AnalyticsMeta, members_meta
from analytics.scoring import WORDS_OF_KIND
from analytics.statements import sql_file
from analytics.subject import platform_range
from ooumph.errors import Invalid
from ooumph.ranges import DayRange
from user_activity.events import Kind
from user_activity.selectors import TABLES, instants_of
from user_activity.zones import platform_zone

MAX_DAYS = 90
MAX_STEPS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """Rows of one word, of content of one type where that is said."""

    kind: Kind
    type: str
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class FunnelStep:
    type: str
    content_type: str | None
    members: int
    from_previous: float | None
    from_first: float | None


@dataclass(frozen=True, slots=True)
class Funnel:
    window: DayRange
    meta: AnalyticsMeta
    steps: list[FunnelStep]


def step_of(number: int, given: Mapping[str, Any]) -> Step:
    """A step as the client says it; Invalid names `steps`."""
    word = str(given["type"]).strip().lower()
    kinds = [
        kind for kind, words in WORDS_OF_KIND.items() if word in {each.value for each in words}
    ]
    if given.get("kind"):
        kinds = [kind for kind in kinds if kind == given["kind"]]
    if not kinds:
        raise Invalid(f"Step {number}: {given['type']!r} is no word of that kind.", field="steps")
    kind, content_type = Kind(kinds[0]), given.get("content_type")
    if content_type and kind is not Kind.CONTENT:
        raise Invalid(f"Step {number}: {word!r} is not done to content.", field="steps")
    return Step(kind, word, content_type)


def funnel(
    *,
    steps: Sequence[Mapping[str, Any]],
    asked: Mapping[str, Any] | None = None,
    within_hours: int | None = None,
) -> Funnel:
    """In three queries. `within_hours`: from a member's first step to the last.

    Raises Invalid for steps and window, or where counting takes too long.
    """
    wanted = [step_of(number, given) for number, given in enumerate(steps, 1)]
    window = _window(asked)
    meta = members_meta(window)
    begins, ends = instants_of(window.first, window.last, platform_zone())
    hours = within_hours or (window.days + 1) * 24
    values: dict[str, Any] = {"begins": begins, "ends": ends, "within": timedelta(hours=hours)}
    values |= _words(wanted)
    statement = _statement(wanted)
    [members] = shared(statement, values, lambda: fetch_in_time(statement, values, field="window"))
    shares = [
        FunnelStep(
            type=step.type.upper(),
            content_type=step.content_type,
            members=count,
            from_previous=_share(count, members[n - 1]) if n else None,
            from_first=_share(count, members[0]) if n else None,
        )
        for n, (step, count) in enumerate(zip(wanted, members, strict=True))
    ]
    return Funnel(window, meta, shares)


def _share(count: int, of: int) -> float | None:
    return count / of if of else None


def _window(asked: Mapping[str, Any] | None) -> DayRange:
    try:
        days = platform_range(asked)
    except Invalid as error:
        raise Invalid(error.message, field=(error.field or "").replace("range", "window")) from None
    if days.days > MAX_DAYS:
        raise Invalid(f"A funnel's window holds at most {MAX_DAYS} days.", field="window")
    return days


def _words(steps: Sequence[Step]) -> dict[str, str | None]:
    words: dict[str, str | None] = {}
    for number, step in enumerate(steps, 1):
        words |= {f"word_{number}": step.type, f"of_{number}": step.content_type}
    return words


def _statement(steps: Sequence[Step]) -> str:
    """How many members did each step after all those before it, in a row."""
    numbers = range(1, len(steps) + 1)
    rows = " UNION ALL ".join(map(_rows, numbers, steps))
    passes = ", ".join(map(_pass, numbers))
    counts = ", ".join(
        f"count(DISTINCT user_id) FILTER (WHERE step = {n} AND started_at IS NOT NULL)"
        for n in numbers
    )
    return (
        f"WITH pass_0 AS (SELECT *, NULL::timestamptz AS started_at FROM ({rows}) AS raw "  # noqa: S608  (our own files and names)
        f"WHERE user_id <> 0 AND user_id NOT IN ({sql_file('_left_out')})), {passes} "
        f"SELECT {counts} FROM pass_{len(steps)}"
    )


def _rows(number: int, step: Step) -> str:
    model, column = TABLES[step.kind]
    of_type = f" AND content_type = %(of_{number})s" if step.content_type else ""
    return (
        f"SELECT user_id, occurred_at, event_id, {number} AS step "  # noqa: S608  (our own names)
        f"FROM {model._meta.db_table} WHERE {column} = %(word_{number})s{of_type} "
        "AND occurred_at >= %(begins)s AND occurred_at < %(ends)s"
    )


def _pass(number: int) -> str:
    earlier = f"max(CASE WHEN step = {number - 1} THEN started_at END) OVER earlier"
    start = "occurred_at" if number == 1 else earlier
    return sql_file("funnel_pass").format(n=number, before=f"pass_{number - 1}", start=start)
