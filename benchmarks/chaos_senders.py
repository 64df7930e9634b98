"""Clients that never give up: each event has an id, and is sent until it was durably accepted."""

import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx

BATCH = (
    "mutation($input: TrackEventsInput!) { trackEvents(input: $input)"
    " { accepted rejected { index } errors { code } } }"
)
SINGLE = {
    "ACTIVITY": "trackActivity(input: $input) { tracked errors { code } }",
    "CONTENT": "trackContentInteraction(input: $input) { tracked errors { code } }",
    "SOCIAL": "trackSocialInteraction(input: $input) { tracked errors { code } }",
    "PROFILE_VISIT": "trackProfileVisit(input: $input) { tracked errors { code } }",
}
WAIT_SECONDS = (0.2, 3.0)  # Before what was not clearly accepted is sent again.
TIMEOUT_SECONDS = 5.0
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


def over_http(url: str, headers: dict[str, str]) -> Send:
    """A batch in one call; single events now and then each by their own mutation."""
    client = httpx.Client(base_url=url, headers=headers, timeout=TIMEOUT_SECONDS)

    def send(part: Sequence[Given], dice: random.Random) -> None:
        if len(part) == 1:
            values = raw(part[0], dice)
            kind = values.pop("kind")
            document = f"mutation($input: Track{_camel(kind)}Input!) {{ {SINGLE[kind]} }}"
            payload = call(document, values)
            if not payload["tracked"]:
                raise Unclear("not tracked")
            return
        payload = call(BATCH, {"events": [raw(event, dice) for event in part]})
        if payload["rejected"] or payload["accepted"] != len(part):
            raise SystemExit(f"refused: {payload}")  # Nothing here is to be refused.

    def call(document: str, values: dict[str, Any]) -> dict[str, Any]:
        content = {"query": document, "variables": {"input": values}}
        try:
            answer = client.post("/graphql", json=content)
        except httpx.TimeoutException as error:
            raise Unclear("timeout") from error
        except httpx.TransportError as error:
            raise Unclear("connection lost") from error
        if answer.status_code >= 500:
            raise Unclear(f"status {answer.status_code}")
        (payload,) = (answer.json().get("data") or {"": None}).values()
        if payload is None:
            raise Unclear("no data")
        if payload["errors"]:
            raise Unclear(payload["errors"][0]["code"])
        return dict(payload)

    return send


def _camel(kind: str) -> str:
    names = {"CONTENT": "ContentInteraction", "SOCIAL": "SocialInteraction"}
    return names.get(kind, kind.title().replace("_", ""))


def through_the_service(user_id: int, undone_rows: set[Row], *, signed_in: bool) -> Send:
    """As the product's own code reports; one in fifty in a transaction that is rolled back, whose
    rows `undone_rows` gathers.

    `signed_in`: as in a request, where the member's consent is known; else it is asked for.
    """
    from django.db import Error, close_old_connections, transaction

    from user_activity.buffer import BufferUnavailable
    from user_activity.collecting import collecting, flush
    from user_activity.context import Actor, acting_as
    from user_activity.reports.parsing import parse
    from user_activity.reports.tracking import TRACK

    class RolledBackError(Exception):
        pass

    def track(part: Sequence[Given], dice: random.Random) -> None:
        for event in part:
            values = parse(raw(event, dice)).values
            if "target_user_id" in values:
                values["target_user_id"] = int(values["target_user_id"])
            values |= {"user_id": user_id, "keys": (event.event_id,)}
            if not TRACK[event.values["kind"]](values):
                raise Unclear("not recorded")

    def undone(dice: random.Random) -> None:
        lost = [given(dice, user_id, user_id + 1) for _ in range(5)]
        undone_rows.update(row for event in lost for row in event.rows)
        try:
            with collecting(), transaction.atomic():
                track(lost, dice)
                raise RolledBackError
        except (RolledBackError, Unclear, Error):
            close_old_connections()

    def send(part: Sequence[Given], dice: random.Random) -> None:
        close_old_connections()  # As each request and task does.
        actor = Actor(user_id=user_id, consents=True if signed_in else None)
        with acting_as(actor), collecting():
            if dice.random() < 0.02:
                undone(dice)
            track(part, dice)
            try:
                flush()
            except BufferUnavailable as error:
                raise Unclear("no buffer") from error

    return send
