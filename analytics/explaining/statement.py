"""The one statement that a question comes to."""

from functools import cache

from analytics.explaining.statistic import Statistic
from analytics.statements import sql_file

OF_ONE = "(SELECT * FROM content_member_day WHERE user_id = %(user)s) AS share"


@cache
def statement(statistic: Statistic, *, one_member: bool) -> str:
    """The number, how many events it counts, and a page of them. `one_member`: of content, a
    member's share alone, in which nobody is left out."""
    steps = ["dated", *statistic.steps]
    direction = "DESC" if statistic.latest else ""
    text = sql_file("explain")
    parts = {
        "raw": " UNION ALL ".join(
            sql_file(f"explain_{kind}") + statistic.found for kind in statistic.kinds
        ),
        "steps": "".join(
            f", {step} AS ({sql_file(f'explain_{step}').replace('{before}', before)})"
            for before, step in zip(steps, statistic.steps, strict=False)
        ),
        "of": steps[-1],
        "once": f"DISTINCT ON ({statistic.once})" if statistic.once else "",
        "order": f"{statistic.once}," if statistic.once else "",
        "direction": direction,
        "where": statistic.where,
        "then": statistic.then,
        "days_before": str(statistic.days_before),
        "days_after": str(statistic.days_after),
        "kept": statistic.kept,
        "item_days": OF_ONE if one_member else "content_day",
        **_who(one_member),
    }
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", part)
    return text


def _who(one_member: bool) -> dict[str, str]:
    if one_member:
        return {"others": "true", "counted": "true", "counted_author": "true"}
    left_out = sql_file("_left_out").strip()
    return {
        "others": "{counted} AND owner_id IS DISTINCT FROM user_id",
        "counted": _counted("user_id"),
        "counted_author": _counted("coalesce(author_id, user_id)"),
        "left_out": left_out,
        "hidden": sql_file("_hidden").strip(),
    }


def _counted(who: str) -> str:
    return f"{who} <> 0 AND {who} NOT IN ({{left_out}})"
