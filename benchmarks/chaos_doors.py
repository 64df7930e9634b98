"""The two doors by which events come: GraphQL over HTTP, and the service."""

import random
from collections.abc import Sequence
from typing import Any

import httpx
from chaos_senders import Given, Row, Send, Unclear, given, raw

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
TIMEOUT_SECONDS = 5.0


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
    from user_activity.reports.tracking import track_each

    class RolledBackError(Exception):
        pass

    def track(part: Sequence[Given], dice: random.Random) -> None:
        for event in part:
            report = parse(raw(event, dice))
            values = report.values
            if "target_user_id" in values:
                values["target_user_id"] = int(values["target_user_id"])
            values |= {"user_id": user_id, "keys": (event.event_id,)}
            if not all(track_each([report.kind.done(values)])):
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
