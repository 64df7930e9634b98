"""The contents of this app's part of the schema."""

import graphene

from story.graphql.mutations import (
    CommentOnStory,
    CreateStory,
    DeleteStory,
    ReactToStory,
    ViewStory,
)
from story.graphql.queries import StoryQueries as StoryQueries


class StoryMutations(graphene.ObjectType):
    create_story = CreateStory.Field()
    delete_story = DeleteStory.Field()
    view_story = ViewStory.Field()
    react_to_story = ReactToStory.Field()
    comment_on_story = CommentOnStory.Field()
