"""The contents of this app's part of the schema."""

import graphene

from post.graphql.comment_mutations import CommentOnPost, DeleteComment
from post.graphql.mutations import (
    CreatePost,
    DeletePost,
    HidePost,
    LikePost,
    ReportPost,
    SavePost,
    SharePost,
    UnlikePost,
    UnsavePost,
    UpdatePost,
    ViewPost,
)
from post.graphql.queries import PostQueries as PostQueries


class PostMutations(graphene.ObjectType):
    create_post = CreatePost.Field()
    update_post = UpdatePost.Field()
    delete_post = DeletePost.Field()
    view_post = ViewPost.Field()
    like_post = LikePost.Field()
    unlike_post = UnlikePost.Field()
    comment_on_post = CommentOnPost.Field()
    delete_comment = DeleteComment.Field()
    share_post = SharePost.Field()
    save_post = SavePost.Field()
    unsave_post = UnsavePost.Field()
    hide_post = HidePost.Field()
    report_post = ReportPost.Field()
