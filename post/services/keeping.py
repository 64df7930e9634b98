"""Saving a post for oneself, and sharing it with others."""

from datetime import datetime

from account.models import User, member_ref
from ooumph import clock, graph
from ooumph.errors import NotFound
from ooumph.graph.nodes import to_instant
from ooumph.ids import derived_id, new_id
from post.models import Post, ShareTarget, post_ref
from post.selectors import post_for
from post.services.tracking import report
from user_activity.collecting import act
from user_activity.vocabulary import InteractionType


@act
@graph.write
def save_post(*, actor: User, post_id: str) -> Post:
    """Keep it for later; saving what is saved changes nothing. Raises NotFound."""
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    at = clock.now()
    saved = {"at": to_instant(at)}
    if graph.relate_once(member_ref(actor.pk), "SAVES", post_ref(post.uid), saved):
        report(InteractionType.SAVE, post, user_id=actor.pk, at=at)
    return post


@act
@graph.write
def unsave_post(*, actor: User, post_id: str) -> Post:
    """Keep it no longer; what is not saved stays so. Raises NotFound."""
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    if graph.unrelate(member_ref(actor.pk), "SAVES", post_ref(post.uid)) is not None:
        report(InteractionType.UNSAVE, post, user_id=actor.pk, at=clock.now())
    return post


@act
@graph.write
def share_post(
    *, actor: User, post_id: str, target: str = ShareTarget.FEED.value, note: str = ""
) -> Post:
    """Pass it on; every share is one of its own. Raises NotFound."""
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    at = clock.now()
    uid = new_id().hex
    row = graph.single(
        "MATCH (p:Post {uid: $post_uid}) MERGE (m:UserNode {user_id: $user_id}) "
        "CREATE (m)-[:SHARES {uid: $uid, at: $at, target: $target, note: $note}]->(p) "
        "RETURN true",
        post_uid=post.uid,
        user_id=actor.pk,
        uid=uid,
        at=to_instant(at),
        target=target,
        note=note.strip(),
    )
    if row is None:
        raise NotFound(field="postId")
    report_share(post, user_id=actor.pk, share_uid=uid, target=target, at=at)
    return post


def report_share(post: Post, *, user_id: int, share_uid: str, target: str, at: datetime) -> None:
    """The row of one share."""
    report(
        InteractionType.SHARE,
        post,
        user_id=user_id,
        at=at,
        event_id=derived_id(share_uid, InteractionType.SHARE),
        details={"target": target},
    )
