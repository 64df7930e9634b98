"""Relationships that carry properties, made once however many ask at the same instant.

`rel.connect()` puts the properties into its MERGE pattern, and so makes one more each time.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ooumph.errors import NotFound
from ooumph.graph.queries import single

_NAME = re.compile(r"^[A-Za-z_]+$")


@dataclass(frozen=True, slots=True)
class Ref:
    """A node by its key; `made` says to make it when it is missing (a member's own node)."""

    label: str
    key: str
    value: Any
    made: bool = False

    def clause(self, name: str) -> str:
        """`MATCH (name:Label {key: $name_key})`, or MERGE; the value goes as a parameter."""
        if not (_NAME.match(self.label) and _NAME.match(self.key)):
            raise ValueError("labels and keys are constants of the code")
        verb = "MERGE" if self.made else "MATCH"
        return f"{verb} ({name}:{self.label} {{{self.key}: ${name}_key}})"


def relate_once(
    start: Ref, kind: str, end: Ref, properties: Mapping[str, Any] | None = None
) -> bool:
    """Make `(start)-[:kind]->(end)` where there is none; whether it was made.

    That answer is what decides whether something happened. Raises NotFound when either node
    is missing. Only inside `graph.write`.
    """
    nodes = sorted([(start.made, start.clause("a")), (end.made, end.clause("b"))])
    row = single(
        # What is matched comes before what is made.
        f"{nodes[0][1]} {nodes[1][1]} MERGE (a)-[r:{_checked(kind)}]->(b) "
        "ON CREATE SET r += $properties, r._new = true "
        "WITH r, r._new IS NOT NULL AS created REMOVE r._new RETURN created",
        a_key=start.value,
        b_key=end.value,
        properties=dict(properties or {}),
    )
    if row is None:
        raise NotFound
    return bool(row[0])


def unrelate(start: Ref, kind: str, end: Ref) -> dict[str, Any] | None:
    """Remove `(start)-[:kind]->(end)`; what it carried, or None where there was none.

    One of those who remove it at the same instant gets it. Only inside `graph.write`.
    """
    row = single(
        # Of those who remove it at one instant, the lock lets a single one find it.
        f"MATCH (a:{start.label} {{{start.key}: $a_key}}) SET a._locked = true REMOVE a._locked "
        f"WITH a MATCH (a)-[r:{_checked(kind)}]->(:{end.label} {{{end.key}: $b_key}}) "
        "WITH r, properties(r) AS carried DELETE r RETURN carried",
        a_key=start.value,
        b_key=end.value,
    )
    return row[0] if row else None


def _checked(kind: str) -> str:
    if not _NAME.match(kind):
        raise ValueError("a relationship's type is a constant of the code")
    return kind
