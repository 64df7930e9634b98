"""How analytics asks the graph: one that hangs costs two seconds at most."""

from collections.abc import Callable
from typing import Any

from django.conf import settings

from ooumph.errors import Unavailable
from ooumph.graph.reading import Reader

READER = Reader("analytics-graph")
Rows = list[list[Any]]


def ask(cypher: str, **parameters: Any) -> Rows:
    """The rows of a read; raises Unavailable, also when they take too long."""
    return ask_meanwhile(cypher, **parameters)()


def ask_meanwhile(
    cypher: str, *, timeout_seconds: float | None = None, **parameters: Any
) -> Callable[[], Rows]:
    """The same, to be waited for when they are needed (left out: as long as the settings say)."""
    answer = READER.ask(cypher, **parameters)

    def rows() -> Rows:
        try:
            return answer(timeout_seconds or settings.ANALYTICS_GRAPH_TIMEOUT_SECONDS)
        except TimeoutError as error:
            raise Unavailable from error

    return rows
