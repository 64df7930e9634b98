"""What staff may ask of how well tracking works."""

from typing import Any

import graphene

from account.models import User
from analytics.graphql.tracking_types import TrackingHealthType
from ooumph.graphql.permissions import STAFF
from ooumph.graphql.query import query_field
from user_activity.health.tracking import TrackingHealth, tracking_health


def resolve_tracking_health(actor: User, info: Any) -> TrackingHealth:
    return tracking_health()


class TrackingQueries(graphene.ObjectType):
    tracking_health = query_field(
        TrackingHealthType,
        permission=STAFF,
        description="How well tracking works now.",
        resolve=resolve_tracking_health,
    )
