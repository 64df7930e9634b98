"""The one endpoint: GraphQL over HTTP, and GraphiQL for a browser when `DEBUG`."""

import logging
import time
from typing import Any

import graphene
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from graphene_django.settings import graphene_settings

from ooumph.graphql.csrf import check_csrf
from ooumph.graphql.execution import Operation, run
from ooumph.graphql.graphiql import render_graphiql
from ooumph.graphql.http import (
    GRAPHQL_RESPONSE,
    HTML,
    JSON,
    as_request_error,
    encode,
    malformed,
    parse_request,
    respond,
)
from ooumph.graphql.request_id import request_id_of

logger = logging.getLogger("ooumph.graphql")


@method_decorator(csrf_exempt, name="dispatch")  # `check_csrf` does it, and answers in GraphQL.
class GraphQLView(View):
    """Answer one operation; every answer is GraphQL JSON."""

    schema: graphene.Schema | None = None

    def dispatch(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponseBase:
        html = (HTML,) if settings.DEBUG and request.method == "GET" else ()
        # Of a range, such as `*/*`, the first.
        media_type = request.get_preferred_type((JSON, GRAPHQL_RESPONSE, *html))
        return render_graphiql(request) if media_type == HTML else self._answer(request, media_type)

    def _answer(self, request: HttpRequest, media_type: str | None) -> HttpResponse:
        started = time.perf_counter()
        operation = Operation()
        headers: dict[str, str] = {}
        try:
            if media_type is None:
                raise malformed(406, f"The answer is {GRAPHQL_RESPONSE} or {JSON}.")
            parameters = parse_request(request)
            check_csrf(request)
            run(self._graphql_schema(), parameters, request, operation)
            content = encode(operation.body)
            if operation.retry_after_seconds:
                headers["Retry-After"] = str(operation.retry_after_seconds)
        except Exception as error:  # noqa: BLE001  (masked and logged by `fail`)
            refused = as_request_error(error)
            legacy = media_type in (JSON, None) and refused.well_formed
            operation.status = 200 if legacy else refused.status
            operation.body = {}
            operation.fail(refused.errors, request)
            headers = refused.headers
            content = encode(operation.body)
        _log(operation, request, started)
        return respond(content, operation.status, media_type or JSON, headers)

    def _graphql_schema(self) -> Any:
        return (self.schema or graphene_settings.SCHEMA).graphql_schema


def _log(operation: Operation, request: HttpRequest, started: float) -> None:
    """The one line an operation leaves; names from the schema and codes, never values."""
    logger.info(
        "operation",
        extra={
            "operation": operation.name,
            "kind": operation.kind,
            "fields": operation.fields,
            "duration_ms": round((time.perf_counter() - started) * 1000, 1),
            "error_code": operation.error_code,
            "status": operation.status,
            "request_id": str(request_id_of(request)),
        },
    )
