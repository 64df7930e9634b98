"""What surrounds the view: the request's id, and GraphQL in place of any page of an error."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ooumph.errors import ErrorCode
from ooumph.graphql.http import JSON, encode, respond
from ooumph.graphql.request_id import HEADER, request_id_of

PATH = "/graphql"
_CODES = {
    401: ErrorCode.UNAUTHENTICATED,
    403: ErrorCode.FORBIDDEN,
    404: ErrorCode.NOT_FOUND,
    429: ErrorCode.RATE_LIMITED,
}


class GraphQLMiddleware:
    """First in MIDDLEWARE. Every request gets its id and every answer its header.

    What another middleware answers on the endpoint with a page (an unknown host, a database
    that is away) becomes a GraphQL error with the same status.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = str(request_id_of(request))
        response = self.get_response(request)
        if request.path_info == PATH and _is_error_page(response):
            response = _as_graphql(response, request_id)
        response.headers[HEADER] = request_id
        return response


def _is_error_page(response: HttpResponse) -> bool:
    return response.status_code >= 400 and "json" not in response.headers.get("Content-Type", "")


def _as_graphql(page: HttpResponse, request_id: str) -> HttpResponse:
    by_kind = ErrorCode.UNAVAILABLE if page.status_code >= 500 else ErrorCode.INVALID
    code = _CODES.get(page.status_code, by_kind)
    message = f"{page.reason_phrase}; quote {request_id} when reporting it."
    error = {"message": message, "extensions": {"code": code.value, "requestId": request_id}}
    kept = {name: page.headers[name] for name in ("Allow", "Retry-After") if name in page.headers}
    return respond(encode({"errors": [error]}), page.status_code, JSON, kept)
