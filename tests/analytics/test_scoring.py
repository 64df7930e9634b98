"""What a series of counts says about its direction."""

import pytest

from analytics.scoring import Direction, direction, moving_average, slope


@pytest.mark.parametrize(
    ("values", "expected"),
    [([], 0), ([5], 0), ([1, 2, 3], 1), ([3, 2, 1], -1), ([4, 4, 4], 0), ([0, 0, 3], 1.5)],
)
def test_slope_is_that_of_the_least_squares_line(values: list[float], expected: float) -> None:
    assert slope(values) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], Direction.STABLE),
        ([0, 0, 0], Direction.STABLE),
        ([100, 105, 110], Direction.STABLE),
        ([100, 105, 111], Direction.RISING),
        ([111, 105, 100], Direction.FALLING),
    ],
)
def test_a_change_of_more_than_a_tenth_is_a_direction(
    values: list[float], expected: Direction
) -> None:
    assert direction(values) is expected


def test_moving_average_takes_what_there_is_at_the_beginning() -> None:
    assert moving_average([3, 5, 10, 0], 3) == [3, 4, 6, 5]
