"""A small schema that uses every part of the kit, over plain objects."""

from datetime import UTC, datetime
from enum import Enum
from typing import Any

import graphene
from django.core.exceptions import ValidationError
from django.db import OperationalError

from ooumph.errors import Conflict, NotFound, RateLimited
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.inputs import (
    ID,
    Choice,
    Day,
    Flag,
    InputObject,
    Instant,
    Integer,
    Item,
    Json,
    ListOf,
    Nested,
    Number,
    Text,
    Unique,
)
from ooumph.graphql.loading import load, prefetch
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.paging import Slice, connection_of
from ooumph.graphql.permissions import ANYONE, SIGNED_IN, STAFF
from ooumph.graphql.query import connection_field, query_field
from ooumph.graphql.scalars import JSON, DateTime
from ooumph.graphql.schema import build_schema

PERFORMED: list[dict[str, Any]] = []  # What reached `perform`; a refusal leaves it as it was.
LOADED: list[list[int]] = []  # The keys of each call of the loader.
COUNTED: list[str] = []  # Each time a list was counted.
ITEMS = [{"key": key, "author": key % 7} for key in range(250)]


class Color(Enum):
    RED = "red"
    DARK_BLUE = "dark_blue"


ColorEnum = graphql_enum("Color", Color)


class RangeInput(InputObject):
    """Days."""

    from_ = Day(name="from")
    note = Text(max_length=5)


class Anything(graphene.Scalar):
    """Whatever is sent."""

    parse_value = staticmethod(lambda value: value)
    serialize = staticmethod(lambda value: value)


class Author(graphene.ObjectType):
    key = graphene.Int(required=True)


class Child(graphene.ObjectType):
    key = graphene.Int(required=True)


def authors_by_key(keys: list[int]) -> dict[int, dict[str, int]]:
    LOADED.append(list(keys))
    return {key: {"key": key} for key in keys if key != 6}


def page_of_items(page: Any, prefix: str = "", **extra: Any) -> Slice:
    start = ITEMS[0]["key"] if page.after is None else page.after[0] + 1
    rows = ITEMS[start : start + page.first + 1]
    return Slice.from_rows(rows, page, lambda item: (item["key"], prefix), count_items, **extra)


def count_items() -> int:
    COUNTED.append("items")
    return len(ITEMS)


ChildConnection = connection_of(Child)


class Thing(graphene.ObjectType):
    class Meta:
        name = "Item"

    key = graphene.Int(required=True)
    author = graphene.Field(Author)
    children = connection_field(
        ChildConnection,
        permission=ANYONE,
        resolve=lambda actor, info, *, page: page_of_items(page),
    )

    @classmethod
    def announce(cls, info: Any, items: list[Any]) -> None:
        prefetch(info, authors_by_key, [item["author"] for item in items])

    @staticmethod
    def resolve_author(item: Any, info: Any) -> Any:
        return load(info, authors_by_key, item["author"])


ItemConnection = connection_of(Thing, extra_fields={"hidden_count": graphene.Int()})


class Output(graphene.ObjectType):
    color = ColorEnum()
    at = DateTime()
    json = JSON()
    naive = DateTime()
    required = graphene.Int(required=True)


def fail(actor: Any, info: Any, *, kind: str) -> Any:
    raise {
        "domain": NotFound("No such thing.", field="kind"),
        "limited": RateLimited(),
        "validation": ValidationError({"first_name": ["Too odd."]}),
        "infrastructure": OperationalError("could not connect to db-7.internal"),
        "bug": ZeroDivisionError("SELECT secret FROM hosts"),
    }[kind]


def outputs(actor: Any, info: Any) -> dict[str, Any]:
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    return {"color": "dark_blue", "at": at, "json": {"a": [1]}, "naive": datetime(2026, 3, 1)}  # noqa: DTZ001


class Queries(graphene.ObjectType):
    me = query_field(
        graphene.String, permission=SIGNED_IN, resolve=lambda actor, info: actor.get_username()
    )
    secret = query_field(graphene.String, permission=STAFF, resolve=lambda actor, info: "secret")
    echo = query_field(
        graphene.String,
        permission=ANYONE,
        text=Text(max_length=10),
        resolve=lambda actor, info, *, text="left out": f"{text}",
    )
    fail = query_field(
        graphene.String, permission=ANYONE, kind=Text(max_length=20, required=True), resolve=fail
    )
    outputs = query_field(Output, permission=ANYONE, resolve=outputs)
    things = query_field(
        graphene.List(graphene.NonNull(Thing)),
        permission=ANYONE,
        resolve=lambda actor, info: ITEMS[:3],
    )
    items = connection_field(
        ItemConnection,
        permission=ANYONE,
        prefix=Text(max_length=5),
        resolve=lambda actor, info, *, page, prefix="": page_of_items(page, prefix, hidden_count=3),
    )
    other_items = connection_field(
        ItemConnection, permission=ANYONE, resolve=lambda actor, info, *, page: page_of_items(page)
    )
    my_items = connection_field(
        ItemConnection,
        permission=SIGNED_IN,
        resolve=lambda actor, info, *, page: page_of_items(page),
    )


class Try(Mutation):
    """Try every kind of input."""

    class Meta:
        permission = ANYONE

    class Input:
        id = ID()
        text = Text(max_length=5)
        blank_text = Text(max_length=5, blank=True)
        whole = Integer(minimum=1, maximum=9)
        number = Number(minimum=0, maximum=0.5)
        flag = Flag()
        color = Choice(ColorEnum)
        at = Instant()
        json = Json()
        colors = ListOf(Choice(ColorEnum), max_items=2)
        texts = ListOf(Text(max_length=3), max_items=2, min_items=1)
        items = ListOf(Item(Anything), max_items=2)
        unique = Unique()
        days = Nested(RangeInput)

    seen = graphene.List(graphene.NonNull(graphene.String))

    @classmethod
    def perform(cls, actor: Any, info: Any, **values: Any) -> Any:
        PERFORMED.append(values)
        return cls(seen=sorted(values))


class Fail(Mutation):
    """Fail as told."""

    class Meta:
        permission = ANYONE

    class Input:
        kind = Text(max_length=20, required=True)

    done = graphene.Boolean(required=True, default_value=False)

    @classmethod
    def perform(cls, actor: Any, info: Any, *, kind: str) -> Any:
        if kind == "conflict":
            raise Conflict("Taken.", field="kind")
        if kind == "many":
            raise ValidationError({"first_name": ["Too odd.", "Too long."], "__all__": ["No."]})
        if kind == "plain":
            raise ValidationError("No.")
        return fail(actor, info, kind=kind)


class Join(Mutation):
    """For members."""

    class Meta:
        permission = SIGNED_IN

    username = graphene.String()

    @classmethod
    def perform(cls, actor: Any, info: Any) -> Any:
        PERFORMED.append({"actor": actor.get_username()})
        return cls(username=actor.get_username())


class Rule(Join):
    """For staff."""

    class Meta:
        permission = STAFF


class Mutations(graphene.ObjectType):
    try_ = Try.Field(name="try")
    fail = Fail.Field()
    join = Join.Field()
    rule = Rule.Field()


schema = build_schema([Queries], [Mutations])
