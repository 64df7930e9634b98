"""Likes and other reactions: a member has one of them for a post."""

from datetime import datetime

from account.models import User, member_ref
from ooumph import clock, graph
from post.holding import hold
from post.models import LIKE, Post, post_ref
from post.selectors import post_for
from post.services.tracking import report
from post.words import as_word
from user_activity.collecting import act
from user_activity.vocabulary import InteractionType


@act
@graph.write
def like_post(*, actor: User, post_id: str, reaction: str | None = None) -> Post:
    """Like it, or react otherwise; another reaction takes the place of the first.

    Liking what one likes changes nothing. Raises NotFound.
    """
    given = LIKE if reaction is None else as_word(reaction, field="reaction")
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    at = clock.now()
    change = hold("LIKES", user_id=actor.pk, post_uid=post.uid, value=given, at=at)
    if change is not None:
        report_reaction(post, user_id=actor.pk, reaction=given, previous=change.previous, at=at)
    return post


def report_reaction(
    post: Post, *, user_id: int, reaction: str, previous: str | None, at: datetime
) -> None:
    """The row of a like, or of another reaction, which may take the place of `previous`."""
    if reaction == LIKE and previous is None:
        report(InteractionType.LIKE, post, user_id=user_id, at=at)
        return
    details = {"reaction": reaction} | ({"previous": previous} if previous else {})
    report(InteractionType.REACT, post, user_id=user_id, at=at, details=details)


@act
@graph.write
def unlike_post(*, actor: User, post_id: str) -> Post:
    """Take back whatever reaction one holds; without one nothing changes. Raises NotFound."""
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    held = graph.unrelate(member_ref(actor.pk), "LIKES", post_ref(post.uid))
    if held is None:
        return post
    at = clock.now()
    reaction = held.get("reaction", LIKE)
    if reaction == LIKE:
        report(InteractionType.UNLIKE, post, user_id=actor.pk, at=at)
    else:
        details = {"reaction": reaction}
        report(InteractionType.UNREACT, post, user_id=actor.pk, at=at, details=details)
    return post
