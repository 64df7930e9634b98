"""What every bounded input shares, and how a set of them is declared and checked."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import graphene
from django.core.exceptions import ImproperlyConfigured
from graphene.utils.str_converters import to_camel_case

from ooumph.errors import Invalid


class BoundedArgument(graphene.Argument):
    """An argument made from a bounded input; the schema refuses any other kind."""


class Bounded:
    """One input with a bound. Subclasses state `graphql_type`, `bound` and `check`."""

    def __init__(
        self, *, required: bool = False, description: str = "", name: str | None = None
    ) -> None:
        self.required = required
        self.description = description
        self.name = name

    def graphql_type(self) -> Any:
        """The graphene type of a value."""
        raise NotImplementedError

    def bound(self) -> str:
        """The bound in words, for the schema's description; empty when the type says it."""
        return ""

    def check(self, value: Any) -> Any:
        """Return the value as the service takes it, or raise Invalid without a field."""
        raise NotImplementedError

    def options(self) -> dict[str, Any]:
        """The keywords with which graphene mounts this input."""
        text = " ".join(part for part in (self.description, self.bound()) if part)
        return {"required": self.required, "name": self.name, "description": text or None}

    def graphql_name(self, attribute: str) -> str:
        """The name a client knows this input by."""
        return self.name or to_camel_case(attribute)


def declared(owner: str, attributes: Mapping[str, Any]) -> dict[str, Bounded]:
    """Return the inputs among `attributes`; anything else there is ImproperlyConfigured."""
    inputs = {name: value for name, value in attributes.items() if not name.startswith("__")}
    for name, value in inputs.items():
        if not isinstance(value, Bounded):
            raise ImproperlyConfigured(
                f"{owner}: the input '{name}' has no bound; use one of ooumph.graphql.inputs."
            )
    return inputs


def check_values(inputs: Mapping[str, Bounded], given: Mapping[str, Any]) -> dict[str, Any]:
    """Check what a client gave; Invalid names the first field that breaks its bound."""
    checked = {}
    for attribute, value in given.items():
        bounded = inputs[attribute]
        try:
            checked[attribute] = None if value is None else bounded.check(value)
        except Invalid as error:
            path = [bounded.graphql_name(attribute), error.field]
            raise Invalid(error.message, field=".".join(filter(None, path))) from None
    return checked


def check_signature(
    owner: str, function: Callable[..., Any], inputs: Mapping[str, Bounded]
) -> None:
    """Refuse a function that cannot be called with every declared input as a keyword."""
    parameters = inspect.signature(function).parameters
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters.values()):
        return
    for name, bounded in inputs.items():
        parameter = parameters.get(name)
        if parameter is None or parameter.kind is parameter.POSITIONAL_ONLY:
            raise ImproperlyConfigured(f"{owner}: {function.__qualname__} takes no '{name}'.")
        if parameter.default is parameter.empty and not bounded.required:
            raise ImproperlyConfigured(
                f"{owner}: '{name}' may be left out, so {function.__qualname__} needs a default."
            )
