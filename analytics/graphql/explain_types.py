"""The events behind a number, as the API shows them."""

from typing import Any

import graphene

from analytics.explaining.answers import CountedEvent
from analytics.explaining.explainable import EXPLAINABLE
from analytics.graphql.types import AnalyticsMetaType, DateRangeType
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import DateTime
from user_activity.graphql.types import ActivityKindEnum, ContentTypeEnum

BucketStatisticEnum = graphql_enum(
    "BucketStatistic",
    {name: statistic.description for name, statistic in EXPLAINABLE.items()},
    "A number that is kept.",
)


class CountedEventType(graphene.ObjectType):
    """An event that a number counts."""

    class Meta:
        name = "CountedEvent"

    event_id = graphene.ID(required=True)
    act_id = graphene.ID(required=True, description="Shared by the rows of one act.")
    kind = graphene.Field(ActivityKindEnum, required=True)
    word = graphene.String(required=True, description="A word of the kind's enum.")
    user_id = graphene.ID(required=True, description="Who did it; 0 when unknown.")
    occurred_at = DateTime(required=True)
    received_at = DateTime(required=True)
    content_type = graphene.Field(ContentTypeEnum)
    content_id = graphene.ID()
    target_user_id = graphene.ID()

    @staticmethod
    def resolve_word(event: CountedEvent, _info: Any) -> str:
        return event.word.upper()


CountedEventConnection = connection_of(
    CountedEventType,
    extra_fields={
        "value": graphene.BigInt(
            required=True, description="The number as it is kept; `totalCount` counts the events."
        ),
        "range": graphene.Field(DateRangeType, required=True),
        "meta": graphene.Field(AnalyticsMetaType, required=True),
    },
)
