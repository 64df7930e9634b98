"""What a member, and staff, may ask of how the member uses the product."""

from typing import Any

import graphene

from account.models import User
from analytics.behaviour.insights import BehavioralInsights, behavioral_insights
from analytics.graphql.behaviour_types import BehavioralInsightsType
from ooumph.graphql.inputs import ID, Nested
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import query_field
from ooumph.graphql.ranges import DateRangeInput


def resolve_insights(
    actor: User,
    info: Any,
    *,
    user_id: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> BehavioralInsights:
    return behavioral_insights(viewer=actor, user_id=user_id, asked=range)


class BehaviourQueries(graphene.ObjectType):
    behavioral_insights = query_field(
        BehavioralInsightsType,
        permission=SIGNED_IN,
        description="How a member uses the product: one's own, anyone's for staff.",
        user_id=ID(description="Left out: yourself."),
        range=Nested(DateRangeInput),
        resolve=resolve_insights,
    )
