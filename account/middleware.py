"""A session by its cookie, as Django has it, or by `Authorization: Bearer <sessionToken>`."""

from contextlib import suppress

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse


class BearerSessionMiddleware(SessionMiddleware):
    """A bearer names its session itself: no cookie is read or set, and CSRF does not apply."""

    def process_request(self, request: HttpRequest) -> None:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            super().process_request(request)
            return
        request.session = self.SessionStore(token.strip() or None)
        request.by_bearer = True  # type: ignore[attr-defined]
        request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not getattr(request, "by_bearer", False):
            return super().process_response(request, response)
        session = request.session
        if session.modified and not session.is_empty() and response.status_code < 500:
            with suppress(UpdateError):  # It was ended meanwhile, and stays so.
                session.save()
        return response
