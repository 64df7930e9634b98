"""Communities in the graph, their members and invitations."""

from django.db.models import TextChoices
from neomodel import (
    DateTimeProperty,
    IntegerProperty,
    RelationshipFrom,
    StringProperty,
    StructuredRel,
)

from ooumph import clock
from ooumph.graph.nodes import ContentNode


class CommunityPrivacy(TextChoices):
    PUBLIC = "public", "Anyone may join"
    PRIVATE = "private", "By invitation"


class Role(TextChoices):
    ADMIN = "admin", "Admin"
    MEMBER = "member", "Member"


class MembershipStatus(TextChoices):
    """How a member stands to a community; whoever never came near it has none."""

    MEMBER = "member", "Belongs to it"
    INVITED = "invited", "May join it"
    LEFT = "left", "Belongs to it no longer"


class MembershipRel(StructuredRel):
    at = DateTimeProperty(index=True)
    role = StringProperty(choices=dict(Role.choices))


class InvitationRel(StructuredRel):
    at = DateTimeProperty(index=True)
    invited_by = IntegerProperty()


class Community(ContentNode):
    """A group of members; `author_id` is who founded it."""

    author_id = IntegerProperty(required=True, index=True)
    updated_at = DateTimeProperty(default=clock.now, index=True)
    name = StringProperty(required=True, index=True)
    description = StringProperty(default="")
    privacy = StringProperty(
        choices=dict(CommunityPrivacy.choices), default=CommunityPrivacy.PUBLIC.value
    )

    members = RelationshipFrom("account.models.UserNode", "MEMBER_OF", model=MembershipRel)
    invited = RelationshipFrom("account.models.UserNode", "INVITED_TO", model=InvitationRel)

    class Meta:
        app_label = "community"
        verbose_name_plural = "communities"

    def __str__(self) -> str:
        return self.name
