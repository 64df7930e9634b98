"""The whole network over one kind of tie, from what each member did to each other by day."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from analytics.answers import shared
from analytics.freshness import AnalyticsMeta, members_meta
from analytics.statements import fetch, sql_file
from analytics.subject import platform_range
from ooumph.ranges import DayRange
from user_activity.vocabulary import SocialInteractionType as Social


class NetworkKind(StrEnum):
    """What makes a tie from one member to another."""

    MESSAGES = "messages"
    CONNECTIONS = "connections"
    VISITS = "visits"

    @property
    def words(self) -> tuple[Social, ...]:
        return {
            "messages": (Social.MESSAGE_SEND,),
            "connections": (Social.CONNECTION_REQUEST, Social.CONNECTION_ACCEPT),
            "visits": (Social.PROFILE_VISIT,),
        }[self.value]

    @property
    def description(self) -> str:
        return {
            "messages": "A message to the other.",
            "connections": "A request to the other, or accepting the other's.",
            "visits": "A visit to the other's profile.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class NetworkOverview:
    """Ratios are null where they would divide by nothing."""

    range: DayRange
    meta: AnalyticsMeta
    kind: str
    users: int
    ties: int
    interactions: int
    reciprocity: float | None
    mutual_dyads: float | None
    mean_degree: float | None
    density: float | None


def network_overview(
    *, kind: NetworkKind, asked: Mapping[str, Any] | None = None
) -> NetworkOverview:
    """Everybody's, but for bots and staff, in three queries. Raises Invalid for the range."""
    days = platform_range(asked)
    meta = members_meta(days)
    words = [word.value for word in kind.words]
    values = {"words": words, "first": days.first, "last": days.last}
    [(users, dyads, mutual, interactions)] = shared(
        "network", values, lambda: fetch(sql_file("network"), values)
    )
    ties = dyads + mutual
    return NetworkOverview(
        range=days,
        meta=meta,
        kind=kind.value,
        users=users,
        ties=ties,
        interactions=interactions,
        reciprocity=2 * mutual / ties if ties else None,
        mutual_dyads=mutual / dyads if dyads else None,
        mean_degree=ties / users if users else None,
        density=ties / (users * (users - 1)) if ties else None,
    )
