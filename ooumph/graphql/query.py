"""Fields with bounded arguments; a root field also has its permission.

    class PostQueries(graphene.ObjectType):
        post = query_field(
            PostType, permission=SIGNED_IN, id=ID(required=True), resolve=resolve_post
        )
        posts = connection_field(
            PostConnection, permission=SIGNED_IN, tag=Text(max_length=64), resolve=resolve_posts
        )

    def resolve_post(actor, info, *, id): ...
    def resolve_posts(actor, info, *, page, tag=None): ...      # returns a paging.Slice

On any other type use `nested_field` and `nested_connection`; their resolvers take the parent
first, `(parent, actor, info, *, ...)`, and the parent's visibility is their permission.
A DomainError becomes a GraphQL error whose `extensions` carry `code` and `field`; fields are
nullable unless `required`, so that one refused field does not take the others with it.
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
from ooumph.graphql.permissions import ANYONE, Permission

Resolve = Callable[..., Any]


class PermittedField(graphene.Field):
    """A field that was declared with a permission; the root refuses any other kind."""


def query_field(
    of_type: Any,
    /,
    *,
    permission: Permission,
    resolve: Resolve,
    required: bool = False,
    description: str | None = None,
    **inputs: Bounded,
) -> PermittedField:
    """A root field; `resolve(actor, info, **values)` returns the value or raises DomainError."""
    _check_permission(permission)
    arguments = _arguments(resolve, inputs)

    def resolver(_root: Any, info: Any, **given: Any) -> Any:
        actor = _permitted(permission, info)
        return resolve(actor, info, **check_values(inputs, given))

    return PermittedField(
        of_type, args=arguments, resolver=resolver, required=required, description=description
    )


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

    def of_root(_root: Any, actor: Any, info: Any, **values: Any) -> Slice:
        return resolve(actor, info, **values)

    return _connection(connection, permission, resolve, of_root, description, inputs)


def nested_field(
    of_type: Any,
    /,
    *,
    resolve: Resolve,
    required: bool = False,
    description: str | None = None,
    **inputs: Bounded,
) -> graphene.Field:
    """A field of another type; `resolve(parent, actor, info, **values)`."""
    arguments = _arguments(resolve, inputs)

    def resolver(parent: Any, info: Any, **given: Any) -> Any:
        return resolve(parent, info.context.user, info, **check_values(inputs, given))

    return graphene.Field(
        of_type, args=arguments, resolver=resolver, required=required, description=description
    )


def nested_connection(
    connection: Any,
    /,
    *,
    resolve: Resolve,
    description: str | None = None,
    **inputs: Bounded,
) -> graphene.Field:
    """A list on another type; `resolve(parent, actor, info, *, page, **values)` gives a Slice."""
    return _connection(connection, ANYONE, resolve, resolve, description, inputs)


def _connection(
    connection: Any,
    permission: Permission,
    declared_resolve: Resolve,
    resolve: Resolve,
    description: str | None,
    inputs: dict[str, Bounded],
) -> PermittedField:
    _check_permission(permission)
    check_signature(declared_resolve.__qualname__, declared_resolve, {"page": PAGE})
    _arguments(declared_resolve, inputs)
    paged = {**inputs, **PAGE_INPUTS}
    arguments = _arguments(None, paged)

    def resolver(parent: Any, info: Any, **given: Any) -> Slice:
        actor = _permitted(permission, info)
        values = check_values(paged, given)
        scope = f"{info.parent_type.name}.{info.field_name}"
        page = page_of(scope, values)
        found = resolve(parent, actor, info, page=page, **values)
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


def _arguments(resolve: Resolve | None, inputs: dict[str, Bounded]) -> dict[str, BoundedArgument]:
    owner = resolve.__qualname__ if resolve else "arguments"
    declared(owner, inputs)
    if resolve is not None:
        check_signature(owner, resolve, inputs)
    for name, bounded in inputs.items():
        if isinstance(bounded, Item):
            raise ImproperlyConfigured(f"{owner}: '{name}' is an Item outside of a ListOf.")
    return {
        name: BoundedArgument(bounded.graphql_type(), **bounded.options())
        for name, bounded in inputs.items()
    }
