"""Cross-site request forgery: only a request that carries the session's cookie can be one.

A bearer token is never sent by a browser on its own; whoever reads it marks the request, as
Django's own tests do, with `_dont_enforce_csrf_checks`. Without a session's cookie (to sign in,
to register) no token is asked for: another site cannot send `application/json`, the only type
accepted, without a preflight, and no origin is allowed by one.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from graphql import GraphQLError

from ooumph.errors import Forbidden
from ooumph.graphql.http import RequestError


class _Check(CsrfViewMiddleware):
    """Django's check, which returns the reason in place of a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def check_csrf(request: HttpRequest) -> None:
    """Refuse a POST that rides on a session's cookie without Django's CSRF token."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return
    if getattr(request, "_dont_enforce_csrf_checks", False):
        return
    check = _Check(lambda _request: HttpResponse())
    check.process_request(request)
    reason = check.process_view(request, lambda _request: HttpResponse(), (), {})
    get_token(request)  # A browser without the cookie gets it with this answer.
    if reason:
        message = "The CSRF token is missing or wrong; send the cookie's as X-CSRFToken."
        error = GraphQLError(message, original_error=Forbidden(message))
        raise RequestError(403, error, well_formed=False)
