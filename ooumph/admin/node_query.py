"""As much of a Django QuerySet over the nodes of one class as the admin's lists ask for."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from ooumph import graph
from ooumph.graph.nodes import to_instant

OPERATORS = {"": "=", "gte": ">=", "lt": "<", "in": "IN"}
SEARCHED_NODES = 10_000


@dataclass(frozen=True, kw_only=True)
class NodeQuery:
    """Lazy and unchanging; reading it is one Cypher query, once.

    Names in the Cypher are those that the class declares, values are parameters. `newest` is
    the property by which the list is ordered, newest first; it and `key` are indexed.
    """

    model: Any
    key: str
    newest: str
    conditions: tuple[str, ...] = ()
    parameters: dict[str, Any] = field(default_factory=dict)
    text: tuple[str, str] | None = None  # (property, what it contains)
    ascending: bool = False
    start: int = 0
    stop: int | None = None
    empty: bool = False

    ordered: ClassVar[bool] = True
    query: ClassVar[Any] = SimpleNamespace(select_related=True, order_by=())

    def filter(self, *_: Any, **lookups: Any) -> Self:
        """`status="pending"`, `created_at__gte=...`, `pk__in=[...]`."""
        found = self
        for lookup, value in lookups.items():
            name, __, operator = lookup.partition("__")
            name = self.key if name == "pk" else name
            if name not in self.model.defined_properties(aliases=False, rels=False):
                raise ValueError(f"{self.model.__name__} has no {name}")
            parameter = f"p{len(found.parameters)}"
            value = to_instant(value) if isinstance(value, datetime) else value
            found = replace(
                found,
                conditions=(*found.conditions, f"n.{name} {OPERATORS[operator]} ${parameter}"),
                parameters={**found.parameters, parameter: value},
            )
        return found

    def of_member(self, columns: tuple[str, ...], user_id: int) -> Self:
        """Those that hold the member in one of `columns`."""
        parameters = {**self.parameters, "member": user_id}
        held = " OR ".join(f"n.{column} = $member" for column in columns)
        return replace(self, conditions=(*self.conditions, f"({held})"), parameters=parameters)

    def containing(self, name: str, words: str) -> Self:
        """Those of the newest `SEARCHED_NODES` whose property holds `words`, in any case."""
        return replace(self, text=(name, words.lower()))

    def order_by(self, *names: str) -> Self:
        return replace(self, ascending=self.newest in names)

    def none(self) -> Self:
        return replace(self, empty=True)

    def all(self) -> Self:
        return self

    _clone = distinct = all

    def count(self) -> int:
        """How many there are, up to where the slice ends."""
        if self.empty:
            return 0
        if not self.conditions and not self.text and self.stop is None:
            return int(graph.query(f"MATCH (n:`{self.model.__label__}`) RETURN count(n)")[0][0])
        return int(self._run(f"{self._span()} RETURN count(n)")[0][0])

    def get(self, **lookups: Any) -> Any:
        return next(iter(self.filter(**lookups)[:1]))

    def __getitem__(self, part: slice) -> Self:
        return replace(self, start=part.start or 0, stop=part.stop)

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.nodes)

    @cached_property
    def nodes(self) -> list[Any]:
        if self.empty:
            return []
        rows = self._run(f"{self._span()} RETURN n ORDER BY {self._order()}")
        found = [self.model.inflate(value) for (value,) in rows]
        for node in found:
            node.pk = getattr(node, self.key)  # The class has the property itself there.
        return found

    @property
    def verbose_name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def verbose_name_plural(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def _run(self, ending: str) -> list[list[Any]]:
        conditions = [f"n.{self.newest} IS NOT NULL", *self.conditions]  # Lets the index order.
        cypher = f"MATCH (n:`{self.model.__label__}`) WHERE {' AND '.join(conditions)} "
        parameters = {**self.parameters, "skip": self.start}
        if self.stop is not None:
            parameters["limit"] = max(self.stop - self.start, 0)
        if self.text:
            name, words = self.text
            cypher += (
                f"WITH n ORDER BY n.{self.newest} DESC LIMIT {SEARCHED_NODES} "
                f"WITH n WHERE toLower(n.{name}) CONTAINS $words "
            )
            parameters["words"] = words
        return graph.query(cypher + ending, **parameters)

    def _span(self) -> str:
        limit = "" if self.stop is None else " LIMIT $limit"
        return f"WITH n ORDER BY {self._order()} SKIP $skip{limit}"

    def _order(self) -> str:
        direction = "" if self.ascending else " DESC"
        return ", ".join(f"n.{name}{direction}" for name in dict.fromkeys((self.newest, self.key)))
