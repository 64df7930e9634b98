"""What a programmer declares wrongly fails at import or when the schema is built."""

from enum import Enum
from typing import Any

import graphene
import pytest
from django.core.exceptions import ImproperlyConfigured

from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.inputs import ID, Choice, InputObject, Item, ListOf, Nested, Text
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.paging import connection_of
from ooumph.graphql.permissions import ANYONE, SIGNED_IN
from ooumph.graphql.query import connection_field, query_field
from ooumph.graphql.schema import build_schema
from tests.ooumph.graphql.schema import Anything, Child, ItemConnection


def accept_anything(cls: Any, actor: Any, info: Any, **values: Any) -> Any:
    return cls()


def declare(permission: Any = ANYONE, perform: Any = accept_anything, **attributes: Any) -> Any:
    """Declare a mutation; an `Input` is given as a dict."""
    inputs = attributes.pop("inputs", None)
    if inputs is not None:
        attributes["Input"] = type("Input", (), inputs)
    if permission is not None:
        attributes["Meta"] = type("Meta", (), {"permission": permission})
    attributes["perform"] = classmethod(perform)
    return type("Bad", (Mutation,), attributes)


def test_a_mutation_needs_a_permission() -> None:
    with pytest.raises(ImproperlyConfigured, match="Bad declares no permission"):
        declare(permission=None)
    with pytest.raises(ImproperlyConfigured, match="Bad declares no permission"):
        declare(permission="SIGNED_IN")


@pytest.mark.parametrize("unbounded", [graphene.String(), graphene.ID(required=True), str, 5])
def test_an_input_needs_a_bound(unbounded: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="Bad: the input 'text' has no bound"):
        declare(inputs={"text": unbounded})


def test_an_inherited_input_counts() -> None:
    class Base:
        text = graphene.String()

    with pytest.raises(ImproperlyConfigured, match="'text' has no bound"):
        declare(Input=type("Input", (Base,), {"id": ID()}))


def test_text_and_lists_need_their_maximum() -> None:
    with pytest.raises(TypeError, match="max_length"):
        Text()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="max_items"):
        ListOf(ID())  # type: ignore[call-arg]


def test_an_item_is_only_for_lists() -> None:
    with pytest.raises(ImproperlyConfigured, match="'any' is an Item outside of a ListOf"):
        declare(inputs={"any": Item(Anything)})
    with pytest.raises(ImproperlyConfigured, match="'any' is an Item outside of a ListOf"):
        query_field(
            graphene.Int,
            permission=ANYONE,
            any=Item(Anything, required=True),
            resolve=lambda actor, info, **values: 1,
        )


def test_a_choice_needs_an_enum_of_the_schema() -> None:
    class Color(Enum):
        RED = "red"

    with pytest.raises(ImproperlyConfigured, match="graphql_enum"):
        Choice(Color)


def test_an_input_object_is_bounded_too() -> None:
    with pytest.raises(ImproperlyConfigured, match="Point: the input 'x' has no bound"):
        type("Point", (InputObject,), {"x": graphene.Int()})
    with pytest.raises(ImproperlyConfigured, match="Empty declares no input"):
        type("Empty", (InputObject,), {})
    assert Nested(type("Fine", (InputObject,), {"x": ID()}))


def test_perform_takes_every_input() -> None:
    with pytest.raises(ImproperlyConfigured, match="takes no 'text'"):
        declare(inputs={"text": Text(max_length=1)}, perform=lambda cls, actor, info: cls())
    with pytest.raises(ImproperlyConfigured, match="'text' may be left out"):
        declare(
            inputs={"text": Text(max_length=1)}, perform=lambda cls, actor, info, *, text: cls()
        )
    assert declare(
        inputs={"text": Text(max_length=1, required=True)},
        perform=lambda cls, actor, info, *, text: cls(),
    )


def test_a_mutation_performs_something() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Idle has no perform"):
        type("Idle", (Mutation,), {"Meta": type("Meta", (), {"permission": ANYONE})})


def test_a_payload_must_be_possible_on_failure() -> None:
    with pytest.raises(ImproperlyConfigured, match=r"Bad\.done is null on failure"):
        declare(done=graphene.Boolean(required=True))
    assert declare(done=graphene.Boolean(required=True, default_value=False))


def test_a_resolver_takes_every_argument() -> None:
    with pytest.raises(ImproperlyConfigured, match="takes no 'id'"):
        query_field(graphene.Int, permission=ANYONE, id=ID(), resolve=lambda actor, info: 1)
    with pytest.raises(ImproperlyConfigured, match="'key' may be left out"):
        query_field(
            graphene.Int, permission=ANYONE, key=ID(), resolve=lambda actor, info, *, key: 1
        )
    with pytest.raises(ImproperlyConfigured, match="takes no 'page'"):
        connection_field(ItemConnection, permission=ANYONE, resolve=lambda actor, info: None)


