"""The one word list: what can be recorded, and what each word means to the rest.

Model choices, GraphQL enums, consent, scoring and admin filters are derived from it. A word
is its name in the database (lower snake case) with:

- `label`: for people;
- `purpose`: why it is kept; a member who refused tracking leaves SECURITY and PRODUCT alone;
- `weight` and `daily_cap`: the engagement score adds weight x min(acts of the day, cap). Where
  one act leaves several rows, one of the words carries the weight and the others none;
- `makes_active`: whether doing it makes a member active on that day;
- `client_may_report`: false where the server alone says so.
"""

from enum import Enum, StrEnum
from typing import Self


class Purpose(Enum):
    SECURITY = "security"
    PRODUCT = "product"
    ANALYTICS = "analytics"
    PERSONALISATION = "personalisation"


SECURITY, PRODUCT = Purpose.SECURITY, Purpose.PRODUCT
ANALYTICS, PERSONALISATION = Purpose.ANALYTICS, Purpose.PERSONALISATION


class Word(StrEnum):
    """Base of the word lists; a member equals its database value."""

    label: str
    purpose: Purpose
    weight: float
    daily_cap: int
    makes_active: bool
    client_may_report: bool

    def __new__(
        cls,
        value: str,
        label: str = "",
        purpose: Purpose = ANALYTICS,
        weight: float = 0,
        daily_cap: int = 0,
        *flags: str,
    ) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.purpose = purpose
        member.weight = weight
        member.daily_cap = daily_cap
        member.makes_active = "passive" not in flags
        member.client_may_report = "client" in flags
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(database value, label) pairs for a Django field."""
        return [(word.value, word.label) for word in cls]


class ActivityType(Word):
    LOGIN = "login", "Signed in", SECURITY, 1, 3
    LOGIN_FAILED = "login_failed", "Failed to sign in", SECURITY, 0, 0, "passive"
    LOGOUT = "logout", "Signed out", SECURITY
    SIGNUP = "signup", "Signed up", SECURITY, 5, 1
    PROFILE_UPDATE = "profile_update", "Updated the profile", ANALYTICS, 2, 3
    PASSWORD_CHANGE = "password_change", "Changed the password", SECURITY
    EMAIL_CHANGE = "email_change", "Changed the e-mail address", SECURITY
    SETTINGS_UPDATE = "settings_update", "Updated the settings"
    PRIVACY_UPDATE = "privacy_update", "Updated the privacy settings", SECURITY
    ACCOUNT_DEACTIVATION = "account_deactivation", "Deactivated the account"
    ACCOUNT_REACTIVATION = "account_reactivation", "Reactivated the account"
    NOTIFICATION_UPDATE = "notification_update", "Updated the notifications"
    POST_CREATE = "post_create", "Created a post", ANALYTICS, 5, 10
    POST_UPDATE = "post_update", "Edited a post", ANALYTICS, 1, 5
    POST_DELETE = "post_delete", "Deleted a post"
    STORY_CREATE = "story_create", "Created a story", ANALYTICS, 4, 10
    STORY_DELETE = "story_delete", "Deleted a story"
    COMMUNITY_CREATE = "community_create", "Created a community", ANALYTICS, 8, 2
    COMMUNITY_UPDATE = "community_update", "Updated a community", ANALYTICS, 1, 3
    PROFILE_VIEW = "profile_view", "Viewed a profile", PERSONALISATION, 0.5, 20
    PAGE_VIEW = "page_view", "Viewed a page", ANALYTICS, 0.1, 50, "client"
    SESSION_DATA = "session_data", "Session data", ANALYTICS, 0, 0, "passive", "client"
    SCROLL = "scroll", "Scrolled", ANALYTICS, 0.05, 50, "client"
    SEARCH = "search", "Searched", PERSONALISATION, 0.5, 20, "client"
    NAVIGATION = "navigation", "Navigated", ANALYTICS, 0.05, 50, "client"
    ERROR = "error", "Met an error", ANALYTICS, 0, 0, "passive", "client"
    FEATURE_USAGE = "feature_usage", "Used a feature", ANALYTICS, 0, 0, "passive", "client"


class ContentType(Word):
    POST = "post", "Post"
    COMMENT = "comment", "Comment"
    STORY = "story", "Story"
    COMMUNITY = "community", "Community"
    CONNECTION = "connection", "Connection"
    CONVERSATION_MESSAGE = "conversation_message", "Message"
    MATRIX_MESSAGE = "matrix_message", "Matrix message"
    MEDIA = "media", "Media"
    PROFILE = "profile", "Profile"


class InteractionType(Word):
    CREATE = "create", "Created"
    UPDATE = "update", "Updated"
    DELETE = "delete", "Deleted"
    VIEW = "view", "Viewed", ANALYTICS, 0.5, 100, "client"
    IMPRESSION = "impression", "Was shown", PERSONALISATION, 0, 0, "passive", "client"
    CLICK = "click", "Clicked", PERSONALISATION, 0.5, 50, "client"
    LIKE = "like", "Liked", PRODUCT, 2, 30
    UNLIKE = "unlike", "Took a like back", PRODUCT
    REACT = "react", "Reacted", PRODUCT, 2, 30
    UNREACT = "unreact", "Took a reaction back", PRODUCT
    COMMENT = "comment", "Commented", PRODUCT, 4, 20
    SHARE = "share", "Shared", PRODUCT, 5, 10
    SAVE = "save", "Saved", PRODUCT, 3, 20
    UNSAVE = "unsave", "Took a save back", PRODUCT
    FOLLOW = "follow", "Followed", ANALYTICS, 3, 20
    UNFOLLOW = "unfollow", "Unfollowed"
    PIN = "pin", "Pinned", ANALYTICS, 1, 5, "client"
    UNPIN = "unpin", "Unpinned", ANALYTICS, 0, 0, "client"
    RATE = "rate", "Rated", PERSONALISATION, 2, 10, "client"
    REPORT = "report", "Reported", ANALYTICS, 1, 3
    HIDE = "hide", "Hid", PERSONALISATION
    NOT_INTERESTED = "not_interested", "Was not interested", PERSONALISATION
    TIME_SPENT = "time_spent", "Spent time", PERSONALISATION, 0, 0, "passive", "client"
    SCROLL_DEPTH = "scroll_depth", "Scrolled to a depth", PERSONALISATION, 0, 0, "passive", "client"
    PLAY = "play", "Played", ANALYTICS, 0.5, 50, "client"
    PAUSE = "pause", "Paused", ANALYTICS, 0, 0, "client"
    COMPLETE = "complete", "Played to the end", PERSONALISATION, 1, 20, "client"
    DOWNLOAD = "download", "Downloaded", ANALYTICS, 2, 10, "client"


class SocialInteractionType(Word):
    CONNECTION_REQUEST = "connection_request", "Asked to connect", ANALYTICS, 3, 10
    CONNECTION_ACCEPT = "connection_accept", "Accepted a connection", ANALYTICS, 3, 10
    CONNECTION_DECLINE = "connection_decline", "Declined a connection"
    CONNECTION_CANCEL = "connection_cancel", "Cancelled a request"
    CONNECTION_REMOVE = "connection_remove", "Removed a connection"
    MESSAGE_SEND = "message_send", "Sent a message", ANALYTICS, 2, 50
    MESSAGE_READ = "message_read", "Read a message", ANALYTICS, 0.2, 50
    GROUP_JOIN = "group_join", "Joined a community", ANALYTICS, 3, 5
    GROUP_LEAVE = "group_leave", "Left a community"
    GROUP_INVITE = "group_invite", "Invited to a community", ANALYTICS, 1, 10
    MENTION = "mention", "Mentioned", ANALYTICS, 1, 10
    TAG = "tag", "Tagged", ANALYTICS, 1, 10
    PROFILE_VISIT = "profile_visit", "Visited a profile", PERSONALISATION, 0, 0, "client"
    RECOMMENDATION_VIEW = (
        "recommendation_view", "Saw a recommendation", PERSONALISATION, 0, 0, "client",
    )  # fmt: skip
    RECOMMENDATION_DISMISS = (
        "recommendation_dismiss", "Dismissed a recommendation", PERSONALISATION, 0, 0, "client",
    )  # fmt: skip
    BLOCK = "block", "Blocked"
    UNBLOCK = "unblock", "Unblocked"
    MUTE = "mute", "Muted"
    UNMUTE = "unmute", "Unmuted"


class ContextType(Word):
    """What a social interaction happened in."""

    CONNECTION = "connection", "Connection"
    CONVERSATION = "conversation", "Conversation"
    MATRIX_ROOM = "matrix_room", "Matrix room"
    POST = "post", "Post"
    COMMENT = "comment", "Comment"
    STORY = "story", "Story"
    COMMUNITY = "community", "Community"
    PROFILE = "profile", "Profile"
    RECOMMENDATION = "recommendation", "Recommendation"


class Source(Word):
    """The door an event came by."""

    API = "api", "API"
    SIGNAL = "signal", "Model signal"
    CLIENT = "client", "Client"
    IMPORT = "import", "Import"
    BACKFILL = "backfill", "Backfill"
    ADMIN = "admin", "Admin"


# A view is the product's own only where the product counts it; a comment's life is the post's.
PRODUCT_CONTENT = {
    (ContentType.POST, InteractionType.VIEW),
    (ContentType.COMMENT, InteractionType.CREATE),
    (ContentType.COMMENT, InteractionType.DELETE),
}


def kept_without_consent(word: Word, *, content_type: ContentType | None, source: Source) -> bool:
    """Whether the product itself needs this event, whatever the member has refused."""
    if source is Source.CLIENT:
        return False
    return word.purpose in (SECURITY, PRODUCT) or (content_type, word) in PRODUCT_CONTENT
