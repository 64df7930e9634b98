"""With no store for events the sender is told, the product's own work stands, and what is lost is
counted and logged."""

from collections.abc import Callable

import pytest
from django.conf import LazySettings

from ooumph.embedded.services import Services
from tests.api import Client, event_ids, recorded
from user_activity import metrics, stream
from user_activity.tallies import Outcome, Reason, Tally

REASON = Reason.BUFFER_UNAVAILABLE


def lost() -> float:
    return metrics.LOST.labels(reason=REASON)._value.get()


def test_what_no_store_took_is_told_counted_and_logged(
    member: Callable[[str], Client],
    services: Services,
    settings: LazySettings,
    caplog: pytest.LogCaptureFixture,
) -> None:
    ada = member("ada")
    post = ada.mutate("createPost", {"text": "Hello"}, "post { id }")["post"]["id"]
    before, lost_before, kept = event_ids(), lost(), settings.ACTIVITY_BUFFERS
    settings.ACTIVITY_BUFFERS = ["user_activity.buffers.redis.RedisBuffer"]
    services.valkey.kill()

    search = {"activityType": "SEARCH"}
    one = ada.payload("trackActivity", search, "tracked")
    batch = {"events": [{"kind": "ACTIVITY", **search}] * 2}
    many = ada.payload("trackEvents", batch, "accepted")
    assert (one["tracked"], many["accepted"]) == (False, None)
    codes = [error["code"] for payload in (one, many) for error in payload["errors"]]
    assert codes == ["UNAVAILABLE"] * 2
    ada.mutate("likePost", {"postId": post}, "post { id }")

    assert recorded(since=before) == []
    assert lost() - lost_before == 4
    told = [record for record in caplog.records if record.message == "events lost"]
    assert [(vars(each)["events"], vars(each)["reason"]) for each in told] == [
        (1, REASON), (2, REASON), (1, REASON),
    ]  # fmt: skip

    services.valkey.start()
    stream.BREAKER.close()
    settings.ACTIVITY_BUFFERS = kept
    ada.mutate("unlikePost", {"postId": post}, "post { id }")

    (row,) = recorded(since=before)  # What was liked is there to be unliked.
    assert row["interaction_type"] == "unlike"
    counted = {tally: n for tally, n in stream.totals().items() if tally.outcome == Outcome.DROPPED}
    assert counted == {
        Tally(Outcome.DROPPED, "activity:search", REASON): 3,
        Tally(Outcome.DROPPED, "content:like", REASON): 1,
    }
