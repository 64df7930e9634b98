"""A record becomes a draft of its event: everything but the members' ids and the receipt.

The draft's id is derived from the source's name, the mapped values and the ordinal among equal
lines: two identical lines are two events, and a line that is read again is the same event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

import orjson

from ooumph.errors import Invalid
from ooumph.ids import derived_id
from user_activity.context import device_of
from user_activity.events import Event
from user_activity.importing.errors import BadLineError
from user_activity.importing.plans import Plan, parsed
from user_activity.importing.records import Record
from user_activity.validation import checked_metadata
from user_activity.vocabulary import Source

USER_AGENT_MAX_LENGTH = 512


@dataclass(frozen=True, slots=True)
class Draft:
    """An event whose members are still the source's own ids."""

    line: int
    event_id: UUID
    occurred_at: datetime
    members: Mapping[str, str]  # `user`, `target`: the source's ids, as far as there are.
    columns: Mapping[str, Any]

    def event(self, plan: Plan, ids: Mapping[str, int], received_at: datetime) -> Event:
        """The event, by the ids of our members."""
        columns = dict(self.columns)
        if "target" in self.members:
            columns["target_user_id"] = ids[self.members["target"]]
        return plan.kind.event(
            event_id=self.event_id,
            act_id=derived_id(self.event_id, "act"),
            user_id=ids[self.members["user"]],
            occurred_at=self.occurred_at,
            received_at=received_at,
            source=Source.IMPORT,
            **columns,
        )


class Drafting:
    """Makes the drafts of one file; remembers 16 bytes of each line, to tell equal ones apart."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._seen: dict[bytes, int] = {}
        self._constants = {name: parsed(plan, name, text) for name, text in plan.constants.items()}

    def draft(self, record: Record, now: datetime) -> Draft:
        """The draft of a record; raises BadLineError."""
        if record.bad is not None:
            raise record.bad
        texts = self._texts(record)
        values = self._constants | {name: self._value(name, text) for name, text in texts.items()}
        if values["occurred_at"] > now:
            raise BadLineError("occurred_at is in the future", texts.get("occurred_at", ""))
        columns = self._columns(values, record)
        return Draft(
            line=record.line,
            event_id=self._event_id(texts),
            occurred_at=values["occurred_at"],
            members={name: values[name] for name in self._plan.kind.members if values.get(name)},
            columns=columns,
        )

    def _texts(self, record: Record) -> dict[str, str]:
        """What the source says, by our fields; empty is as good as left out."""
        texts = {
            name: text
            for name, column in self._plan.columns.items()
            if (text := record.values.get(column, "").strip())
        }
        for name in self._plan.kind.required:
            if name not in texts and name not in self._constants:
                raise BadLineError(f"{name} is empty")
        return texts

    def _value(self, name: str, text: str) -> Any:
        field = self._plan.kind.own.get(name)
        if field is not None and field.by_words:
            text = self._plan.words.get(text, text)
        return parsed(self._plan, name, text)

    def _columns(self, values: Mapping[str, Any], record: Record) -> dict[str, Any]:
        own = self._plan.kind.own
        columns = {own[name].column: value for name, value in values.items() if name in own}
        if session := values.get("session"):
            columns["session_id"] = derived_id("import session", self._plan.source, session)
        if user_agent := values.get("user_agent"):
            columns["device"] = device_of(user_agent[:USER_AGENT_MAX_LENGTH])
        if self._plan.meta:
            columns["metadata"] = self._metadata(record)
        return columns

    def _metadata(self, record: Record) -> Mapping[str, Any]:
        found = {name: record.values.get(column, "") for name, column in self._plan.meta.items()}
        try:
            return checked_metadata({name: text for name, text in found.items() if text})
        except Invalid as error:
            raise BadLineError(f"metadata {error.message}") from error

    def _event_id(self, texts: Mapping[str, str]) -> UUID:
        said = sorted({**self._plan.constants, **texts}.items())
        digest = blake2b(orjson.dumps([self._plan.kind.event.kind, said]), digest_size=16).digest()
        ordinal = self._seen.get(digest, 0)
        self._seen[digest] = ordinal + 1
        return derived_id("import", self._plan.source, digest.hex(), ordinal)
