"""Exceptions into what a client may see: each with one of the codes, nothing internal."""

import logging
from typing import Any

import graphene
import neo4j.exceptions
import pybreaker
import redis.exceptions
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import InterfaceError, OperationalError
from graphene.utils.str_converters import to_camel_case
from graphql import GraphQLError
from kombu.exceptions import OperationalError as BrokerError

from ooumph.errors import DomainError, ErrorCode, Invalid, Unavailable
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.request_id import request_id_of

logger = logging.getLogger("ooumph.errors")

INFRASTRUCTURE_ERRORS: tuple[type[Exception], ...] = (
    OperationalError,
    InterfaceError,
    neo4j.exceptions.ServiceUnavailable,
    neo4j.exceptions.SessionExpired,
    neo4j.exceptions.TransientError,
    redis.exceptions.ConnectionError,
    redis.exceptions.TimeoutError,
    pybreaker.CircuitBreakerError,
    BrokerError,
    ConnectionError,
    TimeoutError,
)

ErrorCodeEnum = graphql_enum("ErrorCode", ErrorCode, "What a client can act on.")


class MutationError(graphene.ObjectType):
    """Why a mutation changed nothing."""

    code = graphene.Field(ErrorCodeEnum, required=True)
    field = graphene.String(description="The input it is about, as the client spells it.")
    message = graphene.String(required=True)
    retry_after_seconds = graphene.Int(description="With RATE_LIMITED: when it may work again.")


def as_mutation_error(error: DomainError) -> dict[str, Any]:
    """As a dict, because graphql-core takes an exception among the results for a failure."""
    return {
        "code": error.code.value,
        "field": error.field,
        "message": error.message,
        "retry_after_seconds": error.retry_after_seconds,
    }


def translate(exception: Exception, request: Any) -> list[DomainError]:
    """Return what a client may see of `exception`; empty for a bug, which stays masked.

    A service that is away is logged here, because its reason goes no further.
    """
    if isinstance(exception, ValidationError):
        return _from_validation(exception)
    away = isinstance(exception, (Unavailable, *INFRASTRUCTURE_ERRORS))
    if away:
        logger.warning(
            "a service is away",
            extra={"request_id": str(request_id_of(request))},
            exc_info=exception,
        )
    if isinstance(exception, DomainError):
        return [exception]
    return [Unavailable()] if away else []


def _from_validation(error: ValidationError) -> list[DomainError]:
    if not hasattr(error, "error_dict"):
        return [Invalid(message) for message in error.messages]
    return [
        Invalid(message, field=None if name == NON_FIELD_ERRORS else to_camel_case(name))
        for name, messages in error.message_dict.items()
        for message in messages
    ]


def present(error: GraphQLError, request: Any) -> dict[str, Any]:
    """Return the GraphQL error that a client sees; what is nobody's business is logged instead.

    Its `extensions` carry `code`, `field` where one is known, and `requestId` when masked.
    """
    presented = error.formatted
    if _says_what_is_wrong(error):
        return {**presented, "extensions": {"code": ErrorCode.INVALID.value}}
    translated = translate(error.original_error, request) if error.original_error else []
    if translated:
        first = translated[0]
        field = {"field": first.field} if first.field else {}
        return {
            **presented,
            "message": first.message,
            "extensions": {"code": first.code.value, **field},
        }
    request_id = str(request_id_of(request))
    logger.error(
        "a resolver failed",
        extra={"request_id": request_id, "path": error.path},
        exc_info=error.original_error or error,
    )
    return {
        **presented,
        "message": f"Internal error; quote {request_id} when reporting it.",
        "extensions": {"code": ErrorCode.UNAVAILABLE.value, "requestId": request_id},
    }


def _says_what_is_wrong(error: GraphQLError) -> bool:
    """Is it GraphQL's own word on the document, its variables or a field's arguments?

    What a resolver's value did to a type has no node of its own, and may hold internals.
    """
    if error.path is None:
        return not error.original_error or isinstance(error.original_error, GraphQLError)
    own = error.original_error
    return isinstance(own, GraphQLError) and bool(own.nodes)
