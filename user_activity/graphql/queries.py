"""The raw timeline."""

from datetime import datetime
from typing import Any
from uuid import UUID

import graphene

from ooumph import clock
from ooumph.errors import Invalid
from ooumph.graphql.inputs import ID, Choice, ListOf, Nested, Text
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import connection_field
from ooumph.graphql.ranges import DateRangeInput
from ooumph.ranges import day_range
from user_activity.events import Kind
from user_activity.graphql.types import ActivityConnection, ActivityKindEnum
from user_activity.selectors import instants_of, member_for, timeline
from user_activity.vocabulary import ActivityType, InteractionType, SocialInteractionType
from user_activity.zones import zone_of

WORDS = {
    word.value for words in (ActivityType, InteractionType, SocialInteractionType) for word in words
}


def resolve_activities(
    actor: Any,
    info: Any,
    *,
    page: Page,
    user_id: str | None = None,
    kinds: list[str] | None = None,
    types: list[str] | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> Slice:
    member = member_for(viewer=actor, user_id=user_id)
    zone = zone_of(member)
    days = day_range(range, today=clock.today(zone))
    begins, ends = instants_of(days.first, days.last, zone)
    after = None
    if page.after is not None:
        after = datetime.fromisoformat(page.after[0]), UUID(page.after[1])
    entries = timeline(
        user_id=member.pk,
        begins=begins,
        ends=ends,
        kinds=[Kind(kind) for kind in kinds] if kinds else tuple(Kind),
        types=[_word(each) for each in types or ()],
        after=after,
        limit=page.first + 1,
        looked_up=actor.is_staff,
    )
    return Slice.from_rows(entries, page, lambda entry: (entry.key[0], str(entry.key[1])))


def _word(said: str) -> str:
    word = said.lower()
    if word not in WORDS:
        raise Invalid(f"{said!r} is no word of an activity or interaction.", field="types")
    return word


class UserActivityQueries(graphene.ObjectType):
    activities = connection_field(
        ActivityConnection,
        permission=SIGNED_IN,
        user_id=ID(),
        kinds=ListOf(Choice(ActivityKindEnum), max_items=3),
        types=ListOf(Text(max_length=32), max_items=50, description="Words of the three enums."),
        range=Nested(DateRangeInput),
        resolve=resolve_activities,
    )
