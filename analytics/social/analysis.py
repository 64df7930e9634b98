"""What a member and others have to do with each other over a range of days."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from account.models import User
from analytics.freshness import AnalyticsMeta, members_meta
from analytics.social.responses import answered_share, median_response
from analytics.social.suggestions import Suggestion, suggested_connections
from analytics.social.ties import Tie, strongest_ties
from analytics.statements import fetch, sql_file
from analytics.subject import Subject, subject_of
from ooumph.errors import Unavailable
from ooumph.ranges import DayRange

MIN_CONTACTS = 5  # Of fewer, a share says nothing.


class SocialRow(NamedTuple):
    """The row of `sql/social.sql`; `answered` and `waiting` in seconds."""

    messages_sent: int
    messages_received: int
    messages_read: int
    requests_sent: int
    requests_received: int
    connections_made: int
    asked: int
    accepted: int
    written_to: int
    mutual: int
    visits_made: int
    visits_received: int
    answered: list[float]
    waiting: list[float]


@dataclass(frozen=True)
class SocialNetworkAnalysis:
    """Ties and suggestions are looked up when asked for."""

    subject: Subject
    meta: AnalyticsMeta
    messages_sent: int
    messages_received: int
    messages_read: int
    requests_sent: int
    requests_received: int
    connections_made: int
    acceptance_rate: float | None
    reciprocity: float | None
    median_response_minutes: float | None
    answered_share: float | None
    profile_visits_made: int
    profile_visits_received: int

    @property
    def range(self) -> DayRange:
        return self.subject.days

    @cached_property
    def strongest_ties(self) -> list[Tie]:
        return strongest_ties(self.subject)

    @property
    def suggested_connections(self) -> list[Suggestion] | None:
        return self._suggested[0]

    @property
    def suggested_connections_reason(self) -> str | None:
        return self._suggested[1]

    @cached_property
    def _suggested(self) -> tuple[list[Suggestion] | None, str | None]:
        """The suggestions, or why there are none to be had."""
        try:
            return suggested_connections(self.subject.member.pk), None
        except Unavailable as error:
            return None, error.message


def social_network(
    *, viewer: User, user_id: str | None = None, asked: Mapping[str, Any] | None = None
) -> SocialNetworkAnalysis:
    """One's own, or for staff anyone's, in two queries, one for whom staff asks about, and those
    of ties and suggestions.

    Raises Forbidden, NotFound, or Invalid for the range.
    """
    subject = subject_of(viewer=viewer, user_id=user_id, asked=asked)
    meta = members_meta(subject.days, subject.zone)
    [row] = fetch(sql_file("social"), _values(subject))
    found = SocialRow(*row)
    median = median_response(found.answered, found.waiting)
    return SocialNetworkAnalysis(
        subject=subject,
        meta=meta,
        messages_sent=found.messages_sent,
        messages_received=found.messages_received,
        messages_read=found.messages_read,
        requests_sent=found.requests_sent,
        requests_received=found.requests_received,
        connections_made=found.connections_made,
        acceptance_rate=found.accepted / found.asked if found.asked else None,
        reciprocity=found.mutual / found.written_to if found.written_to >= MIN_CONTACTS else None,
        median_response_minutes=None if median is None else median / 60,
        answered_share=answered_share(found.answered, len(found.waiting)),
        profile_visits_made=found.visits_made,
        profile_visits_received=found.visits_received,
    )


def _values(subject: Subject) -> dict[str, Any]:
    return {
        **subject.values,
        "first": subject.days.first,
        "last": subject.days.last,
        "until": min(subject.instants[1], subject.now),
    }
