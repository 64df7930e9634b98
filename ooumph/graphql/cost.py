"""What an operation costs: the objects its answer may hold, were every list full.

A field that yields objects costs one, and what is selected of it is multiplied by the length of
the list: by `first` of a connection (20 when left out), by ten for another list. Leaves are free. A
list that has an object a day (`DayList`) costs as many as the `range` around it has days. A
fragment is priced once for each range, so pricing takes time in proportion to the document.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_list_type,
    is_wrapping_type,
    value_from_ast_untyped,
)

from ooumph.errors import Invalid
from ooumph.graphql.paging import DEFAULT_FIRST, MAX_FIRST
from ooumph.ranges import days_said

LIST_LENGTH = 10


class DayList(graphene.Field):
    """A list of an object for each day, or longer period, of the range that is asked for."""

    def __init__(self, of_type: Any, description: str = "") -> None:
        of_days = graphene.List(graphene.NonNull(of_type))
        super().__init__(of_days, required=True, description=description)


def operation_cost(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
) -> int:
    """Price one operation of a valid document with the variables as the client sent them."""
    defaults = {
        definition.variable.name.value: definition.default_value
        for definition in operation.variable_definitions
    }
    pricing = _Pricing(schema, document, variables, defaults)
    root = schema.get_root_type(operation.operation)
    return pricing.selection_set(root, operation.selection_set) if root else 0


class _Pricing:
    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        variables: Mapping[str, Any],
        defaults: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._defaults = defaults
        self._given = {
            **{name: value_from_ast_untyped(node) for name, node in defaults.items() if node},
            **variables,
        }
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._fragment_costs: dict[tuple[str, int], int] = {}

    def selection_set(
        self, parent: GraphQLNamedType, node: SelectionSetNode | None, days: int = LIST_LENGTH
    ) -> int:
        """`days`: of the range around it."""
        return sum(self._selection(parent, each, days) for each in node.selections) if node else 0

    def _selection(self, parent: GraphQLNamedType, selection: SelectionNode, days: int) -> int:
        if isinstance(selection, FieldNode):
            return self._field(parent, selection, days)
        if isinstance(selection, FragmentSpreadNode):
            return self._fragment(selection.name.value, days)
        condition = selection.type_condition  # type: ignore[attr-defined]
        narrowed = self._schema.type_map[condition.name.value] if condition else parent
        inside = selection.selection_set  # type: ignore[attr-defined]
        return self.selection_set(narrowed, inside, days)

    def _fragment(self, name: str, days: int) -> int:
        if (name, days) not in self._fragment_costs:
            fragment = self._fragments[name]
            narrowed = self._schema.type_map[fragment.type_condition.name.value]
            cost = self.selection_set(narrowed, fragment.selection_set, days)
            self._fragment_costs[name, days] = cost
        return self._fragment_costs[name, days]

    def _field(self, parent: GraphQLNamedType, node: FieldNode, days: int) -> int:
        name = node.name.value
        if node.selection_set is None or name.startswith("__"):
            return 0
        field = parent.fields[name]  # type: ignore[attr-defined]
        of_type = get_named_type(field.type)
        if "range" in field.args:
            days = self._days(node)
        if name in _day_lists(getattr(parent, "graphene_type", None)):
            return days * (1 + self.selection_set(of_type, node.selection_set, days))
        if "first" in field.args:
            length = self._first(node)
        elif _is_list(field.type) and not _is_edges(parent, name):
            length = LIST_LENGTH
        else:
            length = 1
        return 1 + length * self.selection_set(of_type, node.selection_set, days)

    def _days(self, node: FieldNode) -> int:
        """How many days the client asks for; a range that is refused later costs nothing."""
        said = next((a.value for a in node.arguments if a.name.value == "range"), None)
        try:
            return days_said(value_from_ast_untyped(said, self._given) if said else None)
        except (Invalid, LookupError, TypeError, ValueError):
            return 1

    def _first(self, node: FieldNode) -> int:
        """How long the client lets the list be; what is out of bounds is refused later."""
        value: Any = next((a.value for a in node.arguments if a.name.value == "first"), None)
        if isinstance(value, VariableNode):
            name = value.name.value
            value = self._variables.get(name, self._defaults.get(name))
        if isinstance(value, IntValueNode):
            value = int(value.value)
        if not isinstance(value, int):
            return DEFAULT_FIRST
        return min(max(value, 1), MAX_FIRST)


@cache
def _day_lists(of_type: Any) -> frozenset[str]:
    """The names of a type's fields that are a DayList."""
    fields = of_type._meta.fields if of_type else {}
    return frozenset(to_camel_case(n) for n, field in fields.items() if isinstance(field, DayList))


def _is_edges(parent: Any, name: str) -> bool:
    return name == "edges" and "pageInfo" in parent.fields


def _is_list(of_type: Any) -> bool:
    while is_wrapping_type(of_type):
        if is_list_type(of_type):
            return True
        of_type = of_type.of_type
    return False
