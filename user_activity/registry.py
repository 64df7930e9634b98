"""One table: which model's signals are which events, and what is untracked, and why.

A row names its model by dotted path (this app imports no content app) and the node's
properties that say who and about what. A kind of content is tracked by adding a row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from user_activity.vocabulary import ActivityType, ContentType, ContextType
from user_activity.vocabulary import SocialInteractionType as Social


@dataclass(frozen=True, kw_only=True)
class Tracked:
    """A node class: its life leaves `content_type` rows, and the activities named here.

    `updates`: whether an edit is an event. `comments`: it comments on the content that its
    `parent_*` properties name. `messages`: it is sent to `recipient_ids` in the context whose
    id the property `context_property` holds.
    """

    model: str
    content_type: ContentType
    actor_property: str = "author_id"
    created: ActivityType | None = None
    updated: ActivityType | None = None
    deleted: ActivityType | None = None
    updates: bool = False
    comments: bool = False
    messages: ContextType | None = None
    context_property: str = ""

    @property
    def properties(self) -> tuple[str, ...]:
        """What a node must carry, so that its rows can say it."""
        return (
            *("uid", "created_at", "updated_at", self.actor_property),
            *(PARENT_PROPERTIES if self.comments else ()),
            *((self.context_property, "recipient_ids") if self.messages else ()),
        )


PARENT_PROPERTIES = (
    *("parent_type", "parent_uid", "parent_author_id", "parent_tags", "parent_privacy"),
    "community_uid",
)

TRACKED = (
    Tracked(
        model="post.models.Post",
        content_type=ContentType.POST,
        created=ActivityType.POST_CREATE,
        updated=ActivityType.POST_UPDATE,
        deleted=ActivityType.POST_DELETE,
        updates=True,
    ),
    Tracked(model="post.models.Comment", content_type=ContentType.COMMENT, comments=True),
    Tracked(
        model="story.models.Story",
        content_type=ContentType.STORY,
        created=ActivityType.STORY_CREATE,
        deleted=ActivityType.STORY_DELETE,
    ),
    Tracked(
        model="community.models.Community",
        content_type=ContentType.COMMUNITY,
        created=ActivityType.COMMUNITY_CREATE,
        updated=ActivityType.COMMUNITY_UPDATE,
        updates=True,
    ),
    Tracked(
        model="msg.models.ConversationMessages",
        content_type=ContentType.CONVERSATION_MESSAGE,
        actor_property="sender_id",
        messages=ContextType.CONVERSATION,
        context_property="conversation_uid",
    ),
    Tracked(
        model="msg.models.MatrixMessage",
        content_type=ContentType.MATRIX_MESSAGE,
        actor_property="sender_id",
        messages=ContextType.MATRIX_ROOM,
        context_property="room_key",
    ),
)

CONNECTION_MODEL = "connection.models.Connection"
CONNECTION_PROPERTIES = (
    *("uid", "created_at", "requester_id", "receiver_id"),
    *("status", "status_at", "status_by", "by_block"),
)


@dataclass(frozen=True, kw_only=True)
class StatusChange:
    """What a connection's status says: the word, and which end did it (None: `status_by`)."""

    word: Social
    actor_property: str | None


CONNECTION_STATUSES: Mapping[str, StatusChange] = {
    "pending": StatusChange(word=Social.CONNECTION_REQUEST, actor_property="requester_id"),
    "accepted": StatusChange(word=Social.CONNECTION_ACCEPT, actor_property="receiver_id"),
    "declined": StatusChange(word=Social.CONNECTION_DECLINE, actor_property="receiver_id"),
    "cancelled": StatusChange(word=Social.CONNECTION_CANCEL, actor_property="requester_id"),
    "removed": StatusChange(word=Social.CONNECTION_REMOVE, actor_property=None),
}


@dataclass(frozen=True)
class Untracked:
    """What leaves no event, by name, with the reason."""

    models: Mapping[str, str] = field(default_factory=dict)
    mutations: Mapping[str, str] = field(default_factory=dict)


UNTRACKED = Untracked(
    models={
        "account.models.UserNode": "stands for a member; signing up is the event",
        "msg.models.Conversation": "an empty conversation is no act; its messages are",
    },
    mutations={
        "startConversation": "an empty conversation is no act; its messages are",
    },
)
