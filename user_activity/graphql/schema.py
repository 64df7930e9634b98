"""The contents of this app's part of the schema."""

import graphene

from user_activity.graphql.mutations import (
    TrackActivity,
    TrackContentInteraction,
    TrackEvents,
    TrackProfileVisit,
    TrackSocialInteraction,
)
from user_activity.graphql.queries import UserActivityQueries as UserActivityQueries


class UserActivityMutations(graphene.ObjectType):
    track_activity = TrackActivity.Field()
    track_content_interaction = TrackContentInteraction.Field()
    track_social_interaction = TrackSocialInteraction.Field()
    track_profile_visit = TrackProfileVisit.Field()
    track_events = TrackEvents.Field()
