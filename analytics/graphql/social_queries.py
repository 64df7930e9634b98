"""What members and staff may ask of what members have to do with each other."""

from datetime import datetime
from operator import attrgetter
from typing import Any

import graphene

from account.models import User
from analytics.graphql.social_types import (
    NetworkKindEnum,
    NetworkOverviewType,
    ProfileVisitorConnection,
    SocialNetworkAnalysisType,
)
from analytics.social.analysis import SocialNetworkAnalysis, social_network
from analytics.social.network import NetworkKind, NetworkOverview, network_overview
from analytics.social.visitors import profile_visitors
from ooumph.graphql.inputs import ID, Choice, Nested
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN, STAFF
from ooumph.graphql.query import connection_field, query_field
from ooumph.graphql.ranges import DateRangeInput


def resolve_overview(
    actor: User,
    info: Any,
    *,
    kind: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> NetworkOverview:
    return network_overview(kind=NetworkKind(kind or NetworkKind.MESSAGES), asked=range)


def resolve_network(
    actor: User,
    info: Any,
    *,
    user_id: str | None = None,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> SocialNetworkAnalysis:
    return social_network(viewer=actor, user_id=user_id, asked=range)


def resolve_visitors(
    actor: User,
    info: Any,
    *,
    page: Page,
    range: dict[str, Any] | None = None,  # noqa: A002  (the contract's name)
) -> Slice:
    after = None
    if page.after is not None:
        newest, at, user_id = page.after
        after = datetime.fromisoformat(newest), datetime.fromisoformat(at), user_id
    found = profile_visitors(viewer=actor, asked=range, after=after, limit=page.first + 1)
    return Slice.from_rows(
        found.page,
        page,
        attrgetter("key"),
        found.total,
        range=found.range,
        meta=found.meta,
        hidden_count=found.hidden,
    )


class SocialQueries(graphene.ObjectType):
    social_network = query_field(
        SocialNetworkAnalysisType,
        permission=SIGNED_IN,
        description="What a member and others do to each other: one's own, anyone's for staff.",
        user_id=ID(description="Left out: yourself."),
        range=Nested(DateRangeInput),
        resolve=resolve_network,
    )
    network_overview = query_field(
        NetworkOverviewType,
        permission=STAFF,
        description="The network of all members over one kind of tie, in the platform's days.",
        kind=Choice(NetworkKindEnum, description="Left out: MESSAGES."),
        range=Nested(DateRangeInput),
        resolve=resolve_overview,
    )
    profile_visitors = connection_field(
        ProfileVisitorConnection,
        permission=SIGNED_IN,
        description="Who visited one's own profile, the latest visitor first.",
        range=Nested(DateRangeInput),
        resolve=resolve_visitors,
    )
