"""One id a request, in every log line, event and answer of it."""

from uuid import UUID

from django.http import HttpRequest

from ooumph.ids import as_uuid, new_id

HEADER = "X-Request-ID"


def request_id_of(request: HttpRequest) -> UUID:
    """Return `request.request_id`, setting it first: the caller's header if a UUID, else new."""
    known: UUID | None = getattr(request, "request_id", None)
    if known is None:
        known = as_uuid(request.headers.get(HEADER, "")) or new_id()
        request.request_id = known  # type: ignore[attr-defined]
    return known
