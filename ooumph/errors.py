"""The errors that the core raises and the edges translate; each has the code a client acts on.

The message is for the client: it names what is wrong and what to do, never an internal detail.
"""

from enum import Enum


class ErrorCode(Enum):
    """What a client can act on, the same in mutations and queries."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    INVALID = "INVALID"
    CONFLICT = "CONFLICT"
    RATE_LIMITED = "RATE_LIMITED"
    UNAVAILABLE = "UNAVAILABLE"


class DomainError(Exception):
    """Base of the errors a client may see; `field` is the input's name in GraphQL spelling."""

    code = ErrorCode.INVALID
    default_message = "The request is not valid."
    retry_after_seconds: int | None = None

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        self.message = message or self.default_message
        self.field = field
        super().__init__(self.message)


class Unauthenticated(DomainError):
    code = ErrorCode.UNAUTHENTICATED
    default_message = "Sign in first."


class Forbidden(DomainError):
    code = ErrorCode.FORBIDDEN
    default_message = "You may not do this."


class NotFound(DomainError):
    code = ErrorCode.NOT_FOUND
    default_message = "There is no such object, or you may not see it."


class Invalid(DomainError):
    code = ErrorCode.INVALID


class Conflict(DomainError):
    code = ErrorCode.CONFLICT
    default_message = "The object has changed or exists already."


class RateLimited(DomainError):
    """Too often; the same will be allowed after `retry_after_seconds`, where that is known."""

    code = ErrorCode.RATE_LIMITED
    default_message = "Too many requests; try again later."

    def __init__(self, *, retry_after_seconds: int | None = None) -> None:
        self.retry_after_seconds = retry_after_seconds
        unit = "second" if retry_after_seconds == 1 else "seconds"
        known = f"Too many requests; try again in {retry_after_seconds} {unit}."
        super().__init__(known if retry_after_seconds else "")


class Unavailable(DomainError):
    code = ErrorCode.UNAVAILABLE
    default_message = "A service that this needs is away; try again shortly."
