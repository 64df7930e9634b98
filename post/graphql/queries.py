"""Reading posts and their comments."""

from typing import Any

import graphene

from account.models import User
from ooumph.graph.nodes import to_instant
from ooumph.graphql.inputs import ID, Text
from ooumph.graphql.paging import Page, Slice
from ooumph.graphql.permissions import SIGNED_IN
from ooumph.graphql.query import connection_field, query_field
from post import selectors
from post.graphql.types import CommentConnection, PostConnection, PostType
from post.models import Comment, Post
from post.words import MAX_TAG_LENGTH, as_tag


def by_age(node: Post | Comment) -> tuple[float, str]:
    """The key of the lists here: newest first."""
    return to_instant(node.created_at), node.uid


def resolve_post(actor: User, info: Any, *, id: str) -> Post:  # noqa: A002  (the contract's name)
    return selectors.post_for(viewer_id=actor.pk, post_id=id, field="id")


def resolve_posts(
    actor: User,
    info: Any,
    *,
    page: Page,
    author_id: str | None = None,
    community_id: str | None = None,
    tag: str | None = None,
) -> Slice:
    found = selectors.posts(
        viewer=actor,
        author_id=author_id,
        community_id=community_id,
        tag=None if tag is None else as_tag(tag),
        after=page.after,
        limit=page.first + 1,
    )
    return Slice.from_rows(found, page, by_age)


def resolve_comments(
    actor: User, info: Any, *, page: Page, post_id: str, parent_id: str | None = None
) -> Slice:
    found = selectors.comments(
        viewer=actor,
        post_id=post_id,
        parent_id=parent_id,
        after=page.after,
        limit=page.first + 1,
    )
    return Slice.from_rows(found, page, by_age)


class PostQueries(graphene.ObjectType):
    post = query_field(PostType, permission=SIGNED_IN, id=ID(required=True), resolve=resolve_post)
    posts = connection_field(
        PostConnection,
        permission=SIGNED_IN,
        author_id=ID(),
        community_id=ID(),
        tag=Text(max_length=MAX_TAG_LENGTH + 1, description="With or without its sign."),
        resolve=resolve_posts,
        description="What you may read and have not hidden, newest first.",
    )
    comments = connection_field(
        CommentConnection,
        permission=SIGNED_IN,
        post_id=ID(required=True),
        parent_id=ID(description="Only the replies to this comment."),
        resolve=resolve_comments,
        description="All comments on a post, replies among them, newest first.",
    )
