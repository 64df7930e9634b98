"""What a feed is told of a member, as the API shows it."""

from typing import Any

import graphene

from account.graphql.types import UserType, load_user
from account.models import User
from account.selectors import users_by_id
from analytics.feed.records import Scored, Signals
from analytics.feed.selectors import FeedSignals
from analytics.graphql.types import AnalyticsMetaType, DateRangeType, list_of
from ooumph.graphql.loading import prefetch
from ooumph.graphql.scalars import DateTime
from user_activity.graphql.types import ContentTypeEnum


class FeedContentEngagementType(graphene.ObjectType):
    """What a member did with others' content of one type."""

    class Meta:
        name = "FeedContentEngagement"

    content_type = graphene.Field(ContentTypeEnum, required=True)
    items = graphene.Int(required=True, description="Distinct pieces of content.")
    views = graphene.Int(required=True)
    impressions = graphene.Int(required=True)
    clicks = graphene.Int(required=True)
    likes = graphene.Int(required=True, description="Given in the range, and held.")
    reactions = graphene.Int(required=True, description="Likewise; not likes.")
    saves = graphene.Int(required=True, description="Likewise.")
    comments = graphene.Int(required=True)
    shares = graphene.Int(required=True)
    hides = graphene.Int(required=True)
    time_spent_ms = graphene.Float(required=True)
    average_time_spent_ms = graphene.Float(description="Of a visit; null without any.")
    average_scroll_depth = graphene.Float(description="Percent; null without any.")


class OfScored:
    """Shows whom a Scored is of."""

    @staticmethod
    def resolve_user(scored: Scored, info: Any) -> User | None:
        return load_user(info, scored.user_id)


class AuthorAffinityType(OfScored, graphene.ObjectType):
    """How much of what a member engages with is by another."""

    class Meta:
        name = "AuthorAffinity"

    user = graphene.Field(UserType, required=True)
    score = graphene.Float(required=True, description="A share: 0 to 1.")


class ContentPreferenceType(graphene.ObjectType):
    """How much of what a member engages with is of a type and has a tag."""

    class Meta:
        name = "ContentPreference"

    content_type = graphene.Field(ContentTypeEnum, required=True)
    tag = graphene.String(description="Null: without a tag.")
    score = graphene.Float(required=True, description="A share: 0 to 1.")


class SocialSignalType(OfScored, graphene.ObjectType):
    """Whom a member turns to."""

    class Meta:
        name = "SocialSignal"

    user = graphene.Field(UserType, required=True)
    tie_strength = graphene.Float(required=True, description="As in `socialNetwork`: 0 to 1.")

    @staticmethod
    def resolve_tie_strength(scored: Scored, _info: Any) -> float:
        return scored.score


class TemporalPatternsType(graphene.ObjectType):
    """When a member does what they do, in their zone; all 0 where they did nothing."""

    class Meta:
        name = "TemporalPatterns"

    hours = graphene.List(
        graphene.NonNull(graphene.Float), required=True, description="24 weights; their sum is 1."
    )
    weekdays = graphene.List(
        graphene.NonNull(graphene.Float),
        required=True,
        description="Seven weights, from Monday; their sum is 1.",
    )


class UnwantedContentType(graphene.ObjectType):
    """A piece of content that the member does not want."""

    class Meta:
        name = "UnwantedContent"

    content_type = graphene.Field(ContentTypeEnum, required=True)
    content_id = graphene.ID(required=True)
    hides = graphene.Int(required=True, description="Hidden, or said to be of no interest.")
    reports = graphene.Int(required=True)
    last_on = graphene.Date(required=True, description="The platform's day.")


class UnwantedAuthorType(OfScored, graphene.ObjectType):
    """A member whose content the member hid or reported."""

    class Meta:
        name = "UnwantedAuthor"

    user = graphene.Field(UserType, required=True)
    score = graphene.Float(required=True, description="How often, decayed.")


class NegativeSignalsType(graphene.ObjectType):
    """What, and whom, a member does not want to see."""

    class Meta:
        name = "NegativeSignals"

    content = list_of(UnwantedContentType, "The latest first.")
    authors = list_of(UnwantedAuthorType, "The most unwanted first.")
    muted = list_of(UserType)
    blocked = list_of(UserType)

    @staticmethod
    def resolve_content(signals: Signals, _info: Any) -> Any:
        return signals.hidden_content

    @staticmethod
    def resolve_authors(signals: Signals, _info: Any) -> Any:
        return signals.hidden_authors

    @staticmethod
    def resolve_muted(signals: Signals, info: Any) -> list[User]:
        return _known(info, signals.muted)

    @staticmethod
    def resolve_blocked(signals: Signals, info: Any) -> list[User]:
        return _known(info, signals.blocked)


def _known(info: Any, ids: list[int]) -> list[User]:
    found = [load_user(info, user_id) for user_id in ids]
    return [user for user in found if user is not None]


class FeedSignalsType(graphene.ObjectType):
    """What a feed is told of a member: from the days of `range`, the older the less."""

    class Meta:
        name = "FeedSignals"

    range = graphene.Field(DateRangeType, required=True)
    meta = graphene.Field(AnalyticsMetaType, required=True)
    computed_at = DateTime(required=True)
    model_version = graphene.String(
        required=True, description="Changes with the formulas and their weights."
    )
    content_engagement = list_of(FeedContentEngagementType, "By content type, undecayed.")
    author_affinities = list_of(AuthorAffinityType, "The closest first, at most 50.")
    content_preferences = list_of(ContentPreferenceType, "The most preferred first, at most 50.")
    social_signals = list_of(SocialSignalType, "The strongest first, at most 50.")
    temporal_patterns = graphene.Field(TemporalPatternsType, required=True)
    negative_signals = graphene.Field(
        NegativeSignalsType, required=True, description="At most 50 of each."
    )

    @classmethod
    def of(cls, found: FeedSignals, info: Any) -> dict[str, Any]:
        """The answer; whoever is named in it will be fetched in one query."""
        signals = found.signals
        lists = (signals.author_affinities, signals.social_signals, signals.hidden_authors)
        named = [scored.user_id for scores in lists for scored in scores]
        prefetch(info, users_by_id, [*named, *signals.muted, *signals.blocked])
        return {
            "range": found.range,
            "meta": found.meta,
            "model_version": found.model_version,
            "computed_at": signals.computed_at,
            "content_engagement": signals.content_engagement,
            "author_affinities": signals.author_affinities,
            "content_preferences": signals.content_preferences,
            "social_signals": signals.social_signals,
            "temporal_patterns": signals.temporal_patterns,
            "negative_signals": signals,
        }
