"""What the options of an import say, checked before the first line is read."""

import csv
import re
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ooumph.errors import Invalid
from user_activity.importing.errors import BadLineError, WrongOptionError
from user_activity.importing.fields import KINDS, Kind
from user_activity.importing.times import FORMATS, TimeParser, time_parser

SOURCE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a source's records become events."""

    source: str
    kind: Kind
    columns: Mapping[str, str]  # The event's field: the source's column.
    constants: Mapping[str, str] = field(default_factory=dict)  # The event's field: its value.
    words: Mapping[str, str] = field(default_factory=dict)  # The source's word: ours.
    meta: Mapping[str, str] = field(default_factory=dict)  # The metadata's name: the column.
    time: TimeParser


def plan_of(
    *,
    source: str,
    kind: str,
    columns: str,
    constants: str = "",
    words: str = "",
    meta: str = "",
    time_format: str = "auto",
    timezone: str = "UTC",
) -> Plan:
    """A plan from the options' texts, each of them `name=value,name=value` (a pair with a comma
    goes in double quotes). Raises WrongOptionError."""
    if not SOURCE.fullmatch(source):
        raise WrongOptionError("--source: lower-case letters, digits and _, at most 40.")
    if kind not in KINDS:
        raise WrongOptionError(f"--kind: one of {', '.join(KINDS)}.")
    plan = Plan(
        source=source,
        kind=KINDS[kind],
        columns=pairs("--map", columns),
        constants=pairs("--set", constants),
        words=pairs("--words", words, last=True),
        meta=pairs("--meta", meta, alone=True),
        time=_time(time_format, timezone),
    )
    _check(plan)
    return plan


def pairs(option: str, text: str, *, last: bool = False, alone: bool = False) -> dict[str, str]:
    """`a=b,c=d` as a dict. `last`: the last = counts; `alone`: `a` says `a=a`."""
    found: dict[str, str] = {}
    for pair in names(text):
        name, equals, value = pair.rpartition("=") if last else pair.partition("=")
        if not equals and alone:
            name = value = pair
        if not (name and value):
            raise WrongOptionError(f"{option}: {pair!r} is not like name=value.")
        if name in found:
            raise WrongOptionError(f"{option}: {name!r} is there twice.")
        found[name] = value
    return found


def names(text: str) -> list[str]:
    """The parts of `a,b,"c,d"`."""
    return [part for part in next(csv.reader([text], skipinitialspace=True), []) if part]


def _time(time_format: str, timezone: str) -> TimeParser:
    if time_format not in FORMATS and "%" not in time_format:
        raise WrongOptionError(f"--time-format: one of {', '.join(FORMATS)}, or a pattern with %.")
    try:
        return time_parser(time_format, zoneinfo.ZoneInfo(timezone))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise WrongOptionError(f"--timezone: there is no {timezone!r}.") from error


def _check(plan: Plan) -> None:
    given = [*plan.columns, *plan.constants]
    unknown = sorted(set(given) - set(plan.kind.names))
    if unknown:
        known = ", ".join(plan.kind.names)
        kind = plan.kind.event.kind
        raise WrongOptionError(f"A {kind} event has no {unknown[0]!r}, only {known}.")
    missing = [name for name in plan.kind.required if name not in given]
    if missing:
        raise WrongOptionError(f"--map or --set must name {missing[0]!r}.")
    if both := sorted(set(plan.columns) & set(plan.constants)):
        raise WrongOptionError(f"{both[0]!r} is in --map and in --set.")
    _check_values(plan)


def _check_values(plan: Plan) -> None:
    """The constants and our side of the words must be values that the fields can hold."""
    translated = [name for name, known in plan.kind.own.items() if known.by_words]
    values = [
        *plan.constants.items(),
        *((name, w) for name in translated for w in plan.words.values()),
    ]
    for name, value in values:
        try:
            parsed(plan, name, value)
        except BadLineError as bad:
            raise WrongOptionError(f"{name}={value}: {bad}.") from bad


def parsed(plan: Plan, name: str, text: str) -> Any:
    """A field's value from its text; raises BadLineError."""
    known = plan.kind.own.get(name)
    try:
        if known is not None:
            return known.parse(text)
        return plan.time(text) if name == "occurred_at" else text
    except (ValueError, KeyError) as error:
        raise BadLineError(f"{name} has no such value", text) from error
    except Invalid as error:
        raise BadLineError(f"{name} {error.message}", text) from error
