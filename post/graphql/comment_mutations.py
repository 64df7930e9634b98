"""Commenting on posts."""

from typing import Any, Self

import graphene

from account.models import User
from ooumph.graphql.inputs import ID, Text
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import SIGNED_IN
from post import services
from post.graphql.types import CommentType
from post.words import MAX_TEXT


class CommentOnPost(Mutation):
    """Comment on a post, or reply to one of its comments."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)
        text = Text(max_length=MAX_TEXT, required=True)
        parent_id = ID(description="The comment to reply to, of the same post.")

    comment = graphene.Field(CommentType)

    @classmethod
    def perform(
        cls, actor: User, info: Any, *, post_id: str, text: str, parent_id: str | None = None
    ) -> Self:
        comment = services.comment_on_post(
            actor=actor, post_id=post_id, text=text, parent_id=parent_id
        )
        return cls(comment=comment)


class DeleteComment(Mutation):
    """Delete a comment and the replies to it; returns it as it was."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        comment_id = ID(required=True)

    comment = graphene.Field(CommentType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, comment_id: str) -> Self:
        return cls(comment=services.delete_comment(actor=actor, comment_id=comment_id))
