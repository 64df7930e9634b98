"""Whatever act capture loses, its rows come back as they were, or the graph keeps nothing of it."""

from collections.abc import Callable

import pytest

import tests.acceptance.acts  # noqa: F401  (registers them)
from tests.acceptance.world import ACTS, Row, World
from tests.analytics.reconciling.losing import acts, compared, lose, told
from tests.api import Client, event_ids, recorded

# What the graph keeps of these does not say that they happened.
LEAVES_NO_TRACE = {
    *("unlikePost", "unsavePost", "deletePost", "deleteComment", "deleteStory", "viewPost"),
    *("unblockUser", "unmuteUser", "leaveCommunity"),
    *("register", "login", "logout", "updateProfile", "changePassword"),
    *("trackActivity", "trackContentInteraction", "trackSocialInteraction"),
    *("trackProfileVisit", "trackEvents"),
}


@pytest.mark.parametrize(
    ("name", "act", "given"),
    [pytest.param(*row, id=f"{row[0]}-{row[1].__name__}") for row in ACTS],
)
def test_a_lost_act_is_found_and_put_back(
    member: Callable[[str], Client],
    client_of_nobody: Callable[[], Client],
    name: str,
    act: Callable[[World], list[Row]],
    given: Callable[[World], None] | None,
) -> None:
    world = World(member("ada"), member("bob"), member("cleo"), client_of_nobody)
    if given is not None:
        given(world)
    before = event_ids()
    act(world)
    rows = recorded(since=before)
    lose(rows)
    lost = [] if name in LEAVES_NO_TRACE else rows

    found = compared(backfill=True)

    back = recorded(since=before)
    assert told(back) == told(lost)
    assert acts(back) == acts(lost)
    assert {row["source"] for row in back} <= {"backfill"}
    assert sum(each.missing_rows for each in found.values()) == len(lost)
    after = compared(backfill=True)
    assert sum(each.missing for each in after.values()) == 0
    assert sum(each.backfilled for each in after.values()) == sum(
        each.missing for each in found.values()
    )
    assert recorded(since=before) == back
