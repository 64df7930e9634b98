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

from ooumph.graph.nodes import ContentNode


class Privacy(TextChoices):
    """Who may read a post, and so like, comment and share it."""

    PUBLIC = "public", "Everyone"
    CONNECTIONS = "connections", "Connections"
    COMMUNITY = "community", "Members of its community"
    ONLY_ME = "only_me", "Only its author"


class LikeRel(StructuredRel):
    """A like, or another reaction; one for a member and post."""

    at = DateTimeProperty()
    reaction = StringProperty(default="like")


class SaveRel(StructuredRel):
    at = DateTimeProperty()


class HideRel(StructuredRel):
    at = DateTimeProperty()
    reason = StringProperty()


class Post(ContentNode):
    """What a member published."""

    author_id = IntegerProperty(required=True, index=True)
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

    class Meta:
        app_label = "post"

    def __str__(self) -> str:
        return self.text[:60] or self.uid


class Comment(ContentNode):
    """A comment on a post or story; it carries the facts of its parent as they were then."""

    author_id = IntegerProperty(required=True, index=True)
    text = StringProperty(required=True)
    parent_type = StringProperty(choices={"post": "Post", "story": "Story"}, required=True)
    parent_uid = StringProperty(required=True, index=True)
    parent_author_id = IntegerProperty()
    parent_tags = ArrayProperty(StringProperty(), default=list)
    parent_privacy = StringProperty(default="")
    community_uid = StringProperty(default="")
    reply_to_uid = StringProperty(default="")
    mentioned_ids = ArrayProperty(IntegerProperty(), default=list)

    author = RelationshipTo("account.models.UserNode", "WRITTEN_BY")
    parent = RelationshipTo("post.models.Post", "ON")

    class Meta:
        app_label = "post"

    def __str__(self) -> str:
        return self.text[:60]
