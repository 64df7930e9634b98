"""Posts and comments, as the API shows them."""

from collections.abc import Iterable
from typing import Any

import graphene

from account.graphql.types import UserType, load_user
from account.models import User
from account.selectors import users_by_id
from community.graphql.types import CommunityType
from community.models import Community
from community.selectors import facts_by_uid
from ooumph.graphql.enums import graphql_enum
from ooumph.graphql.loading import load, prefetch
from ooumph.graphql.media import MediaType
from ooumph.graphql.paging import connection_of
from ooumph.graphql.scalars import DateTime
from post.counters import PostCounts, counts_by_post, replies_by_comment
from post.models import Comment, HideReason, Post, Privacy, ShareTarget
from post.selectors import communities_by_uid
from user_activity.vocabulary import ContentType

PrivacyEnum = graphql_enum("Privacy", Privacy, "Who may read a post.")
HideReasonEnum = graphql_enum("HideReason", HideReason, "Why a post is left out of one's lists.")
ShareTargetEnum = graphql_enum("ShareTarget", ShareTarget, "Where a post is shared to.")


class ReactionCountType(graphene.ObjectType):
    """How many members react so."""

    class Meta:
        name = "ReactionCount"

    reaction = graphene.String(required=True)
    count = graphene.Int(required=True)


def counted(name: str) -> Any:
    """A resolver of one counter of a post, all of them fetched together for a list."""

    def resolve(post: Post, info: Any) -> Any:
        counts = load(info, counts_by_post, post.uid, info.context.user.pk)
        return getattr(counts or PostCounts(), name)

    return resolve


class PostType(graphene.ObjectType):
    """What a member published."""

    class Meta:
        name = "Post"

    id = graphene.ID(required=True)
    text = graphene.String(required=True)
    media = graphene.List(graphene.NonNull(MediaType), required=True)
    tags = graphene.List(graphene.NonNull(graphene.String), required=True)
    privacy = graphene.Field(PrivacyEnum, required=True)
    author = graphene.Field(UserType, description="Null for an account that is closed.")
    community_id = graphene.ID(description="Where it was posted, when in a community.")
    community = graphene.Field(CommunityType, description="The same, where you may see it.")
    created_at = DateTime(required=True)
    updated_at = DateTime(required=True)
    like_count = graphene.Int(required=True, description="Members whose reaction is `like`.")
    reaction_counts = graphene.List(
        graphene.NonNull(ReactionCountType),
        required=True,
        description="Every reaction, `like` among them; the twenty commonest, those first.",
    )
    comment_count = graphene.Int(required=True, description="Replies among them.")
    share_count = graphene.Int(required=True)
    save_count = graphene.Int(description="Your own posts only.")
    viewer_reaction = graphene.String(description="Yours, such as `like`.")
    viewer_has_saved = graphene.Boolean(required=True)

    resolve_like_count = counted("likes")
    resolve_reaction_counts = counted("reactions")
    resolve_comment_count = counted("comments")
    resolve_share_count = counted("shares")
    resolve_viewer_reaction = counted("viewer_reaction")
    resolve_viewer_has_saved = counted("viewer_has_saved")

    @classmethod
    def announce(cls, info: Any, posts: Iterable[Post]) -> None:
        posts = list(posts)
        viewer_id = info.context.user.pk
        communities = [post.community_uid for post in posts if post.community_uid]
        prefetch(info, users_by_id, [post.author_id for post in posts])
        prefetch(info, counts_by_post, [post.uid for post in posts], viewer_id)
        prefetch(info, communities_by_uid, communities, viewer_id)
        prefetch(info, facts_by_uid, communities, viewer_id)

    @staticmethod
    def resolve_id(post: Post, _info: Any) -> str:
        return str(post.uid)

    @staticmethod
    def resolve_author(post: Post, info: Any) -> User | None:
        return load_user(info, post.author_id)

    @staticmethod
    def resolve_community_id(post: Post, _info: Any) -> str | None:
        return post.community_uid or None

    @staticmethod
    def resolve_community(post: Post, info: Any) -> Community | None:
        viewer_id = info.context.user.pk
        found: Community | None = load(
            info, communities_by_uid, post.community_uid or None, viewer_id
        )
        return found

    @staticmethod
    def resolve_save_count(post: Post, info: Any) -> int | None:
        own = post.author_id == info.context.user.pk
        return counted("saves")(post, info) if own else None


class CommentType(graphene.ObjectType):
    """A comment on a post or story."""

    class Meta:
        name = "Comment"

    id = graphene.ID(required=True)
    text = graphene.String(required=True)
    author = graphene.Field(UserType, description="Null for an account that is closed.")
    post_id = graphene.ID(description="Null for a comment on a story.")
    story_id = graphene.ID(description="Null for a comment on a post.")
    parent_id = graphene.ID(description="The comment that this one replies to.")
    reply_count = graphene.Int(required=True)
    created_at = DateTime(required=True)

    @classmethod
    def announce(cls, info: Any, comments: Iterable[Comment]) -> None:
        comments = list(comments)
        prefetch(info, users_by_id, [comment.author_id for comment in comments])
        prefetch(info, replies_by_comment, [comment.uid for comment in comments])

    @staticmethod
    def resolve_id(comment: Comment, _info: Any) -> str:
        return str(comment.uid)

    @staticmethod
    def resolve_author(comment: Comment, info: Any) -> User | None:
        return load_user(info, comment.author_id)

    @staticmethod
    def resolve_post_id(comment: Comment, _info: Any) -> str | None:
        return comment.parent_uid if comment.parent_type == ContentType.POST else None

    @staticmethod
    def resolve_story_id(comment: Comment, _info: Any) -> str | None:
        return comment.parent_uid if comment.parent_type == ContentType.STORY else None

    @staticmethod
    def resolve_parent_id(comment: Comment, _info: Any) -> str | None:
        return comment.reply_to_uid or None

    @staticmethod
    def resolve_reply_count(comment: Comment, info: Any) -> int:
        return load(info, replies_by_comment, comment.uid) or 0


PostConnection = connection_of(PostType)
CommentConnection = connection_of(CommentType)
