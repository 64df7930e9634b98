"""Bounded inputs: the only arguments that mutations and queries may declare.

    class Input:
        post_id = ID(required=True)
        reaction = Text(max_length=32)
        media = ListOf(Text(max_length=500), max_items=10)

Every one takes `required`, `description` and `name` (the GraphQL name, when it is not the
attribute in camelCase). A bound that is broken raises Invalid with the field's GraphQL name
before the service runs. An argument that the client left out is not passed on; an explicit
null is passed as None. Enums arrive as their values (lower snake case strings).
"""

from ooumph.graphql.inputs.base import Bounded, BoundedArgument
from ooumph.graphql.inputs.free_form import Json
from ooumph.graphql.inputs.structures import InputObject, Item, ListOf, Nested
from ooumph.graphql.inputs.text import ID, Line, Text, Unique
from ooumph.graphql.inputs.values import Choice, Day, Flag, Instant, Integer, Number

__all__ = [
    "ID",
    "Bounded",
    "BoundedArgument",
    "Choice",
    "Day",
    "Flag",
    "InputObject",
    "Instant",
    "Integer",
    "Item",
    "Json",
    "Line",
    "ListOf",
    "Nested",
    "Number",
    "Text",
    "Unique",
]
