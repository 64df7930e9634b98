"""Relay connections over keyset pages.

    PostConnection = connection_of(PostType)

    def resolve_posts(actor, info, *, page, tag=None):
        rows = selectors.posts(viewer=actor, tag=tag, after=page.after, limit=page.first + 1)
        return Slice.from_rows(rows, page, lambda post: (post.created_at, post.uid))

`page.after` is None or the key of the item before the page, as `cursor_of` made it, with
instants as ISO text. The field itself is `query.connection_field`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

import graphene
from graphene.relay import PageInfo as RelayPageInfo

from ooumph.errors import Invalid
from ooumph.graphql.cursors import decode_cursor, encode_cursor
from ooumph.graphql.inputs import Text
from ooumph.graphql.inputs.base import Bounded
from ooumph.graphql.loading import announce

DEFAULT_FIRST = 20
MAX_FIRST = 100

CursorOf = Callable[[Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Page:
    """What a client asked for: how many items, and the key after which they start."""

    first: int = DEFAULT_FIRST
    after: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a list. `total` and the values of `extra` may be callables.

    Callables run only when the client selects the field. `extra` answers the connection's
    own fields (`connection_of(extra_fields=...)`) by their attribute names.
    """

    items: Sequence[Any]
    has_next: bool
    cursor_of: CursorOf
    total: int | Callable[[], int] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    page: Page = Page()
    scope: str = ""

    @classmethod
    def from_rows(
        cls, rows: Sequence[Any], page: Page, cursor_of: CursorOf, total: Any = None, **extra: Any
    ) -> Self:
        """Cut the page out of `page.first + 1` rows; the one too many says there is a next."""
        rows = list(rows)
        return cls(rows[: page.first], len(rows) > page.first, cursor_of, total, extra, page)

    def cursor(self, item: Any) -> str:
        return encode_cursor(self.scope, self.cursor_of(item))


class First(Bounded):
    """How many items: 1 to 100, 20 when left out."""

    def graphql_type(self) -> Any:
        return graphene.Int

    def bound(self) -> str:
        return f"How many items: 1 to {MAX_FIRST}, {DEFAULT_FIRST} when left out."

    def check(self, value: int) -> int:
        if not 1 <= value <= MAX_FIRST:
            raise Invalid(f"This must be from 1 to {MAX_FIRST}.")
        return value


PAGE = First(required=True)  # Stands for the `page` that every resolver of a list takes.
PAGE_INPUTS: dict[str, Bounded] = {
    "first": First(),
    "after": Text(max_length=1024, description="The cursor of the item before the page."),
}


def page_of(scope: str, values: dict[str, Any]) -> Page:
    """Take `first` and `after` out of checked values; Invalid names `after` when not ours."""
    first, after = values.pop("first", None), values.pop("after", None)
    key = None if after is None else decode_cursor(scope, after)
    return Page(DEFAULT_FIRST if first is None else first, key)


def present(connection: Any, info: Any, found: Slice, page: Page, scope: str) -> Slice:
    """Bind a resolver's slice to its list, and let the node type announce what it will load."""
    announce(info, connection.node_type, found.items)
    return replace(found, page=page, scope=scope)


def connection_of(
    node_type: Any, name: str | None = None, extra_fields: Mapping[str, Any] | None = None
) -> Any:
    """Make the connection type of `node_type`: edges, pageInfo, totalCount and extra fields.

    `name` defaults to the node's, so that `Post` gives `PostConnection` and `PostEdge`.
    """
    name = name or node_type._meta.name
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "cursor": graphene.String(required=True),
            "node": graphene.Field(node_type, required=True),
            "resolve_cursor": staticmethod(lambda edge, _info: edge[0].cursor(edge[1])),
            "resolve_node": staticmethod(lambda edge, _info: edge[1]),
        },
    )
    extra = dict(extra_fields or {})
    return type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "node_type": node_type,
            "edges": graphene.List(graphene.NonNull(edge), required=True),
            "page_info": graphene.Field(RelayPageInfo, required=True),
            "total_count": graphene.Int(description="Null where counting is not cheap."),
            "resolve_edges": staticmethod(lambda found, _info: [(found, i) for i in found.items]),
            "resolve_page_info": staticmethod(_page_info),
            "resolve_total_count": staticmethod(lambda found, _info: _value(found.total)),
            **extra,
            **{f"resolve_{field_name}": _extra_resolver(field_name) for field_name in extra},
        },
    )


def _page_info(found: Slice, _info: Any) -> dict[str, Any]:
    items = found.items
    return {
        "has_next_page": found.has_next,
        "has_previous_page": found.page.after is not None,
        "start_cursor": found.cursor(items[0]) if items else None,
        "end_cursor": found.cursor(items[-1]) if items else None,
    }


def _extra_resolver(name: str) -> Any:
    return staticmethod(lambda found, _info: _value(found.extra.get(name)))


def _value(value: Any) -> Any:
    return value() if callable(value) else value
