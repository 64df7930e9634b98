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

from ooumph.errors import Invalid
from ooumph.graphql.connections import connection_of as connection_of
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
