"""Showing stories, and what members do with them."""

from typing import Any, Self

import graphene

from account.models import User
from ooumph.graphql.inputs import ID, Integer, Text
from ooumph.graphql.media import media_list
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import SIGNED_IN
from post import words
from post.graphql.types import CommentType
from story import services
from story.graphql.types import StoryType
from story.models import DEFAULT_HOURS, MAX_HOURS, MAX_TEXT, MIN_HOURS


class CreateStory(Mutation):
    """Show a story to one's connections; it needs text or media."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        text = Text(max_length=MAX_TEXT, blank=True)
        media = media_list()
        ttl_hours = Integer(
            minimum=MIN_HOURS,
            maximum=MAX_HOURS,
            description=f"After how many hours it ends; {DEFAULT_HOURS} when left out.",
        )

    story = graphene.Field(StoryType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        given = {name: value for name, value in values.items() if value is not None}
        return cls(story=services.create_story(actor=actor, **given))


class DeleteStory(Mutation):
    """Delete one's story with its comments; returns it as it was."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        story_id = ID(required=True)

    story = graphene.Field(StoryType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, story_id: str) -> Self:
        return cls(story=services.delete_story(actor=actor, story_id=story_id))


class ViewStory(Mutation):
    """Report that one looks at a story; every time counts."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        story_id = ID(required=True)

    story = graphene.Field(StoryType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, story_id: str) -> Self:
        return cls(story=services.view_story(actor=actor, story_id=story_id))


class ReactToStory(Mutation):
    """React to a story; another reaction takes the place of the first."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        story_id = ID(required=True)
        reaction = Text(
            max_length=words.MAX_WORD_LENGTH, required=True, description="A word, such as `wow`."
        )

    story = graphene.Field(StoryType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, story_id: str, reaction: str) -> Self:
        story = services.react_to_story(actor=actor, story_id=story_id, reaction=reaction)
        return cls(story=story)


class CommentOnStory(Mutation):
    """Comment on a story."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        story_id = ID(required=True)
        text = Text(max_length=words.MAX_TEXT, required=True)

    comment = graphene.Field(CommentType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, story_id: str, text: str) -> Self:
        comment = services.comment_on_story(actor=actor, story_id=story_id, text=text)
        return cls(comment=comment)
