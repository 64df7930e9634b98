"""Distinct counts over any range, as a sum over its days.

A pair's latest time of something (its last view, since when it holds a like) moves on a day from
`since` to `until`; `NEVER` is before every day. Of the pairs whose latest time lies in the range at
its end, the moves of the range's days into it are one more than those out of it, and of all others
they are as many. So no member is looked at. In `sql/`: `_crosses`, `_step`.
"""

from collections.abc import Sequence
from typing import Any

from analytics.periods import Span
from analytics.statements import fetch

OF_PLATFORM = """
    SELECT place, subject, sum(CASE WHEN since < first THEN changed ELSE -changed END)
    FROM unnest(%(places)s::int[], %(firsts)s::date[], %(lasts)s::date[])
         AS span (place, first, last)
    CROSS JOIN LATERAL (
        SELECT subject, since, changed
        FROM platform_reach
        WHERE subject = ANY(%(subjects)s) AND starts_on BETWEEN first AND last
          AND (since < first) <> (until < first)
    ) AS moved
    GROUP BY place, subject
"""


def on_platform(subjects: Sequence[str], spans: Sequence[Span]) -> list[dict[str, int]]:
    """For each span how many of each subject there are, in one query: `active` and `left_out`
    members, and pairs that `viewed` or `liked` content."""
    firsts, lasts = zip(*spans, strict=True)
    values: dict[str, Any] = {
        "places": list(range(len(spans))),
        "firsts": list(firsts),
        "lasts": list(lasts),
        "subjects": list(subjects),
    }
    found = [dict.fromkeys(subjects, 0) for _ in spans]
    for place, subject, count in fetch(OF_PLATFORM, values):
        found[place][subject] = int(count)
    return found
