"""Clients that never give up: each event has an id, and is sent until it was durably accepted."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

WAIT_SECONDS = (0.2, 3.0)  # Before what was not clearly accepted is sent again.
AGAIN = 0.02  # The share of accepted events that are sent again all the same.

Row = tuple[str, UUID]  # The table and the row's id.


class Unclear(Exception):
    """Whether the events were accepted is not known; says how the answer was unclear."""


@dataclass
class Given:
    """One event of a known id, and the rows it must leave."""

    event_id: UUID
    values: dict[str, Any]
    rows: tuple[Row, ...]


@dataclass
class Report:
    """What a sender knows at its end."""

    accepted: set[Row] = field(default_factory=set)
    unknown: set[Row] = field(default_factory=set)
    undone: set[Row] = field(default_factory=set)  # Of transactions that were rolled back.
    answers: Counter[str] = field(default_factory=Counter)
    events: int = 0
    seconds: float = 0.0

    @classmethod
    def of(cls, reports: Sequence["Report"]) -> "Report":
        """Of several senders at once."""
        return cls(
            set[Row]().union(*(report.accepted for report in reports)),
            set[Row]().union(*(report.unknown for report in reports)),
            set[Row]().union(*(report.undone for report in reports)),
            sum((report.answers for report in reports), Counter()),
            sum(report.events for report in reports),
            max(report.seconds for report in reports),
        )


def given(dice: random.Random, user_id: int, other_id: int) -> Given:
    """A new event as a client reports it."""
    from ooumph.ids import derived_id
    from user_activity.visits import view_id

    event_id = UUID(int=dice.getrandbits(128), version=4)
    content = {"contentType": "POST", "contentId": str(UUID(int=dice.getrandbits(128), version=4))}
    match dice.randrange(6):
        case 0:
            return Given(
                event_id,
                {"kind": "ACTIVITY", "activityType": "PAGE_VIEW", "metadata": {"path": "/ä\t\\"}},
                (("user_activity", event_id),),
            )
        case 1:
            return Given(
                event_id,
                {"kind": "ACTIVITY", "activityType": "SEARCH", "description": "tea"},
                (("user_activity", event_id),),
            )
        case 2:
            values = {**content, "interactionType": "TIME_SPENT", "durationMs": 1200}
            return Given(
                event_id, {"kind": "CONTENT", **values}, (("content_interaction", event_id),)
            )
        case 3:
            row = view_id(user_id, "post", content["contentId"], "first")
            values = {**content, "interactionType": "VIEW", "visitId": "first"}
            return Given(event_id, {"kind": "CONTENT", **values}, (("content_interaction", row),))
        case 4:
            return Given(
                event_id,
                {"kind": "SOCIAL", "interactionType": "RECOMMENDATION_DISMISS"},
                (("social_interaction", event_id),),
            )
        case _:
            visit = derived_id(event_id, "profile_visit")
            return Given(
                event_id,
                {"kind": "PROFILE_VISIT", "userId": str(other_id), "source": "search"},
                (("user_activity", event_id), ("social_interaction", visit)),
            )


def raw(event: Given, dice: random.Random) -> dict[str, Any]:
    """As it is sent this time: without an instant, or with one that differs from the last."""
    values = {"eventId": str(event.event_id), **event.values}
    if dice.random() < 0.5:
        ago = timedelta(seconds=dice.uniform(0, 3600))
        values["occurredAt"] = (datetime.now(UTC) - ago).isoformat()
    return values


Send = Callable[[Sequence[Given], random.Random], None]


def send_all(
    send: Send, make: Callable[[], Given], dice: random.Random, events: int, seconds: float
) -> Report:
    """Send `events` new ones evenly over `seconds`, and again until each was accepted."""
    report, began, made = Report(), time.monotonic(), 0
    waiting: list[tuple[float, list[Given]]] = []
    while made < events or waiting:
        now = time.monotonic() - began
        due = [each for each in waiting if each[0] <= now]
        waiting = [each for each in waiting if each[0] > now]
        batch = [event for _, again in due for event in again]
        size = 1 if dice.random() < 0.2 else dice.randint(2, 500)
        if made < events and made <= events * now / seconds:
            new = [make() for _ in range(min(size, events - made))]
            made += len(new)
            batch += new
        if not batch:
            time.sleep(0.01)
            continue
        dice.shuffle(batch)  # What is sent again goes among the new, in other company than before.
        for start in range(0, len(batch), 500):
            part = batch[start : start + 500]
            again = _sent(send, part, dice, report)
            if again:
                waiting.append((now + dice.uniform(*WAIT_SECONDS), again))
    report.events, report.seconds = made, time.monotonic() - began
    return report


def _sent(send: Send, part: list[Given], dice: random.Random, report: Report) -> list[Given]:
    """Those to be sent again."""
    rows = {row for event in part for row in event.rows}
    try:
        send(part, dice)
    except Unclear as unclear:
        report.answers[str(unclear)] += 1
        report.unknown |= rows - report.accepted
        return part
    report.answers["accepted"] += 1
    report.accepted |= rows
    report.unknown -= rows
    return [event for event in part if dice.random() < AGAIN]
