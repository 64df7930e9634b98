"""The composition of the apps' schemas, and the laws every field of it keeps."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.core.exceptions import ImproperlyConfigured
from graphene.types.structures import Structure

from ooumph.graphql.inputs.base import BoundedArgument
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.query import PermittedField
from ooumph.graphql.scalars import JSON, DateTime

# Graphene and graphene-django have their own of these names, which take naive times and text.
OWN_SCALARS = {"DateTime": DateTime, "JSON": JSON}


def build_schema(
    query_classes: Sequence[type[graphene.ObjectType]],
    mutation_classes: Sequence[type[graphene.ObjectType]] = (),
) -> graphene.Schema:
    """Join the apps' root classes.

    Raises ImproperlyConfigured for a root field without a permission, an argument without a
    bound anywhere, a root field that two apps declare, and two types of one name.
    """
    query = _join("Query", query_classes)
    for name, field in query._meta.fields.items():
        if not isinstance(field, PermittedField):
            raise ImproperlyConfigured(
                f"Query.{name} has no permission; declare it with query_field or connection_field."
            )
    mutation = _join("Mutation", mutation_classes) if mutation_classes else None
    for name, field in mutation._meta.fields.items() if mutation else ():
        if not (isinstance(field.type, type) and issubclass(field.type, Mutation)):
            raise ImproperlyConfigured(
                f"Mutation.{name} has no permission; build it on ooumph.graphql.mutation.Mutation."
            )
    schema = graphene.Schema(query=query, mutation=mutation)
    _check_types(schema)
    return schema


def _join(name: str, classes: Sequence[type[graphene.ObjectType]]) -> Any:
    owners: dict[str, str] = {}
    for owner in classes:
        for field in owner._meta.fields:
            if field in owners:
                raise ImproperlyConfigured(
                    f"{name}.{field} is declared by {owners[field]} and by {owner.__name__}."
                )
            owners[field] = owner.__name__
    return type(name, (*classes, graphene.ObjectType), {})


def _check_types(schema: graphene.Schema) -> None:
    """Hold every field of every type to the laws; graphene itself goes by names alone."""
    types = schema.graphql_schema.type_map
    for graphql_type in types.values():
        graphene_type = getattr(graphql_type, "graphene_type", None)
        fields = getattr(getattr(graphene_type, "_meta", None), "fields", None) or {}
        for name, field in fields.items():
            where = f"{graphql_type.name}.{name}"
            _check_one_type_per_name(where, field, types)
            for argument, value in (getattr(field, "args", None) or {}).items():
                if not isinstance(value, BoundedArgument):
                    raise ImproperlyConfigured(f"{where}: the argument '{argument}' has no bound.")


def _check_one_type_per_name(where: str, field: Any, types: Any) -> None:
    named = field.type
    while isinstance(named, Structure):
        named = named.of_type
    name = named._meta.name
    known = OWN_SCALARS.get(name) or getattr(types[name], "graphene_type", named)
    if known is not named:
        raise ImproperlyConfigured(
            f"{where}: two types are named '{name}', "
            f"of {known.__module__} and of {named.__module__}."
        )
