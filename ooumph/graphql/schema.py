"""The composition of the apps' schemas, and the laws every field of it keeps."""

from collections.abc import Sequence
from typing import Any

import graphene
from django.core.exceptions import ImproperlyConfigured

from ooumph.graphql.inputs.base import BoundedArgument
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.query import PermittedField


def build_schema(
    query_classes: Sequence[type[graphene.ObjectType]],
    mutation_classes: Sequence[type[graphene.ObjectType]] = (),
    types: Sequence[Any] = (),
) -> graphene.Schema:
    """Join the apps' root classes; `types` are those no field names (of an interface, say).

    Raises ImproperlyConfigured for a root field without a permission, an argument without a
    bound anywhere, and a root field that two apps declare.
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
    schema = graphene.Schema(query=query, mutation=mutation, types=list(types))
    _check_arguments(schema)
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


def _check_arguments(schema: graphene.Schema) -> None:
    for graphql_type in schema.graphql_schema.type_map.values():
        graphene_type = getattr(graphql_type, "graphene_type", None)
        fields = getattr(getattr(graphene_type, "_meta", None), "fields", None) or {}
        for name, field in fields.items():
            for argument, value in (getattr(field, "args", None) or {}).items():
                if not isinstance(value, BoundedArgument):
                    raise ImproperlyConfigured(
                        f"{graphql_type.name}.{name}: the argument '{argument}' has no bound."
                    )
