"""What a compared day says to operators, with how bad it is."""

from collections.abc import Iterator

from analytics.checking import Finding, Level
from analytics.reconciling.comparing import Compared
from analytics.reconciling.days import Day
from ooumph.numbers import percent

CRITICAL_SHARE = 0.01  # Of a kind's things missing.


def findings(found: Day, *, sent: bool) -> Iterator[Finding]:
    """One for each kind that happened; a day without any has a single one."""
    happened = [each for each in found.compared if each.things or each.refused]
    if not happened:
        yield Finding(Level.OK, str(found.day), "nothing happened")
    for each in happened:
        yield Finding(_level(each), f"{found.day} {each.kind}", _message(each, sent=sent))
    if not found.is_whole:
        until = found.through.isoformat(timespec="seconds")
        yield Finding(Level.OK, str(found.day), f"compared until {until} alone")


def _level(each: Compared) -> Level:
    if not each.missing:
        return Level.OK
    return Level.CRITICAL if each.missing > each.things * CRITICAL_SHARE else Level.WARNING


def _message(each: Compared, *, sent: bool) -> str:
    parts = []
    if each.share is not None:
        parts.append(f"{percent(each.share)} of {each.things:,} tracked")
    if each.missing:
        told = ", ".join(each.keys)
        more = each.missing - len(each.keys)
        rows = f"{each.missing_rows:,} rows{', sent anew' if sent else ''}"
        parts.append(
            f"{each.missing:,} missing ({rows}): {told}" + (f" and {more:,} more" if more else "")
        )
    if each.backfilled:
        parts.append(f"{each.backfilled:,} came by a backfill")
    if each.refused:
        parts.append(f"{each.refused:,} refused by their member's consent")
    return "; ".join(parts)
