"""What a series of counts says about its direction, and which version the formulas have."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from analytics import scoring
from analytics.scoring import Direction, direction, moving_average, slope
from user_activity.vocabulary import InteractionType


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


@pytest.fixture
def forget() -> Iterator[Callable[[], None]]:
    """The version is computed anew after each call, and after the test."""
    yield scoring.definition_version.cache_clear
    scoring.definition_version.cache_clear()


@pytest.mark.parametrize("changed", [{"weight": 9}, {"daily_cap": 9}, {"makes_active": False}])
def test_the_version_changes_with_each_meaning_of_a_word(
    changed: dict[str, Any], forget: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = scoring.definition_version()
    names = ("value", "weight", "daily_cap", "makes_active")
    words = [
        SimpleNamespace(**{name: getattr(word, name) for name in names}) for word in InteractionType
    ]
    monkeypatch.setitem(scoring.WORDS_OF_KIND, "content", words)
    forget()
    assert scoring.definition_version() == before

    vars(words[[word.value for word in words].index("like")]).update(changed)
    forget()
    assert scoring.definition_version() != before
