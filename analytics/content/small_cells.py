"""Which numbers of a breakdown say too much about single members."""

from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

FEW = 5  # Behind fewer members each could be found out.
Key = TypeVar("Key", bound=Hashable)


def to_hide(counts: Mapping[Key, int], few: Collection[Key]) -> set[Key]:
    """The cells to hide: `few`, behind which fewer than five members stand, and as many others as
    it takes that the total does not give those away.

    Who knows the cells' total knows what the hidden ones add up to, and that none of them is zero.
    As long as that leaves one of them fewer than five possible values, the smallest other is
    hidden, too.
    """
    hidden = set(few)
    others = sorted(
        (key for key, count in counts.items() if count and key not in hidden),
        key=lambda key: (counts[key], str(key)),
    )
    for key in others:
        if not hidden or _is_vague([counts[each] for each in hidden]):
            break
        hidden.add(key)
    return hidden


def _is_vague(counts: Collection[int]) -> bool:
    """Any of so many numbers may be 1 to what the others leave, when these are all 1."""
    return len(counts) > 1 and sum(counts) - len(counts) + 1 >= FEW
