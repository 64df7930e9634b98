"""Bounded inputs that hold other inputs."""

from typing import Any

import graphene
from django.core.exceptions import ImproperlyConfigured

from ooumph.errors import Invalid
from ooumph.graphql.inputs.base import Bounded, check_values, declared


class Item(Bounded):
    """A value of a scalar that the service validates by itself; only within a `ListOf`.

    It lets one bad item of a batch be refused alone: the scalar must accept whatever is sent.
    """

    def __init__(self, scalar: type[graphene.Scalar], **options: Any) -> None:
        super().__init__(**options)
        self.scalar = scalar

    def graphql_type(self) -> Any:
        return self.scalar

    def check(self, value: Any) -> Any:
        return value


class ListOf(Bounded):
    """At most `max_items` of `inner`, none of them null; an error says which item it is."""

    def __init__(self, inner: Bounded, *, max_items: int, min_items: int = 0, **options: Any):
        super().__init__(**options)
        self.inner = inner
        self.max_items = max_items
        self.min_items = min_items

    def graphql_type(self) -> Any:
        return graphene.List(graphene.NonNull(self.inner.graphql_type()))

    def bound(self) -> str:
        inner = self.inner.bound()
        at_least = f"At least {self.min_items}, at" if self.min_items else "At"
        return f"{at_least} most {self.max_items} items.{' Each: ' + inner if inner else ''}"

    def check(self, value: list[Any]) -> list[Any]:
        if not self.min_items <= len(value) <= self.max_items:
            raise Invalid(f"This must have from {self.min_items} to {self.max_items} items.")
        return [self._check_item(index, item) for index, item in enumerate(value)]

    def _check_item(self, index: int, item: Any) -> Any:
        try:
            return self.inner.check(item)
        except Invalid as error:
            where = f"Item {index}, {error.field}" if error.field else f"Item {index}"
            raise Invalid(f"{where}: {error.message}") from None


class InputObject:
    """Base of a reusable input type: `class DateRangeInput(InputObject): to = Day()`.

    The service gets a dict with the attributes that the client sent.
    """

    inputs: dict[str, Bounded]
    graphql_class: type[graphene.InputObjectType]

    def __init_subclass__(cls) -> None:
        attributes = {name: value for name, value in vars(cls).items() if name != "graphql_class"}
        cls.inputs = declared(cls.__name__, attributes)
        cls.graphql_class = input_type(cls.__name__, cls.inputs, cls.__doc__)


class Nested(Bounded):
    """An input object inside another input or as an argument."""

    def __init__(self, input_class: type[InputObject], **options: Any) -> None:
        super().__init__(**options)
        self.input_class = input_class

    def graphql_type(self) -> Any:
        return self.input_class.graphql_class

    def check(self, value: dict[str, Any]) -> dict[str, Any]:
        return check_values(self.input_class.inputs, value)


def input_type(
    name: str, inputs: dict[str, Bounded], description: str | None = None
) -> type[graphene.InputObjectType]:
    """Make the graphene input type of a set of bounded inputs; values arrive as plain dicts."""
    if not inputs:
        raise ImproperlyConfigured(f"{name} declares no input.")
    for attribute, bounded in inputs.items():
        if isinstance(bounded, Item):
            raise ImproperlyConfigured(f"{name}: '{attribute}' is an Item outside of a ListOf.")
    fields = {
        attribute: graphene.InputField(bounded.graphql_type(), **bounded.options())
        for attribute, bounded in inputs.items()
    }
    meta = type("Meta", (), {"container": dict, "name": name, "description": description})
    return type(name, (graphene.InputObjectType,), {**fields, "Meta": meta})
