"""What members do with posts: one call is one act, its rows and its change or neither."""

from post.services.attention import hide_post, report_post, view_post
from post.services.comments import comment_on_post, delete_comment
from post.services.keeping import save_post, share_post, unsave_post
from post.services.posts import create_post, delete_post, update_post
from post.services.reactions import like_post, unlike_post

__all__ = [
    "comment_on_post",
    "create_post",
    "delete_comment",
    "delete_post",
    "hide_post",
    "like_post",
    "report_post",
    "save_post",
    "share_post",
    "unlike_post",
    "unsave_post",
    "update_post",
    "view_post",
]
