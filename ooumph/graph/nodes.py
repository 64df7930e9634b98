"""The base of content in the graph."""

from datetime import UTC, datetime

from django_neomodel import DjangoNode
from neomodel import DateTimeProperty, UniqueIdProperty

from ooumph import clock


class ContentNode(DjangoNode):
    """A node with an opaque `uid` and its times; every save through the model moves `updated_at`.

    A node carries as properties whatever its events say (who, about what), since its signals
    fire before its relationships exist.
    """

    __abstract_node__ = True

    uid = UniqueIdProperty(primary_key=True)
    created_at = DateTimeProperty(default=clock.now, index=True)
    updated_at = DateTimeProperty(default=clock.now)

    def pre_save(self) -> None:
        exists = hasattr(self, "element_id_property")
        self.updated_at = clock.now() if exists else self.created_at
        super().pre_save()


def to_instant(moment: datetime) -> float:
    """`moment` as the graph keeps it: seconds since 1970, as neomodel's DateTimeProperty."""
    return moment.timestamp()


def from_instant(seconds: float) -> datetime:
    """The other way round, aware, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)
