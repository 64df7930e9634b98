"""What staff may ask about where a number comes from."""

from datetime import datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

import graphene

from account.models import User
from analytics.explaining.answers import explain
from analytics.graphql.explain_types import BucketStatisticEnum, CountedEventConnection
from analytics.graphql.social_types import NetworkKindEnum
from ooumph.graphql.inputs import ID, Choice, Instant, Integer, Nested, Text
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import STAFF
from ooumph.graphql.query import connection_field
from ooumph.graphql.ranges import DateRangeInput
from user_activity.graphql.types import ContentTypeEnum


def resolve_bucket(
    actor: User,
    info: Any,
    *,
    page: Page,
    statistic: str,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
    **given: Any,
) -> Slice:
    after = None
    if page.after is not None:
        at, event_id, user_id, kind = page.after
        after = datetime.fromisoformat(at), UUID(event_id), user_id, kind
    found = explain(
        viewer=actor,
        statistic=statistic,
        given=given,
        asked=range,
        after=after,
        limit=page.first + 1,
    )
    return Slice.from_rows(
        found.page,
        page,
        attrgetter("key"),
        found.count,
        value=found.value,
        range=found.range,
        meta=found.meta,
    )


class ExplainQueries(graphene.ObjectType):
    explain_bucket = connection_field(
        CountedEventConnection,
        permission=STAFF,
        description="Which events a number counts, the earliest first: as many as the number.",
        statistic=Choice(BucketStatisticEnum, required=True),
        range=Nested(DateRangeInput),
        user_id=ID(description="Of a member's numbers, left out: yourself; of content, everybody."),
        target_user_id=ID(),
        content_type=Choice(ContentTypeEnum),
        content_id=ID(),
        word=Text(max_length=32, description="Such as `MESSAGE_SEND`."),
        network=Choice(NetworkKindEnum, description="Of the network's numbers."),
        hour=Integer(minimum=0, maximum=23, description="A local one."),
        device=Text(max_length=96, description="Class/system/browser."),
        began_at=Instant(description="When a session began."),
        session_id=ID(description="Left out: a session without one."),
        resolve=resolve_bucket,
    )
