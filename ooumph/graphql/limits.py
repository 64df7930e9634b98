"""The bounds of a document, as validation rules that need no schema and run before all others.

The defaults are here; `settings.GRAPHQL_LIMITS` replaces single ones by name. What a document
costs depends on the schema and the variables: `cost.py`.
"""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from graphql import (
    BREAK,
    ASTValidationRule,
    DirectiveNode,
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VisitorAction,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may ask for."""

    document_bytes: int = 16_384
    tokens: int = 2_000
    depth: int = 15
    aliases: int = 30
    repeated_fields: int = 10  # The same field or fragment within one selection set.
    directives: int = 30
    digits: int = 400  # Of one number; Python reads no longer ones.
    passwords: int = 1  # Mutations of one operation that hash one.
    cost: int = 10_000  # Objects that the answer may hold; see cost.py.


def current_limits() -> Limits:
    """The limits as the settings have them."""
    return Limits(**getattr(settings, "GRAPHQL_LIMITS", {}))


@lru_cache(maxsize=8)
def limit_rules(limits: Limits) -> tuple[type[ASTValidationRule], ...]:
    """The rules that hold a document to `limits`."""
    bound = {"limits": limits}
    return tuple(
        type(rule.__name__, (rule,), bound)
        for rule in (DepthLimit, AliasLimit, RepeatedFieldLimit, DirectiveLimit, NumberLimit)
    )


class LimitRule(ASTValidationRule):
    """A rule with the limits that `limit_rules` binds to it."""

    limits = Limits()

    def refuse(self, what: str, limit: int, node: Any) -> VisitorAction:
        self.report_error(GraphQLError(f"The document has {what}; at most {limit}.", node))
        return BREAK


class AliasLimit(LimitRule):
    count = 0

    def enter_field(self, node: FieldNode, *_: Any) -> VisitorAction:
        self.count += node.alias is not None
        if self.count > self.limits.aliases:
            return self.refuse("too many aliases", self.limits.aliases, node)
        return None


class DirectiveLimit(LimitRule):
    count = 0

    def enter_directive(self, node: DirectiveNode, *_: Any) -> VisitorAction:
        self.count += 1
        if self.count > self.limits.directives:
            return self.refuse("too many directives", self.limits.directives, node)
        return None


class NumberLimit(LimitRule):
    def enter_int_value(self, node: IntValueNode, *_: Any) -> VisitorAction:
        if len(node.value) > self.limits.digits:
            return self.refuse("a number with too many digits", self.limits.digits, node)
        return None


class RepeatedFieldLimit(LimitRule):
    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> VisitorAction:
        selected = Counter(_selected(selection) for selection in node.selections)
        if selected and max(selected.values()) > self.limits.repeated_fields:
            limit = self.limits.repeated_fields
            return self.refuse("the same selection too often in one place", limit, node)
        return None


def _selected(selection: SelectionNode) -> str:
    if isinstance(selection, FieldNode):
        return (selection.alias or selection.name).value
    if isinstance(selection, FragmentSpreadNode):
        return f"...{selection.name.value}"
    condition = selection.type_condition  # type: ignore[attr-defined]
    return f"... on {condition.name.value if condition else ''}"


class DepthLimit(LimitRule):
    """Fields within fields, through fragments; introspection has a rule of its own."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self._fragment_depths: dict[str, int] = {}

    def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> VisitorAction:
        if self._depth(node.selection_set) > self.limits.depth:
            return self.refuse("too many levels", self.limits.depth, node)
        return None

    def _depth(self, selection_set: SelectionSetNode | None) -> int:
        selections = selection_set.selections if selection_set else ()
        return max((self._selection_depth(selection) for selection in selections), default=0)

    def _selection_depth(self, selection: SelectionNode) -> int:
        if isinstance(selection, FieldNode):
            hidden = selection.name.value in ("__schema", "__type")
            return 1 if hidden else 1 + self._depth(selection.selection_set)
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment_depth(selection.name.value)
        return self._depth(selection.selection_set)  # type: ignore[attr-defined]

    def _fragment_depth(self, name: str) -> int:
        if name not in self._fragment_depths:
            self._fragment_depths[name] = 0  # What a cycle adds; another rule refuses cycles.
            fragment = self.context.get_fragment(name)
            self._fragment_depths[name] = self._depth(fragment.selection_set) if fragment else 0
        return self._fragment_depths[name]
