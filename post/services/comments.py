"""Comments on posts; deleting takes those on stories as well."""

from account.mentions import mentioned_members
from account.models import User, member_ref
from account.selectors import blocked_between
from account.visibility import not_blocked
from ooumph import graph
from ooumph.errors import Forbidden, Invalid, NotFound
from post.models import Comment, Post, comment_ref, post_ref
from post.selectors import may_moderate, post_for, readers_among
from post.services.tracking import report_mentions
from user_activity.collecting import act
from user_activity.vocabulary import ContentType, ContextType


@act
@graph.write
def comment_on_post(
    *, actor: User, post_id: str, text: str, parent_id: str | None = None
) -> Comment:
    """Comment on it, or reply to its comment `parent_id`. Raises NotFound, Invalid."""
    if not text.strip():
        raise Invalid("This may not be blank.", field="text")
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    if parent_id:
        _check_parent(actor, post, parent_id)
    mentioned = readers_among(post, mentioned_members(text, author_id=actor.pk))
    comment = Comment(
        author_id=actor.pk,
        text=text.strip(),
        parent_type=ContentType.POST.value,
        parent_uid=post.uid,
        parent_author_id=post.author_id,
        parent_tags=post.tags,
        parent_privacy=post.privacy,
        community_uid=post.community_uid,
        reply_to_uid=parent_id or "",
        mentioned_ids=mentioned,
    )
    comment.save()
    # Relating it holds what it is about, so that nobody deletes that meanwhile.
    graph.relate_once(comment_ref(comment.uid), "ON", post_ref(post.uid))
    if parent_id:
        graph.relate_once(comment_ref(comment.uid), "REPLIES_TO", comment_ref(parent_id))
    graph.relate_once(comment_ref(comment.uid), "WRITTEN_BY", member_ref(actor.pk))
    report_mentions(
        ContextType.COMMENT,
        comment.uid,
        author_id=actor.pk,
        members=mentioned,
        at=comment.created_at,
    )
    return comment


@act
@graph.write
def delete_comment(*, actor: User, comment_id: str) -> Comment:
    """Delete it and the replies to it; returns it as it was.

    Its author, the author of what it is on, an admin of the community where that is, as far as
    they may read it, or staff may.
    Raises NotFound, Forbidden.
    """
    comment = _locked(comment_id)
    if actor.pk not in (comment.author_id, comment.parent_author_id) and not actor.is_staff:
        _check_may_moderate(actor, comment)
    graph.delete_all(
        Comment, "MATCH (n:Comment)-[:REPLIES_TO*1..]->(:Comment {uid: $uid})", uid=comment.uid
    )
    comment.delete()
    return comment


def delete_comments_on(parent_type: ContentType, parent_uid: str) -> None:
    """Delete all that was said about a piece of content, which goes itself."""
    graph.delete_all(
        Comment,
        "MATCH (n:Comment {parent_uid: $uid, parent_type: $type})",
        uid=parent_uid,
        type=parent_type.value,
    )


def _locked(comment_id: str) -> Comment:
    try:
        return graph.lock(Comment, comment_id)
    except NotFound as error:
        raise NotFound(field="commentId") from error


def _check_parent(actor: User, post: Post, parent_id: str) -> None:
    row = graph.single(
        "MATCH (c:Comment {uid: $uid, parent_uid: $post_uid, parent_type: 'post'}) "
        f"WHERE {not_blocked('$viewer', 'c.author_id')} RETURN true",
        uid=parent_id,
        post_uid=post.uid,
        viewer=actor.pk,
    )
    if row is None:
        raise NotFound(field="parentId")


def _check_may_moderate(actor: User, comment: Comment) -> None:
    """Raises NotFound for who may not read the comment, Forbidden for who is no admin there."""
    if comment.parent_type != ContentType.POST or blocked_between(actor.pk, comment.author_id):
        raise NotFound(field="commentId")
    post = post_for(viewer_id=actor.pk, post_id=comment.parent_uid, field="commentId")
    if not may_moderate(user=actor, community_uid=post.community_uid):
        raise Forbidden("Only its author or an admin may delete a comment.", field="commentId")
