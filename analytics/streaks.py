"""Runs of consecutive active days."""

from collections.abc import Sequence
from datetime import date, timedelta

from analytics.statements import fetch

Run = tuple[date, date]

RUNS = """
    SELECT min(starts_on), max(starts_on)
    FROM (
        SELECT starts_on, starts_on - (row_number() OVER (ORDER BY starts_on))::int AS run
        FROM member_day
        WHERE user_id = %s AND active AND starts_on <= %s
    ) AS active_day
    GROUP BY run
    ORDER BY 1
"""


def active_runs(user_id: int, until: date) -> list[Run]:
    """The first and last day of each run of a member's active days up to `until`, in order."""
    return fetch(RUNS, [user_id, until])


def streaks(runs: Sequence[Run], until: date, *, today: date) -> tuple[int, int]:
    """The current streak at the end of the day `until`, and the longest by then, in days.

    Today is not over: who was active yesterday still holds the streak.
    """
    past = [(first, min(last, until)) for first, last in runs if first <= until]
    if not past:
        return 0, 0
    lengths = [(last - first).days + 1 for first, last in past]
    grace = timedelta(days=1 if until == today else 0)
    return (lengths[-1] if past[-1][1] >= until - grace else 0), max(lengths)
