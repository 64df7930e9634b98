"""Whom a member may know: those whom the member's connections are connected to."""

from dataclasses import dataclass
from enum import StrEnum

from account.models import User
from account.selectors import users_by_id
from analytics.models import Pair
from analytics.social import graph
from analytics.social.apart import kept_apart
from user_activity.vocabulary import SocialInteractionType

SUGGESTIONS = 10
CANDIDATES = 5 * SUGGESTIONS  # Some of them may have closed their accounts.


class SuggestionReason(StrEnum):
    """Why somebody is suggested."""

    MUTUAL_CONNECTIONS = "mutual_connections"

    @property
    def description(self) -> str:
        return "Connected to your connections."


@dataclass(frozen=True, slots=True)
class Suggestion:
    user: User
    reason: str
    mutual_connections: int


def suggested_connections(member_id: int) -> list[Suggestion]:
    """Those with the most mutual connections first; three queries to the graph and two to the
    database. Raises Unavailable while the graph is away.

    Never whom a block or mute keeps apart, nor anybody there ever was a request with (connected,
    waiting, declined, cancelled or removed), nor whose recommendation the member dismissed.
    """
    friends, known = graph.asked(member_id)
    if not friends:
        return []
    apart = kept_apart(member_id, graph_alone=True).ids
    left_out = known | set(apart) | _dismissed(member_id)
    found = graph.second_degree(member_id, friends, left_out, CANDIDATES)
    users = users_by_id([other for other, _ in found])
    return [
        Suggestion(users[other], SuggestionReason.MUTUAL_CONNECTIONS.value, mutual)
        for other, mutual in found
        if other in users
    ][:SUGGESTIONS]


def _dismissed(member_id: int) -> set[int]:
    word = SocialInteractionType.RECOMMENDATION_DISMISS.value
    rows = Pair.objects.filter(user_id=member_id, word=word)
    return set(rows.values_list("target_user_id", flat=True))
