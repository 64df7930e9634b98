"""The other members that reports name: which exist, and which are blocked either way."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model

from ooumph.errors import Invalid, NotFound
from ooumph.ids import as_number
from user_activity import lookups
from user_activity.reports.parsing import Report


@dataclass(frozen=True, slots=True)
class Targets:
    """Which of the members that the reports name may be named."""

    reachable: frozenset[int]
    unresolved: Mapping[str, Any]


NONE = Targets(frozenset(), {})


def targets_of(reports: Iterable[Report], user_id: int) -> Targets:
    """One query for all targets; one guarded look-up for blocks, which may stay unknown."""
    named = {
        number
        for report in reports
        if (target := report.values.get("target_user_id"))
        and (number := as_number(target)) is not None
    } - {user_id}
    if not named:
        return NONE
    existing = (
        get_user_model().objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True)
    )
    try:
        blocked, unresolved = lookups.blocked_with(user_id, named), {}
    except lookups.LookupFailed as failure:
        blocked, unresolved = set(), {"unresolved": {"blocks": failure.reason}}
    return Targets(frozenset(existing) - blocked, unresolved)


def resolve_target(report: Report, user_id: int, targets: Targets) -> None:
    """Put the target as a column holds it, and what could not be resolved about it."""
    values = report.values
    target = values.get("target_user_id")
    if target is None:
        return
    field = report.kind.target_field
    if target == str(user_id):
        raise Invalid("must be another member", field=field)
    number = as_number(target)
    if number is None or number not in targets.reachable:
        raise NotFound(field=field)
    values["target_user_id"] = number
    if targets.unresolved:
        values["metadata"] = {**values.get("metadata", {}), **targets.unresolved}
