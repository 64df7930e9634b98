"""One raw item of `trackEvents` -> a Report; a table of fields a kind, no schema coercion.

Typed input objects would refuse a whole batch for one bad word, and cost thirty times as much.
"""

from dataclasses import dataclass
from typing import Any

from ooumph.errors import Invalid
from user_activity.reports.kinds import KINDS, ReportKind, known


@dataclass(frozen=True, slots=True)
class Report:
    """What a client says it did; `values` by the names of the columns."""

    kind: ReportKind
    values: dict[str, Any]


def parse(raw: Any) -> Report:
    """A Report of `{kind, …}` with the field names of the single mutations; raises Invalid."""
    if not isinstance(raw, dict):
        raise Invalid("must be an object", field="events")
    kind = known(raw.get("kind"))
    if kind is None:
        raise Invalid(f"must be one of {', '.join(KINDS)}", field="kind")
    values = {}
    for name, value in raw.items():
        if name == "kind" or value is None:
            continue
        field = kind.fields.get(name)
        if field is None:
            raise Invalid(f"is no field of a {raw['kind']} event", field=str(name)[:64])
        column, parser = field
        values[column] = parser(name, value)
    for name in kind.required:
        if kind.fields[name][0] not in values:
            raise Invalid("is required", field=name)
    return Report(kind, values)
