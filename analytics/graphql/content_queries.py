"""What members, authors and staff may ask of how content does."""

from functools import partial
from typing import Any

import graphene

from account.models import User
from analytics.content.analytics import ContentAnalytics, content_analytics
from analytics.content.author import AuthorAnalytics, author_analytics
from analytics.content.popular import PopularOrder, key_of, place_of, popular_content
from analytics.graphql.content_types import (
    AuthorAnalyticsType,
    ContentAnalyticsType,
    PopularContentConnection,
    PopularOrderEnum,
)
from ooumph.graphql.inputs import ID, Choice, Nested
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import connection_field, query_field
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


def resolve_popular(
    actor: User,
    info: Any,
    *,
    page: Page,
    content_type: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
    order_by: str | None = None,
) -> Slice:
    order = PopularOrder(order_by or PopularOrder.ENGAGEMENT)
    found = popular_content(
        viewer=actor,
        order=order,
        content_type=content_type,
        asked=range,
        after=place_of(page.after, order) if page.after else None,
        limit=page.first + 1,
    )
    return Slice.from_rows(
        found.items, page, partial(key_of, order=order), range=found.range, meta=found.meta
    )


def resolve_author(
    actor: User,
    info: Any,
    *,
    author_id: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> AuthorAnalytics:
    return author_analytics(viewer=actor, author_id=author_id, asked=range)


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
    popular_content = connection_field(
        PopularContentConnection,
        permission=SIGNED_IN,
        description="What is popular of what you may see, the most popular first.",
        content_type=Choice(ContentTypeEnum, description="Left out: of every type."),
        range=Nested(DateRangeInput),
        order_by=Choice(PopularOrderEnum, description="Left out: ENGAGEMENT."),
        resolve=resolve_popular,
    )
    author_analytics = query_field(
        AuthorAnalyticsType,
        permission=SIGNED_IN,
        description="How all of an author's content does: one's own, anyone's for staff.",
        author_id=ID(description="Left out: yourself."),
        range=Nested(DateRangeInput),
        resolve=resolve_author,
    )
