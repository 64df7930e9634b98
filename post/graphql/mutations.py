"""Publishing posts, and what members do with them."""

from typing import Any, Self

import graphene

from account.models import User
from ooumph.graphql.inputs import ID, Choice, Line, ListOf, Text
from ooumph.graphql.media import media_list
from ooumph.graphql.mutation import Mutation
from ooumph.graphql.permissions import SIGNED_IN
from post import services
from post.graphql.types import HideReasonEnum, PostType, PrivacyEnum, ShareTargetEnum
from post.words import MAX_NOTE_LENGTH, MAX_TAG_LENGTH, MAX_TAGS, MAX_TEXT, MAX_WORD_LENGTH


def given(values: dict[str, Any]) -> dict[str, Any]:
    """What the client said: null is as left out."""
    return {name: value for name, value in values.items() if value is not None}


def tag_list() -> ListOf:
    return ListOf(Line(max_length=MAX_TAG_LENGTH + 1), max_items=MAX_TAGS)


class CreatePost(Mutation):
    """Publish a post; it needs text or media."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        text = Text(max_length=MAX_TEXT, blank=True)
        media = media_list()
        tags = tag_list()
        privacy = Choice(PrivacyEnum, description="PUBLIC when left out.")
        community_id = ID(description="One that you belong to.")

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        return cls(post=services.create_post(actor=actor, **given(values)))


class UpdatePost(Mutation):
    """Edit one's post; what is left out stays."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)
        text = Text(max_length=MAX_TEXT, blank=True)
        media = media_list()
        tags = tag_list()
        privacy = Choice(PrivacyEnum)
        community_id = ID(blank=True, description="Empty takes it out of its community.")

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        return cls(post=services.update_post(actor=actor, **given(values)))


class DeletePost(Mutation):
    """Delete a post with its comments, as its author or an admin; returns it as it was."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, post_id: str) -> Self:
        return cls(post=services.delete_post(actor=actor, post_id=post_id))


class ViewPost(Mutation):
    """Report that one looks at a post; of one visit only the first counts."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)
        source = Text(max_length=32, description="Where it was shown, such as `feed`.")
        visit_id = ID(description="The client's name of this visit.")

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        return cls(post=services.view_post(actor=actor, **given(values)))


class LikePost(Mutation):
    """Like a post, or react otherwise; liking what one likes changes nothing."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)
        reaction = Text(max_length=MAX_WORD_LENGTH, description="A word; `like` when left out.")

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        return cls(post=services.like_post(actor=actor, **given(values)))


class UnlikePost(Mutation):
    """Take a like or another reaction back."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, post_id: str) -> Self:
        return cls(post=services.unlike_post(actor=actor, post_id=post_id))


class SharePost(Mutation):
    """Pass a post on; every share counts."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)
        target = Choice(ShareTargetEnum, description="FEED when left out.")
        note = Text(max_length=MAX_NOTE_LENGTH, blank=True)

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        return cls(post=services.share_post(actor=actor, **given(values)))


class SavePost(Mutation):
    """Keep a post for later."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, post_id: str) -> Self:
        return cls(post=services.save_post(actor=actor, post_id=post_id))


class UnsavePost(Mutation):
    """Keep a post no longer."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, *, post_id: str) -> Self:
        return cls(post=services.unsave_post(actor=actor, post_id=post_id))


class HidePost(Mutation):
    """Leave a post out of one's lists."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)
        reason = Choice(HideReasonEnum, description="HIDE when left out.")

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        return cls(post=services.hide_post(actor=actor, **given(values)))


class ReportPost(Mutation):
    """Complain about a post to its moderators."""

    class Meta:
        permission = SIGNED_IN

    class Input:
        post_id = ID(required=True)
        reason = Text(max_length=MAX_WORD_LENGTH, required=True, description="Such as `spam`.")
        note = Text(max_length=MAX_NOTE_LENGTH, blank=True)

    post = graphene.Field(PostType)

    @classmethod
    def perform(cls, actor: User, info: Any, **values: Any) -> Self:
        return cls(post=services.report_post(actor=actor, **given(values)))
