"""Posts and comments in the graph, and what members hold of them."""

from django.db.models import TextChoices
from neomodel import (
    ArrayProperty,
    DateTimeProperty,
    IntegerProperty,
    JSONProperty,
    RelationshipFrom,
    RelationshipTo,
    StringProperty,
    StructuredRel,
)

from ooumph import clock
from ooumph.graph import Ref
from ooumph.graph.nodes import ContentNode


class Privacy(TextChoices):
    """Who may read a post, and so like, comment and share it."""

    PUBLIC = "public", "Everyone"
    CONNECTIONS = "connections", "Connections"
    COMMUNITY = "community", "Members of its community"
    ONLY_ME = "only_me", "Only its author"


class HideReason(TextChoices):
    HIDE = "hide", "Do not show me this"
    NOT_INTERESTED = "not_interested", "I am not interested in such posts"


class ShareTarget(TextChoices):
    """Where a post is shared to."""

    FEED = "feed", "One's own feed"
    MESSAGE = "message", "A conversation"
    COMMUNITY = "community", "A community"
    STORY = "story", "A story"
    EXTERNAL = "external", "Outside of the network"


LIKE = "like"


class LikeRel(StructuredRel):
    """A like, or another reaction; one for a member and post. `previous` is what it replaced."""

    at = DateTimeProperty(index=True)
    reaction = StringProperty(default=LIKE)
    previous = StringProperty()


class SaveRel(StructuredRel):
    at = DateTimeProperty(index=True)


class HideRel(StructuredRel):
    at = DateTimeProperty(index=True)
    reason = StringProperty(choices=dict(HideReason.choices))
    previous = StringProperty()


class ShareRel(StructuredRel):
    """One share; a member may share a post again, which is another."""

    uid = StringProperty()
    at = DateTimeProperty(index=True)
    shared_to = StringProperty(choices=dict(ShareTarget.choices))
    note = StringProperty(default="")


class ReportRel(StructuredRel):
    """A member's complaint about a post, for its moderators."""

    at = DateTimeProperty(index=True)
    reason = StringProperty()
    previous = StringProperty()
    note = StringProperty(default="")


class Post(ContentNode):
    """What a member published; `mentioned_ids` are all whom it ever mentioned."""

    author_id = IntegerProperty(required=True, index=True)
    updated_at = DateTimeProperty(default=clock.now, index=True)
    text = StringProperty(default="")
    media = JSONProperty(default=list)
    tags = ArrayProperty(StringProperty(), default=list)
    privacy = StringProperty(choices=dict(Privacy.choices), default=Privacy.PUBLIC.value)
    community_uid = StringProperty(default="", index=True)
    mentioned_ids = ArrayProperty(IntegerProperty(), default=list)

    author = RelationshipTo("account.models.UserNode", "WRITTEN_BY")
    likers = RelationshipFrom("account.models.UserNode", "LIKES", model=LikeRel)
    savers = RelationshipFrom("account.models.UserNode", "SAVES", model=SaveRel)
    hiders = RelationshipFrom("account.models.UserNode", "HIDES", model=HideRel)
    sharers = RelationshipFrom("account.models.UserNode", "SHARES", model=ShareRel)
    reporters = RelationshipFrom("account.models.UserNode", "REPORTS", model=ReportRel)

    class Meta:
        app_label = "post"

    def __str__(self) -> str:
        return self.text[:60] or self.uid


class Comment(ContentNode):
    """A comment on a post or story; it carries the facts of its parent as they were then.

    `reply_to_uid` is the comment it answers, of the same parent.
    """

    author_id = IntegerProperty(required=True, index=True)
    text = StringProperty(required=True)
    parent_type = StringProperty(choices={"post": "Post", "story": "Story"}, required=True)
    parent_uid = StringProperty(required=True, index=True)
    parent_author_id = IntegerProperty()
    parent_tags = ArrayProperty(StringProperty(), default=list)
    parent_privacy = StringProperty(default="")
    community_uid = StringProperty(default="")
    reply_to_uid = StringProperty(default="", index=True)
    mentioned_ids = ArrayProperty(IntegerProperty(), default=list)

    author = RelationshipTo("account.models.UserNode", "WRITTEN_BY")
    parent = RelationshipTo("post.models.Post", "ON")
    reply_to = RelationshipTo("Comment", "REPLIES_TO")

    class Meta:
        app_label = "post"

    def __str__(self) -> str:
        return self.text[:60]


def post_ref(uid: str) -> Ref:
    return Ref("Post", "uid", uid)


def comment_ref(uid: str) -> Ref:
    return Ref("Comment", "uid", uid)
