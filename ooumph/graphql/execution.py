"""One operation, from its parameters to its answer."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from graphql import GraphQLError, GraphQLSchema, OperationType, execute_sync

from ooumph.errors import DomainError
from ooumph.graphql.documents import check_cost, check_passwords, operation_of, prepare, root_fields
from ooumph.graphql.errors import present
from ooumph.graphql.http import Parameters, RequestError, malformed
from ooumph.graphql.limits import current_limits
from ooumph.graphql.permissions import STAFF


@dataclass(slots=True)
class Operation:
    """What is known of an operation by the time it is logged, and its answer."""

    name: str | None = None
    kind: str | None = None
    fields: list[str] = field(default_factory=list)
    body: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    error_code: str | None = None
    retry_after_seconds: int | None = None

    def fail(self, errors: Iterable[GraphQLError], request: HttpRequest) -> None:
        """Put the errors into the answer as a client may see them."""
        presented = [present(error, request) for error in errors]
        self.body["errors"] = presented
        self.error_code = presented[0]["extensions"]["code"]


def run(
    schema: GraphQLSchema, parameters: Parameters, request: HttpRequest, operation: Operation
) -> None:
    """Execute and fill `operation` in as it goes; RequestError when execution never began."""
    document, trusted = _prepare(schema, parameters.query, request)
    node = operation_of(document, parameters.operation_name)
    operation.kind = node.operation.value
    operation.name = node.name.value if node.name else None
    operation.fields = root_fields(document, node)
    if request.method == "GET" and node.operation is not OperationType.QUERY:
        raise malformed(405, "A mutation must be sent with POST.", Allow="POST")
    if node.operation is OperationType.MUTATION:
        check_passwords(schema, operation.fields, current_limits())
        request.graphql_mutations_left = len(operation.fields)  # type: ignore[attr-defined]
    check_cost(schema, document, node, parameters.variables, current_limits())
    result = execute_sync(
        schema,
        document,
        context_value=request,
        variable_values=parameters.variables,
        operation_name=parameters.operation_name,
        hide_suggestions=not trusted,
    )
    errors = result.errors or []
    if errors and result.data is None and all(error.path is None for error in errors):
        raise RequestError(422, *errors)
    operation.body = {"data": result.data}
    operation.error_code = getattr(request, "graphql_error_code", None)
    operation.retry_after_seconds = getattr(request, "graphql_retry_after_seconds", None)
    if errors:
        operation.fail(errors, request)


def _prepare(schema: GraphQLSchema, text: str, request: HttpRequest) -> tuple[Any, bool]:
    """Validate as anybody; only what anybody may not see asks whether it is staff who asks.

    So an ordinary request loads no user here, and a document is cached once.
    """
    limits = current_limits()
    if settings.DEBUG:
        return prepare(schema, text, trusted=True, limits=limits), True
    try:
        return prepare(schema, text, trusted=False, limits=limits), False
    except RequestError:
        if not _is_staff(request):
            raise
    return prepare(schema, text, trusted=True, limits=limits), True


def _is_staff(request: HttpRequest) -> bool:
    try:
        STAFF.check(request.user)
    except DomainError:
        return False
    return True
