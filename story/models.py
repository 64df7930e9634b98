"""Stories in the graph: they end after their hours."""

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

from ooumph.graph import Ref
from ooumph.graph.nodes import ContentNode
from post.models import Privacy

MAX_TEXT = 2000
MIN_HOURS, DEFAULT_HOURS, MAX_HOURS = 1, 24, 168


class StoryViewRel(StructuredRel):
    """A member's first view of a story."""

    at = DateTimeProperty(index=True)


class StoryReactionRel(StructuredRel):
    """The reaction a member holds; `previous` is what it replaced."""

    at = DateTimeProperty(index=True)
    reaction = StringProperty()
    previous = StringProperty()


class Story(ContentNode):
    """What a member shows their connections until `expires_at`; then nobody sees it."""

    privacy = Privacy.CONNECTIONS.value  # Every story's, so no property of the node.

    author_id = IntegerProperty(required=True, index=True)
    text = StringProperty(default="")
    media = JSONProperty(default=list)
    expires_at = DateTimeProperty(required=True, index=True)
    mentioned_ids = ArrayProperty(IntegerProperty(), default=list)

    author = RelationshipTo("account.models.UserNode", "WRITTEN_BY")
    viewers = RelationshipFrom("account.models.UserNode", "VIEWED", model=StoryViewRel)
    reactors = RelationshipFrom("account.models.UserNode", "REACTED", model=StoryReactionRel)

    class Meta:
        app_label = "story"
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.text[:60] or self.uid


def story_ref(uid: str) -> Ref:
    return Ref("Story", "uid", uid)
