"""`/health/live`: this process answers. `/health/ready`: which services it reaches.

Answered before hosts, redirects and sessions are looked at, so that whoever probes an address
needs no name, no HTTPS and no sign-in. Without Postgres nobody can be served: 503. Without Redis,
the graph or the worker the product still works, and the answer is 200 and says what is down.
"""

from collections.abc import Callable
from typing import Any

import neomodel
import orjson
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from ooumph.asking import Question, ask_all
from user_activity import stream

UP, DOWN, UNKNOWN = "up", "down", "unknown"


def _ask_postgres() -> None:
    """On a new connection, as the next thread would need."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        connection.close()


def _ask_graph() -> None:
    """Around the breaker: what it has seen is not what is."""
    with neomodel.config.DRIVER.session() as session:
        session.run("RETURN 1").consume()


def _ask_redis() -> bool:
    """Whether a worker has been seen; that there is an answer says that Redis is up."""
    return stream.worker_seen_at() is not None


PROBES = (
    Question("postgres", _ask_postgres),
    Question("redis", _ask_redis),
    Question("graph", _ask_graph),
)


def check() -> dict[str, str]:
    """`up` or `down` by service; the worker is `unknown` where Redis, which it tells, is away."""
    answers = ask_all(PROBES, seconds=settings.HEALTH_TIMEOUT_SECONDS)
    states = {probe.name: UP if probe.name in answers else DOWN for probe in PROBES}
    states["worker"] = {True: UP, False: DOWN, None: UNKNOWN}[answers.get("redis")]
    return states


def live() -> tuple[int, dict[str, Any]]:
    return 200, {"status": "live"}


def ready() -> tuple[int, dict[str, Any]]:
    services = check()
    down = [name for name, state in services.items() if state == DOWN]
    status = "unavailable" if "postgres" in down else "degraded" if down else "ready"
    return 503 if "postgres" in down else 200, {
        "status": status,
        "services": services,
        "down": down,
    }


ANSWERS = {"/health/live": live, "/health/ready": ready}


class HealthMiddleware:
    """Answers the two paths itself; stands before whatever could refuse or redirect."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ANSWERS.get(request.path_info.rstrip("/"))
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        status, body = answer()
        content = orjson.dumps(body)
        headers = {"Cache-Control": "no-store", "Content-Length": str(len(content))}
        return HttpResponse(
            b"" if request.method == "HEAD" else content,
            status=status,
            content_type="application/json",
            headers=headers,
        )
