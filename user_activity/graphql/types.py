"""The words as enums, the timeline's entries, and what a batch of reports came to."""

from typing import Any

import graphene

from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.errors import MutationError
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import JSON, DateTime
from user_activity import vocabulary
from user_activity.events import Kind
from user_activity.selectors import Entry

ActivityTypeEnum = graphql_enum("ActivityTypeEnum", vocabulary.ActivityType)
ContentTypeEnum = graphql_enum("ContentTypeEnum", vocabulary.ContentType)
InteractionTypeEnum = graphql_enum("InteractionTypeEnum", vocabulary.InteractionType)
SocialInteractionTypeEnum = graphql_enum(
    "SocialInteractionTypeEnum", vocabulary.SocialInteractionType
)
ContextTypeEnum = graphql_enum("ContextTypeEnum", vocabulary.ContextType)
EventSourceEnum = graphql_enum("EventSource", vocabulary.Source)
ActivityKindEnum = graphql_enum("ActivityKind", Kind)


class TrackEvent(graphene.Scalar):
    """One event of `trackEvents`: `{kind: ACTIVITY | CONTENT | SOCIAL | PROFILE_VISIT, …}` with
    the field names of the single mutation. Sent as a variable; each is validated on its own."""

    @staticmethod
    def parse_value(value: Any) -> Any:
        return value

    serialize = parse_value


class TrackRejection(graphene.ObjectType):
    """Why one event of a batch was refused."""

    index = graphene.Int(required=True, description="Its place in `events`, from 0.")
    error = graphene.Field(MutationError, required=True)


class ActivityEntryType(graphene.ObjectType):
    """One recorded row of a member's timeline; what its kind does not have is null."""

    class Meta:
        name = "ActivityEntry"

    id = graphene.ID(required=True, description="The event's id.")
    act_id = graphene.ID(required=True, description="Shared by the rows of one act.")
    kind = graphene.Field(ActivityKindEnum, required=True)
    user_id = graphene.ID(required=True)
    type = graphene.String(required=True, description="A word of the kind's enum.")
    occurred_at = DateTime(required=True)
    received_at = DateTime(required=True)
    source = graphene.Field(EventSourceEnum, required=True)
    device = graphene.String(description="Class/system/browser families.")
    session_id = graphene.ID()
    metadata = JSON(required=True)
    description = graphene.String()
    success = graphene.Boolean()
    content_type = graphene.Field(ContentTypeEnum)
    content_id = graphene.ID()
    author_id = graphene.ID()
    duration_ms = graphene.Int()
    scroll_depth = graphene.Float()
    surface = graphene.String()
    position = graphene.Int()
    target_user_id = graphene.ID()
    context_type = graphene.Field(ContextTypeEnum)
    context_id = graphene.ID()

    @staticmethod
    def resolve_id(entry: Entry, _info: Any) -> str:
        return str(entry.event_id)

    @staticmethod
    def resolve_kind(entry: Entry, _info: Any) -> str:
        return entry.kind.value

    @staticmethod
    def resolve_type(entry: Entry, _info: Any) -> str:
        return entry.type.upper()


ActivityConnection = connection_of(ActivityEntryType)
