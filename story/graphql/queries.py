"""Reading stories and their comments."""

from typing import Any

import graphene

from account.models import User
from ooumph.graphql.inputs import ID
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import connection_field, query_field
from post.graphql.queries import by_age
from post.graphql.types import CommentConnection
from story import selectors
from story.graphql.types import StoryConnection, StoryType
from story.models import Story


def resolve_story(actor: User, info: Any, *, id: str) -> Story:  # noqa: A002  (the contract's name)
    return selectors.story_for(viewer_id=actor.pk, story_id=id, field="id")


def resolve_stories(actor: User, info: Any, *, page: Page, author_id: str | None = None) -> Slice:
    found = selectors.stories(
        viewer=actor, author_id=author_id, after=page.after, limit=page.first + 1
    )
    return Slice.from_rows(found, page, by_age)


def resolve_story_comments(actor: User, info: Any, *, page: Page, story_id: str) -> Slice:
    found = selectors.comments(
        viewer=actor, story_id=story_id, after=page.after, limit=page.first + 1
    )
    return Slice.from_rows(found, page, by_age)


class StoryQueries(graphene.ObjectType):
    story = query_field(
        StoryType,
        permission=SIGNED_IN,
        id=ID(required=True),
        resolve=resolve_story,
        description="A live one of yours or of a connection's.",
    )
    stories = connection_field(
        StoryConnection,
        permission=SIGNED_IN,
        author_id=ID(description="Only this member's."),
        resolve=resolve_stories,
        description="The live ones, yours and your connections', newest first.",
    )
    story_comments = connection_field(
        CommentConnection,
        permission=SIGNED_IN,
        story_id=ID(required=True),
        resolve=resolve_story_comments,
        description="The comments on a story, newest first.",
    )
