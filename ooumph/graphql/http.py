"""HTTP in and out, by the GraphQL-over-HTTP specification (September 2026)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from graphql import GraphQLError

from ooumph.graphql.errors import INFRASTRUCTURE_ERRORS

GRAPHQL_RESPONSE = "application/graphql-response+json"
JSON = "application/json"
HTML = "text/html"
METHODS = ("GET", "POST")


class RequestError(Exception):
    """A request that is not executed: GraphQL errors, and the status where statuses tell.

    `well_formed` requests are answered with 200 in `application/json`, whose older clients take
    another status for a failure of the transport.
    """

    def __init__(
        self,
        status: int,
        *errors: GraphQLError,
        well_formed: bool = True,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status = status
        self.errors = errors
        self.well_formed = well_formed
        self.headers = headers or {}


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a client sent, each of its right type."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None


def malformed(status: int, message: str, **headers: str) -> RequestError:
    """A request that is not one of GraphQL."""
    return RequestError(status, GraphQLError(message), well_formed=False, headers=headers)


def as_request_error(error: Exception) -> RequestError:
    """What went wrong around the execution: our own word, a service that is away, or a bug."""
    if isinstance(error, RequestError):
        return error
    status = 503 if isinstance(error, INFRASTRUCTURE_ERRORS) else 500
    failed = GraphQLError("Internal error", original_error=error)
    return RequestError(status, failed, well_formed=False)


def parse_request(request: HttpRequest) -> Parameters:
    """Read the parameters of a GET or POST; RequestError with 400, 405, 413 or 415."""
    if request.method == "GET":
        given = _parameters_of_url(request)
        values: dict[str, Any] = {
            "query": given.get("query"),
            "operationName": given.get("operationName") or None,
            "variables": _decode(given.get("variables") or "null", "variables"),
            "extensions": _decode(given.get("extensions") or "null", "extensions"),
        }
    elif request.method == "POST":
        values = _decode(_body(request), "The body")
        if isinstance(values, list):
            raise malformed(400, "Batches are not supported; send one operation.")
        if not isinstance(values, dict):
            raise malformed(400, "The body must be a JSON object.")
    else:
        raise malformed(405, "GraphQL takes GET and POST.", Allow=", ".join(METHODS))
    return _parameters(values)


def _parameters_of_url(request: HttpRequest) -> dict[str, Any]:
    try:
        return dict(request.GET.items())
    except TooManyFieldsSent:
        raise malformed(400, "The URL has too many parameters.") from None


def _body(request: HttpRequest) -> bytes:
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if request.content_type != JSON or charset not in ("utf-8", "utf8") or encoding != "identity":
        raise malformed(415, f"The Content-Type must be {JSON} in UTF-8, not compressed.")
    try:
        return request.body
    except RequestDataTooBig:
        raise malformed(413, "The body is too large.") from None
    except UnreadablePostError:
        raise malformed(400, "The body could not be read.") from None


def _decode(text: str | bytes, name: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise malformed(400, f"{name} is not valid JSON.") from None


def _parameters(values: dict[str, Any]) -> Parameters:
    kinds = {"query": str, "operationName": str, "variables": dict, "extensions": dict}
    for name, kind in kinds.items():
        value = values.get(name)
        if value is None and name != "query":
            continue
        if not isinstance(value, kind):
            needed = "a string" if kind is str else "an object"
            raise malformed(400, f"'{name}' must be {needed}.")
    return Parameters(
        query=values["query"],
        variables=values.get("variables") or {},
        operation_name=values.get("operationName") or None,
    )


def encode(body: dict[str, Any]) -> bytes:
    """JSON in UTF-8; TypeError for what JSON cannot say."""
    return orjson.dumps(body)


def respond(
    content: bytes, status: int, media_type: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """A GraphQL answer, never kept by a cache."""
    return HttpResponse(
        content,
        status=status,
        content_type=f"{media_type}; charset=utf-8",
        headers={"Cache-Control": "no-store", "Vary": "Accept", **(headers or {})},
    )
