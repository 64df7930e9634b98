"""Numbers for people."""

from math import floor


def percent(share: float) -> str:
    """`percent(0.99997)` is "99.99 %": never rounded up, so that 100 % is all of them."""
    return f"{floor(share * 10_000) / 100:g} %"
