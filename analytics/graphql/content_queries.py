"""What members, authors and staff may ask of how content does."""

from typing import Any

import graphene

from account.models import User
from analytics.content.analytics import ContentAnalytics, content_analytics
from analytics.graphql.content_types import ContentAnalyticsType
from ooumph.graphql.inputs import ID, Choice, Nested
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import query_field
from ooumph.graphql.ranges import DateRangeInput
from user_activity.graphql.types import ContentTypeEnum


def resolve_content(
    actor: User,
    info: Any,
    *,
    content_type: str,
    content_id: str,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> ContentAnalytics:
    return content_analytics(
        viewer=actor, content_type=content_type, content_id=content_id, asked=range
    )


class ContentQueries(graphene.ObjectType):
    content_analytics = query_field(
        ContentAnalyticsType,
        permission=SIGNED_IN,
        description="How a piece of content does: of one's own, of any for staff.",
        content_type=Choice(ContentTypeEnum, required=True),
        content_id=ID(required=True),
        range=Nested(DateRangeInput),
        resolve=resolve_content,
    )
