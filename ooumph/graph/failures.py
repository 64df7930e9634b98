"""What can go wrong between us and the graph, translated once."""

from collections.abc import Iterator
from contextlib import contextmanager

import pybreaker
from neo4j.exceptions import ClientError, DriverError, Neo4jError, TransientError
from neomodel import UniqueProperty
from neomodel.exceptions import ConstraintValidationFailed
from prometheus_client import Histogram

from ooumph.errors import Conflict, DomainError, Unavailable

SECONDS = Histogram(
    "ooumph_graph_seconds", "How long the graph kept its caller: each query, each transaction."
)

# `calling()` holds the breaker's lock only to look at its state; `call()` would hold it
# throughout and so run one query at a time.
BREAKER = pybreaker.CircuitBreaker(
    fail_max=5,
    reset_timeout=10,
    exclude=[lambda error: not isinstance(error, Unavailable)],
)


def is_away(error: BaseException) -> bool:
    """Whether `error` says that the server cannot be reached or cannot answer now."""
    if isinstance(error, ClientError):
        return error.code.startswith("Neo.ClientError.Security") if error.code else False
    return isinstance(error, DriverError | Neo4jError | OSError)


def is_passing(error: BaseException) -> bool:
    """Whether another try may do: a deadlock, or a node that another deleted meanwhile."""
    if isinstance(error, ClientError):
        return error.code == "Neo.ClientError.Statement.EntityNotFound"
    return isinstance(error, TransientError)


@contextmanager
def translated() -> Iterator[None]:
    """Raise the domain's errors in the place of the driver's and neomodel's."""
    try:
        yield
    except (UniqueProperty, ConstraintValidationFailed) as error:
        raise Conflict from error
    except ClientError as error:
        if error.code == "Neo.ClientError.Schema.ConstraintValidationFailed":
            raise Conflict from error
        if is_away(error) or is_passing(error):
            raise Unavailable from error
        raise
    except DomainError:
        raise
    except (TransientError, DriverError, Neo4jError, OSError) as error:
        raise Unavailable from error


@contextmanager
def guarded() -> Iterator[None]:
    """Translate, and refuse at once while the graph is known to be away; measured."""
    try:
        with SECONDS.time(), BREAKER.calling(), translated():
            yield
    except pybreaker.CircuitBreakerError as error:
        raise Unavailable from error
