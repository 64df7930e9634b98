"""Looking at a post, and wanting to see it no more."""

from datetime import datetime

from account.models import User
from ooumph import clock, graph
from ooumph.ids import new_id
from post.holding import hold
from post.models import HideReason, Post
from post.selectors import post_for
from post.services.tracking import report
from post.words import as_word
from user_activity.collecting import act
from user_activity.visits import view_id
from user_activity.vocabulary import ContentType, InteractionType

HIDDEN_BY = {
    HideReason.HIDE.value: InteractionType.HIDE,
    HideReason.NOT_INTERESTED.value: InteractionType.NOT_INTERESTED,
}


@act
def view_post(
    *, actor: User, post_id: str, source: str | None = None, visit_id: str | None = None
) -> Post:
    """A view of it, on the surface `source`; one a visit where the visit is named. NotFound."""
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    one = view_id(actor.pk, ContentType.POST, post.uid, visit_id) if visit_id else new_id()
    report(
        InteractionType.VIEW,
        post,
        user_id=actor.pk,
        at=clock.now(),
        event_id=one,
        keys=(one,) if visit_id else (),
        surface=source or "",
        visit_id=visit_id or "",
    )
    return post


@act
@graph.write
def hide_post(*, actor: User, post_id: str, reason: str = HideReason.HIDE.value) -> Post:
    """Leave it out of one's lists from now on; a reason may change. Raises NotFound."""
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    at = clock.now()
    if hold("HIDES", user_id=actor.pk, post_uid=post.uid, value=reason, at=at):
        report_hiding(post, user_id=actor.pk, reason=reason, at=at)
    return post


def report_hiding(post: Post, *, user_id: int, reason: str, at: datetime) -> None:
    """The row of leaving a post out of one's lists."""
    report(HIDDEN_BY[reason], post, user_id=user_id, at=at, details={"reason": reason})


@act
@graph.write
def report_post(*, actor: User, post_id: str, reason: str, note: str = "") -> Post:
    """Complain about it to its moderators, once a reason at a time. Raises NotFound."""
    given = as_word(reason, field="reason")
    post = post_for(viewer_id=actor.pk, post_id=post_id)
    at = clock.now()
    note = note.strip()
    if hold("REPORTS", user_id=actor.pk, post_uid=post.uid, value=given, at=at, note=note):
        report_complaint(post, user_id=actor.pk, reason=given, at=at)
    return post


def report_complaint(post: Post, *, user_id: int, reason: str, at: datetime) -> None:
    """The row of complaining about a post."""
    report(InteractionType.REPORT, post, user_id=user_id, at=at, details={"reason": reason})
