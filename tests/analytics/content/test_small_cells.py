"""Nobody finds a hidden number out from the total and the numbers shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.content.small_cells import FEW, to_hide


@pytest.mark.parametrize(
    ("counts", "few", "hidden"),
    [
        ([5, 9, 0], [], []),
        ([5, 9, 3], [2], [0, 2]),  # Alone it would be what the others leave of the total.
        ([5, 9, 1, 1], [2, 3], [0, 2, 3]),  # Two that add up to two.
        ([5, 9, 3, 3], [2, 3], [2, 3]),
        ([5, 9, 3, 2], [2, 3], [0, 2, 3]),
        ([0, 0, 4], [2], [2]),  # No other to hide; the total says it.
        ([30, 7, 6], [0], [0, 2]),  # One member's thirty.
    ],
)
def test_which_are_hidden(counts: list[int], few: list[int], hidden: list[int]) -> None:
    assert sorted(to_hide(dict(enumerate(counts)), few)) == hidden


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8))
def test_what_the_total_leaves_is_vague(counts: list[int]) -> None:
    cells = dict(enumerate(counts))
    few = {key for key, count in cells.items() if 0 < count < FEW}

    hidden = to_hide(cells, few)

    shown = [count for key, count in cells.items() if key not in hidden]
    assert all(count == 0 or count >= FEW for count in shown)
    if hidden and any(shown):
        left = sum(counts) - sum(shown)
        assert left - (len(hidden) - 1) >= FEW  # Any of them may be one to this.
        assert len(hidden) > 1
