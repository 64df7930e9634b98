"""`/metrics`: what Prometheus scrapes, for who has the token, and for staff.

The stores' counts are read at the scrape. A store that is away costs its own numbers only, which
are then absent rather than zero: a counter that falls would be taken for one that began anew.
"""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from ooumph import health
from ooumph.asking import Question, ask_all
from user_activity import metrics
from user_activity.health.readings import BufferReading, StoreReading, read_buffer, read_store
from user_activity.tallies import Tally


def _read_store_once() -> StoreReading:
    """On a connection that is closed after it, and that gives up by itself."""
    try:
        with connection.cursor() as cursor:
            milliseconds = int(settings.METRICS_TIMEOUT_SECONDS * 1000)
            cursor.execute("SET statement_timeout = %s", [milliseconds])
        return read_store()
    finally:
        connection.close()


READINGS = {
    "redis": Question("buffer", read_buffer),
    "postgres": Question("store", _read_store_once),
}


class Scrape:
    """What one scrape is told."""

    def collect(self) -> Iterator[Metric]:
        states = health.check()
        asked = [reading for name, reading in READINGS.items() if states[name] == health.UP]
        found = ask_all(asked, seconds=settings.METRICS_TIMEOUT_SECONDS)
        yield from metrics.of_all_processes()
        yield _up(states)
        yield _events(found.get("buffer"), found.get("store"))
        if "buffer" in found:
            yield from _of_buffer(found["buffer"])
        if "store" in found:
            yield from _of_store(found["store"])


def _up(states: dict[str, str]) -> Metric:
    family = GaugeMetricFamily("ooumph_up", "Whether a service answers.", labels=["service"])
    for name, state in states.items():
        if state != health.UNKNOWN:
            family.add_metric([name], float(state == health.UP))
    return family


def _events(buffer: BufferReading | None, store: StoreReading | None) -> Metric:
    family = CounterMetricFamily(
        "ooumph_events",
        "What became of events, as each store counted.",
        labels=["outcome", "kind", "reason", "store"],
    )
    parts: dict[str, Iterable[tuple[Tally, int]]] = {
        "redis": buffer.counts.items() if buffer else (),
        "postgres": store.sums.counted.items() if store else (),
    }
    for name, counts in parts.items():
        for tally, number in counts:
            family.add_metric([tally.outcome, tally.kind, tally.reason, name], number)
    return family


def _of_buffer(reading: BufferReading) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "ooumph_buffer_events", "Events that wait to be stored.", value=reading.events
    )
    yield GaugeMetricFamily(
        "ooumph_buffer_oldest_seconds",
        "How long the oldest of them has.",
        value=reading.oldest_seconds,
    )


def _of_store(reading: StoreReading) -> Iterator[Metric]:
    yield GaugeMetricFamily(
        "ooumph_dead_letters",
        "Events that could not be stored and wait to be replayed.",
        value=reading.dead_letters,
    )
    yield GaugeMetricFamily(
        "ooumph_aggregation_lag_seconds",
        "Since the oldest receipt that some aggregate does not hold yet.",
        value=reading.aggregation_lag_seconds,
    )
    rows = GaugeMetricFamily(
        "ooumph_default_partition_rows", "Rows that lie in no month.", labels=["table"]
    )
    for table, number in reading.default_rows.items():
        rows.add_metric([table], number)
    yield rows
    shares = GaugeMetricFamily(
        "ooumph_tracked_share",
        "Of the latest day compared with the graph: what capture had recorded of a kind of act.",
        labels=["kind"],
    )
    missing = GaugeMetricFamily(
        "ooumph_untracked", "Likewise: how many were missing when compared.", labels=["kind"]
    )
    for each in reading.tracked_shares:
        shares.add_metric([each.kind], each.share or 0)
        missing.add_metric([each.kind], each.missing)
    yield shares
    yield missing


@require_safe
def metrics_view(request: HttpRequest) -> HttpResponse:
    """403 for everybody else; 503 where Postgres is away and who asks is not known."""
    try:
        if not may_read(request):
            return HttpResponse("Send the token, or sign in as staff.\n", "text/plain", 403)
    except (OperationalError, InterfaceError):
        return HttpResponse("Who asks cannot be looked up now.\n", "text/plain", 503)
    encode, content_type = choose_encoder(request.headers.get("Accept", ""))
    headers = {"Cache-Control": "no-store"}
    return HttpResponse(encode(Scrape()), content_type=content_type, headers=headers)


def may_read(request: HttpRequest) -> bool:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token.strip() if scheme.lower() == "bearer" else ""
    if settings.METRICS_TOKEN and constant_time_compare(given, settings.METRICS_TOKEN):
        return True
    return bool(request.user.is_active and request.user.is_staff)
