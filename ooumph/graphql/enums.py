"""GraphQL enums derived from the word list, so that no list is typed twice."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

import graphene


def graphql_enum(name: str, words: type[Enum] | Mapping[str, str], description: str = "") -> Any:
    """Make a GraphQL enum with upper-case names over lower snake case values.

    `words` is a Python enum (a member's `description`, else a Django choice's `label`, becomes
    the description) or a mapping of value to description. Resolvers return the value; inputs
    (`inputs.Choice`) hand the value to the service, never a member.
    """
    if isinstance(words, Mapping):
        values = {str(value).upper(): value for value in words}
        described = dict(words)
    else:
        values = {member.name.upper(): member.value for member in words}
        described = {member.value: _describe(member) for member in words}
    about = description or f"One of the words of {name}."

    def describe(member: Enum | None) -> str | None:
        return about if member is None else described.get(member.value) or None

    derived = Enum(name, values)  # type: ignore[misc]  # The names come from the word list.
    return graphene.Enum.from_enum(derived, name=name, description=describe)


def _describe(member: Enum) -> str:
    return str(getattr(member, "description", None) or getattr(member, "label", None) or "")
