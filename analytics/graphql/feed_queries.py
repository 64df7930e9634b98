"""What a feed may ask of a member."""

from typing import Any

import graphene

from account.models import User
from analytics.feed.selectors import feed_signals
from analytics.graphql.feed_types import FeedSignalsType
from ooumph.graphql.inputs import ID
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import query_field


def resolve_signals(actor: User, info: Any, *, user_id: str | None = None) -> dict[str, Any]:
    return FeedSignalsType.of(feed_signals(viewer=actor, user_id=user_id), info)


class FeedQueries(graphene.ObjectType):
    feed_signals = query_field(
        FeedSignalsType,
        permission=SIGNED_IN,
        description="What a feed is told of a member: one's own; anyone's for staff and for "
        "service accounts (the permission to view feed signals).",
        user_id=ID(description="Left out: yourself."),
        resolve=resolve_signals,
    )
