"""How much a member's clients may report, to the byte and level."""

import json
from typing import Any

import pytest

from tests.api import Member, event_ids, recorded
from user_activity import stream
from user_activity.tallies import Outcome, Reason

BATCH = "accepted ignored rejected { index error { code field message } }"
SEARCH = {"kind": "ACTIVITY", "activityType": "SEARCH"}


def refused_as_invalid() -> dict[str, int]:
    """What was counted as invalid, by kind."""
    return {
        tally.kind: number
        for tally, number in stream.totals().items()
        if (tally.outcome, tally.reason) == (Outcome.REJECTED, Reason.INVALID)
    }


def test_a_batch_is_at_most_a_mebibyte(member: Member) -> None:
    ada, before = member("ada"), event_ids()
    events = [{**SEARCH, "metadata": {"a": "x" * 4032}} for _ in range(256)]
    assert len(json.dumps(events, separators=(",", ":"))) == 1_048_577

    error = ada.refusal("trackEvents", {"events": events})

    assert error == {
        "code": "INVALID",
        "field": "events",
        "message": "must be at most 1048576 bytes",
    }
    assert refused_as_invalid() == {"activity:search": 256}
    assert recorded(since=before) == []

    events[0]["metadata"] = {"a": "x" * 4031}
    assert ada.mutate("trackEvents", {"events": events}, BATCH)["accepted"] == 256


@pytest.mark.parametrize(
    ("metadata", "single", "item"),
    [
        ({"a": "x" * (8192 - len('{"a":""}'))}, None, None),
        (
            {"a": "x" * (8193 - len('{"a":""}'))},
            "This must be at most 8192 bytes.",
            "must be at most 8192 bytes",
        ),
        ({"a": "é" * 4093}, "This must be at most 8192 bytes.", "must be at most 8192 bytes"),
        ({"a": [{"b": [{"c": 1}]}]}, None, None),
        (
            {"a": [{"b": [[{"c": 1}]]}]},
            "This is nested too deeply.",
            "must be at most 5 levels deep",
        ),
        ({"a": [1, {}, {}, [], [], [], {}]}, None, None),
    ],
)
def test_metadata_to_its_edges(
    member: Member, metadata: Any, single: str | None, item: str | None
) -> None:
    ada, before = member("ada"), event_ids()
    values = {"activityType": "SEARCH", "metadata": metadata}

    alone = ada.payload("trackActivity", values, "tracked")
    batch = ada.mutate("trackEvents", {"events": [{"kind": "ACTIVITY", **values}]}, BATCH)

    def error(message: str | None) -> list[dict[str, Any]]:
        wrong = {"code": "INVALID", "field": "metadata", "message": message}
        return [wrong] if message else []

    assert alone["errors"] == error(single)
    assert [rejected["error"] for rejected in batch["rejected"]] == error(item)
    rows = recorded(since=before)
    assert [row["metadata"] for row in rows] == [metadata] * (0 if single else 2)