def test_an_argument_of_a_query_needs_a_bound() -> None:
    with pytest.raises(ImproperlyConfigured, match="the input 'id' has no bound"):
        query_field(
            graphene.Int,
            permission=ANYONE,
            id=graphene.ID(),
            resolve=lambda actor, info, **values: 1,
        )


def test_a_query_needs_a_permission() -> None:
    with pytest.raises(TypeError, match="permission"):
        query_field(graphene.Int, resolve=lambda actor, info: 1)  # type: ignore[call-arg]
    with pytest.raises(ImproperlyConfigured, match="no permission"):
        query_field(graphene.Int, permission=None, resolve=lambda actor, info: 1)  # type: ignore[arg-type]


class Fine(graphene.ObjectType):
    one = query_field(graphene.Int, permission=SIGNED_IN, resolve=lambda actor, info: 1)


def test_a_root_field_needs_a_permission() -> None:
    class Open(graphene.ObjectType):
        two = graphene.Int()

    with pytest.raises(ImproperlyConfigured, match=r"Query\.two has no permission"):
        build_schema([Fine, Open])

    class OpenMutations(graphene.ObjectType):
        two = graphene.Int()

    with pytest.raises(ImproperlyConfigured, match=r"Mutation\.two has no permission"):
        build_schema([Fine], [OpenMutations])


def test_a_mutation_of_graphene_itself_is_refused() -> None:
    class Plain(graphene.Mutation):
        done = graphene.Boolean()

        def mutate(self, info: Any) -> Any:
            return None

    class PlainMutations(graphene.ObjectType):
        plain = Plain.Field()

    with pytest.raises(ImproperlyConfigured, match=r"Mutation\.plain has no permission"):
        build_schema([Fine], [PlainMutations])


def test_an_argument_of_any_type_needs_a_bound() -> None:
    class Leaky(graphene.ObjectType):
        posts = graphene.List(graphene.Int, tag=graphene.String())

    class Leaks(graphene.ObjectType):
        leaky = query_field(Leaky, permission=ANYONE, resolve=lambda actor, info: None)

    with pytest.raises(
        ImproperlyConfigured, match=r"Leaky\.posts: the argument 'tag' has no bound"
    ):
        build_schema([Leaks])


def test_two_apps_may_not_declare_one_field() -> None:
    other = type(
        "Other", (graphene.ObjectType,), {"one": vars(Fine).get("one") or Fine._meta.fields["one"]}
    )
    with pytest.raises(ImproperlyConfigured, match=r"Query\.one is declared by Fine and by Other"):
        build_schema([Fine, other])


def test_two_types_may_not_share_a_name() -> None:
    same = type("Child", (graphene.ObjectType,), {"key": graphene.Int()})

    class Twice(graphene.ObjectType):
        first = query_field(Child, permission=ANYONE, resolve=lambda actor, info: None)
        second = query_field(same, permission=ANYONE, resolve=lambda actor, info: None)

    with pytest.raises(ImproperlyConfigured, match="two types are named 'Child'"):
        build_schema([Twice])


def test_the_built_in_date_time_is_taken_for_another() -> None:
    class Naive(graphene.ObjectType):
        at = graphene.DateTime()

    class Times(graphene.ObjectType):
        naive = query_field(Naive, permission=ANYONE, resolve=lambda actor, info: None)

    with pytest.raises(ImproperlyConfigured, match="two types are named 'DateTime'"):
        build_schema([Times])


def test_an_enum_comes_from_a_map_or_a_python_enum() -> None:
    class Shape(Enum):
        BIG_CIRCLE = "big_circle"

        @property
        def label(self) -> str:
            return "A big circle"

    from_enum = graphql_enum("Shape", Shape, "Of a thing.")
    from_map = graphql_enum("Size", {"very_small": "Tiny", "large": ""})

    class Shapes(graphene.ObjectType):
        shape = query_field(from_enum, permission=ANYONE, resolve=lambda actor, info: "big_circle")
        size = query_field(from_map, permission=ANYONE, resolve=lambda actor, info: "large")

    schema = build_schema([Shapes])
    printed = str(schema)
    assert '"""Of a thing."""\nenum Shape {\n  """A big circle"""\n  BIG_CIRCLE\n}' in printed
    assert '  """Tiny"""\n  VERY_SMALL\n  LARGE\n' in printed


def test_a_connection_is_named_after_its_node() -> None:
    assert connection_of(Child)._meta.name == "ChildConnection"
