"""Stories, as the API shows them."""

from collections.abc import Iterable
from typing import Any

import graphene

from account.graphql.types import UserType, load_user
from account.models import User
from account.selectors import users_by_id
from ooumph.graphql.loading import load, prefetch
from ooumph.graphql.media import MediaType
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import DateTime
from post.graphql.types import ReactionCountType
from story.counters import StoryCounts, counts_by_story
from story.models import Story


def counted(name: str) -> Any:
    """A resolver of one counter of a story, all of them fetched together for a list."""

    def resolve(story: Story, info: Any) -> Any:
        counts = load(info, counts_by_story, story.uid, info.context.user.pk)
        return getattr(counts or StoryCounts(), name)

    return resolve


class StoryType(graphene.ObjectType):
    """What a member shows their connections for some hours."""

    class Meta:
        name = "Story"

    id = graphene.ID(required=True)
    text = graphene.String(required=True)
    media = graphene.List(graphene.NonNull(MediaType), required=True)
    author = graphene.Field(UserType, description="Null for an account that is closed.")
    created_at = DateTime(required=True)
    expires_at = DateTime(required=True)
    view_count = graphene.Int(description="Members who viewed it; your own stories only.")
    reaction_counts = graphene.List(
        graphene.NonNull(ReactionCountType),
        required=True,
        description="The twenty commonest, those first.",
    )
    comment_count = graphene.Int(required=True)
    viewer_reaction = graphene.String(description="Yours.")
    viewer_has_viewed = graphene.Boolean(required=True)

    resolve_reaction_counts = counted("reactions")
    resolve_comment_count = counted("comments")
    resolve_viewer_reaction = counted("viewer_reaction")
    resolve_viewer_has_viewed = counted("viewer_has_viewed")

    @classmethod
    def announce(cls, info: Any, stories: Iterable[Story]) -> None:
        stories = list(stories)
        prefetch(info, users_by_id, [story.author_id for story in stories])
        prefetch(info, counts_by_story, [story.uid for story in stories], info.context.user.pk)

    @staticmethod
    def resolve_id(story: Story, _info: Any) -> str:
        return str(story.uid)

    @staticmethod
    def resolve_author(story: Story, info: Any) -> User | None:
        return load_user(info, story.author_id)

    @staticmethod
    def resolve_view_count(story: Story, info: Any) -> int | None:
        own = story.author_id == info.context.user.pk
        return counted("views")(story, info) if own else None


StoryConnection = connection_of(StoryType)
