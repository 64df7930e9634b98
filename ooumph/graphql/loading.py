"""Batched look-ups: related objects of a list in one query.

A resolver of a list announces the keys that its items will need, which costs nothing; the first
`load` of any of them fetches all that are announced, and nothing is fetched when the client did
not select the field. The author of twenty posts is one query:

    class PostType(graphene.ObjectType):
        author = graphene.Field(UserType)

        @classmethod
        def announce(cls, info, items):     # The connection calls it with the page's items.
            prefetch(info, users_by_id, [post.author_id for post in items])

        @staticmethod
        def resolve_author(post, info):
            return load(info, users_by_id, post.author_id)

A loader is a module-level function `keys -> {key: object}`; keys it leaves out load as None.
What depends on more than the key (who looks, say) is passed along: `load(info, loader, key,
actor.pk)` calls `loader(keys, actor.pk)`. The cache lives as long as one request, and is
forgotten before each mutation.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Loader = Callable[..., Mapping[Any, Any]]


@dataclass(slots=True)
class Batch:
    """What one loader has fetched and what it was asked to fetch next."""

    loaded: dict[Hashable, Any] = field(default_factory=dict)
    wanted: dict[Hashable, None] = field(default_factory=dict)


def prefetch(info: Any, loader: Loader, keys: Iterable[Hashable], *context: Hashable) -> None:
    """Announce keys, so that the first `load` fetches them together."""
    batch = _batch(info, loader, context)
    batch.wanted.update({key: None for key in keys if key is not None and key not in batch.loaded})


def load(info: Any, loader: Loader, key: Hashable, *context: Hashable) -> Any:
    """Return the object of `key`, None when there is none; fetches what was announced."""
    if key is None:
        return None
    batch = _batch(info, loader, context)
    if key not in batch.loaded:
        keys = list({key: None, **batch.wanted})
        batch.wanted.clear()
        found = loader(keys, *context)
        batch.loaded.update({each: found.get(each) for each in keys})
    return batch.loaded[key]


def announce(info: Any, node_type: Any, items: Iterable[Any]) -> None:
    """Let `node_type.announce` prefetch for items; for lists that are not connections."""
    if hasattr(node_type, "announce"):
        node_type.announce(info, list(items))


def forget_loaded(info: Any) -> None:
    """Drop what was loaded: a mutation is about to change it."""
    info.context.graphql_batches = {}


def _batch(info: Any, loader: Loader, context: tuple[Hashable, ...]) -> Batch:
    request = info.context
    if not hasattr(request, "graphql_batches"):
        request.graphql_batches = {}
    batches: dict[Any, Batch] = request.graphql_batches
    return batches.setdefault((loader, context), Batch())
