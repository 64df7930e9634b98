"""Kaplan-Meier's median and the share answered, against values worked out by hand."""

import pytest

from analytics.social.responses import answered_share, median_response

DAY = 86_400


@pytest.mark.parametrize(
    ("answered", "waiting", "expected"),
    [
        ([], [], None),
        ([5], [], 5),
        ([1, 2, 3], [], 2),
        ([1, 2, 3, 4], [], 2),
        ([], [7], None),
        ([1], [9], 1),  # One of two.
        ([1], [9, 9], None),  # A third.
        ([1, 4], [2], 4),  # 2/3, then 0: leaving the waiting one out would say 1.
        ([2, 4], [2], 4),  # An answer comes before the end of the watch at the same instant.
        # Freireich's 6-MP arm, the textbook's example: the median is 23 weeks.
        (
            [6, 6, 6, 7, 10, 13, 16, 22, 23],
            [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
            23,
        ),
    ],
)
def test_median(answered: list[float], waiting: list[float], expected: float | None) -> None:
    assert median_response(answered, waiting) == expected


@pytest.mark.parametrize(
    ("answered", "waiting", "expected"),
    [
        ([], 0, None),
        ([], 2, 0),
        ([60, 7 * DAY], 0, 1),
        ([60, 7 * DAY + 1], 2, 0.25),
    ],
)
def test_share_within_seven_days(
    answered: list[float], waiting: int, expected: float | None
) -> None:
    assert answered_share(answered, waiting) == expected
