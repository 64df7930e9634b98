"""What staff may ask of the platform's numbers."""

from typing import Any

import graphene

from account.models import User
from analytics.graphql.platform_types import FunnelType, PlatformOverviewType, RetentionType
from analytics.graphql.types import GranularityEnum
from analytics.platform import funnel, overview, retention
from analytics.trends import Granularity
from ooumph.graphql.inputs import Choice, InputObject, Integer, ListOf, Nested, Text
from ooumph.graphql.permissions import STAFF
from ooumph.graphql.query import query_field
from ooumph.graphql.ranges import DateRangeInput
from user_activity.graphql.types import ActivityKindEnum, ContentTypeEnum


class FunnelStepInput(InputObject):
    """Something that members do: a word of the enums of activities and interactions."""

    type = Text(required=True, max_length=32, description="Such as `SIGNUP` or `VIEW`.")
    kind = Choice(ActivityKindEnum, description="Of which enum; left out: the first that has it.")
    content_type = Choice(ContentTypeEnum, description="Only to content of this type.")


def resolve_overview(
    actor: User,
    info: Any,
    *,
    granularity: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> overview.PlatformOverview:
    return overview.platform_overview(
        granularity=Granularity(granularity or Granularity.DAILY), asked=range
    )


def resolve_retention(
    actor: User,
    info: Any,
    *,
    granularity: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> retention.Retention:
    return retention.retention(
        granularity=Granularity(granularity or Granularity.WEEKLY), asked=range
    )


def resolve_funnel(
    actor: User,
    info: Any,
    *,
    steps: list[dict[str, Any]],
    window: dict[str, Any] | None = None,
    within_hours: int | None = None,
) -> funnel.Funnel:
    return funnel.funnel(steps=steps, asked=window, within_hours=within_hours)


class PlatformQueries(graphene.ObjectType):
    platform_overview = query_field(
        PlatformOverviewType,
        permission=STAFF,
        description="How the platform does over a range of days.",
        granularity=Choice(GranularityEnum, description="Left out: DAILY."),
        range=Nested(DateRangeInput),
        resolve=resolve_overview,
    )
    retention = query_field(
        RetentionType,
        permission=STAFF,
        description="Who came back, by the week or month in which they first came.",
        granularity=Choice(GranularityEnum, description="WEEKLY or MONTHLY; left out: WEEKLY."),
        range=Nested(DateRangeInput, description="Its weeks or months are taken whole."),
        resolve=resolve_retention,
    )
    funnel = query_field(
        FunnelType,
        permission=STAFF,
        description="How many members did one thing after the other.",
        steps=ListOf(
            Nested(FunnelStepInput), min_items=1, max_items=funnel.MAX_STEPS, required=True
        ),
        window=Nested(
            DateRangeInput, description=f"At most {funnel.MAX_DAYS} days, all steps in it."
        ),
        within_hours=Integer(
            minimum=1, maximum=24 * funnel.MAX_DAYS, description="From the first step to the last."
        ),
        resolve=resolve_funnel,
    )
