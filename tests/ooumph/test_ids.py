"""Ids are the standard's, however they are made."""

from uuid import UUID, uuid5

import pytest

from ooumph.ids import NAMESPACE, derived_id, new_id


@pytest.mark.parametrize("words", [("a", "b", 1), ("ü", None), (UUID(int=7), "act"), ()])
def test_a_derived_id_is_the_uuid5_of_what_happened(words: tuple[object, ...]) -> None:
    expected = uuid5(NAMESPACE, "\x1f".join(map(str, words)))

    made = derived_id(*words)

    assert (made, str(made), hash(made), made.version) == (
        expected,
        str(expected),
        hash(expected),
        5,
    )


def test_a_new_id_is_a_uuid7_that_begins_with_its_time() -> None:
    first, second = new_id(), new_id()

    assert first.int >> 80 <= second.int >> 80
    assert first != second
    assert {first.version, second.version} == {7}
    assert first.variant == UUID(int=0, version=4).variant
