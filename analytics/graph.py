"""How analytics asks the graph: one that hangs costs two seconds at most."""

from typing import Any

from django.conf import settings

from ooumph.errors import Unavailable
from ooumph.graph.reading import Reader

READER = Reader("analytics-graph")


def ask(cypher: str, *, timeout_seconds: float | None = None, **parameters: Any) -> list[list[Any]]:
    """The rows of a read; raises Unavailable, also when they take too long (left out: as long as
    the settings say)."""
    seconds = timeout_seconds or settings.ANALYTICS_GRAPH_TIMEOUT_SECONDS
    try:
        return READER.rows(cypher, timeout_seconds=seconds, **parameters)
    except TimeoutError as error:
        raise Unavailable from error
