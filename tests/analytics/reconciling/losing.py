"""Rows that capture lost, and what comparing with the graph makes of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any

from django.core.management import call_command

from analytics.reconciling.comparing import Compared
from analytics.reconciling.days import reconcile
from ooumph import clock
from user_activity.models import ROW_MODELS, EventKey

NOT_OF_THE_ACT = {
    *("table", "act_id", "received_at", "session_id", "request_id", "ip", "device", "source"),
}


def lose(rows: Iterable[dict[str, Any]]) -> None:
    """As though they had never come to a store."""
    ids = [row["event_id"] for row in rows]
    for model in ROW_MODELS:
        model._default_manager.filter(pk__in=ids).delete()
    EventKey.objects.filter(event_id__in=ids).delete()


def today() -> date:
    return clock.now().date()


def compared(*, backfill: bool = False, dry_run: bool = False) -> dict[str, Compared]:
    """Today's kinds that happened."""
    [found] = reconcile(today(), today(), backfill=backfill, dry_run=dry_run)
    return {each.kind: each for each in found.compared if each.things or each.refused}


def command(*arguments: str) -> tuple[int, str]:
    """The exit code of `reconcile_activity` and what it said."""
    said = StringIO()
    try:
        call_command("reconcile_activity", *arguments, stdout=said)
    except SystemExit as stopped:
        return int(stopped.code or 0), said.getvalue()
    raise AssertionError("it exits")


def told(rows: Sequence[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """What the rows say of what happened, by their ids."""
    return {
        row["event_id"]: {name: row[name] for name in row.keys() - NOT_OF_THE_ACT} for row in rows
    }


def acts(rows: Sequence[dict[str, Any]]) -> Counter[frozenset[Any]]:
    """Which rows share an act."""
    found = defaultdict(set)
    for row in rows:
        found[row["act_id"]].add(row["event_id"])
    return Counter(frozenset(ids) for ids in found.values())
