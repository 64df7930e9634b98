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
from kombu.exceptions import OperationalError as BrokerError

from ooumph.errors import DomainError, ErrorCode, Invalid, Unavailable
from ooumph.graphql.enums import graphql_enum

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


def translate(exception: Exception, request: Any) -> list[DomainError]:
    """Return what a client may see of `exception`; empty for a bug, which stays masked.

    A service that is away is logged here, because its reason goes no further.
    """
    if isinstance(exception, DomainError):
        return [exception]
    if isinstance(exception, ValidationError):
        return _from_validation(exception)
    if isinstance(exception, INFRASTRUCTURE_ERRORS):
        logger.warning(
            "a service is away",
            extra={"request_id": getattr(request, "request_id", None)},
            exc_info=exception,
        )
        return [Unavailable()]
    return []


def _from_validation(error: ValidationError) -> list[DomainError]:
    if not hasattr(error, "error_dict"):
        return [Invalid(message) for message in error.messages]
    return [
        Invalid(message, field=None if name == NON_FIELD_ERRORS else to_camel_case(name))
        for name, messages in error.message_dict.items()
        for message in messages
    ]
