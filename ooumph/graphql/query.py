"""Root fields with their permission and bounded arguments.

    class PostQueries(graphene.ObjectType):
        post = query_field(
            PostType, permission=SIGNED_IN, id=ID(required=True), resolve=resolve_post
        )
        posts = connection_field(
            PostConnection, permission=SIGNED_IN, tag=Text(max_length=64), resolve=resolve_posts
        )

    def resolve_post(actor, info, *, id): ...
    def resolve_posts(actor, info, *, page, tag=None): ...      # returns a paging.Slice

A DomainError becomes a GraphQL error whose `extensions` carry `code` and `field`; fields are
nullable, so that one refused field does not take the others with it.
"""

from collections.abc import Callable
from typing import Any

import graphene
from django.core.exceptions import ImproperlyConfigured

from ooumph.graphql.inputs.base import (
    Bounded,
    BoundedArgument,
    check_signature,
    check_values,
    declared,
)
from ooumph.graphql.inputs.structures import Item
from ooumph.graphql.paging import PAGE, PAGE_INPUTS, Slice, page_of, present
from ooumph.graphql.permissions import Permission

Resolve = Callable[..., Any]


class PermittedField(graphene.Field):
    """A field that was declared with a permission; the root refuses any other kind."""


def query_field(
    of_type: Any,
    /,
    *,
    permission: Permission,
    resolve: Resolve,
    description: str | None = None,
    **inputs: Bounded,
) -> PermittedField:
    """A root field; `resolve(actor, info, **values)` returns the value or raises DomainError."""
    _check_permission(permission)
    arguments = _arguments(resolve, inputs)
    check_signature(resolve.__qualname__, resolve, inputs)

    def resolver(_root: Any, info: Any, **given: Any) -> Any:
        actor = _permitted(permission, info)
        return resolve(actor, info, **check_values(inputs, given))

    return PermittedField(of_type, args=arguments, resolver=resolver, description=description)


def connection_field(
    connection: Any,
    /,
    *,
    permission: Permission,
    resolve: Resolve,
    description: str | None = None,
    **inputs: Bounded,
) -> PermittedField:
    """A root list; `resolve(actor, info, *, page, **values)` returns a Slice."""
    _check_permission(permission)
    paged = {**inputs, **PAGE_INPUTS}
    arguments = _arguments(resolve, paged)
    check_signature(resolve.__qualname__, resolve, {**inputs, "page": PAGE})

    def resolver(_root: Any, info: Any, **given: Any) -> Slice:
        actor = _permitted(permission, info)
        values = check_values(paged, given)
        scope = f"{info.parent_type.name}.{info.field_name}"
        page = page_of(scope, values)
        found = resolve(actor, info, page=page, **values)
        return present(connection, info, found, page, scope)

    return PermittedField(connection, args=arguments, resolver=resolver, description=description)


def _check_permission(permission: Any) -> None:
    if not isinstance(permission, Permission):
        raise ImproperlyConfigured(
            f"{permission!r} is no permission; see ooumph.graphql.permissions."
        )


def _permitted(permission: Permission, info: Any) -> Any:
    permission.check(info.context.user)
    return info.context.user


def _arguments(resolve: Resolve, inputs: dict[str, Bounded]) -> dict[str, BoundedArgument]:
    owner = resolve.__qualname__
    declared(owner, inputs)
    for name, bounded in inputs.items():
        if isinstance(bounded, Item):
            raise ImproperlyConfigured(f"{owner}: '{name}' is an Item outside of a ListOf.")
    return {
        name: BoundedArgument(bounded.graphql_type(), **bounded.options())
        for name, bounded in inputs.items()
    }
