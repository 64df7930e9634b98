"""What staff do with a member's account; the rows say who did it, and to whom."""

from collections.abc import Collection
from typing import Any

from account.models import User
from account.services import changed_parts, ensure_node
from ooumph import clock
from user_activity.collecting import act
from user_activity.maintenance import touch_history
from user_activity.services import ActivityService
from user_activity.vocabulary import ActivityType

# What decides where a member's history is counted.
COUNTED_BY = {"timezone", "is_bot", "is_staff"}


@act
def save_member(*, staff: User, member: User, changed: Collection[str]) -> None:
    """Save the edited `member`; each part that is among the `changed` fields is one event."""
    if "is_bot" in changed:
        member.bot_judged_at = clock.now()
    member.save()
    if COUNTED_BY & set(changed):
        touch_history(member.pk)
    if "username" in changed:
        ensure_node(member)
    for activity_type, names in changed_parts(changed):
        _track(staff, member, activity_type, changed=names)
    if "is_active" in changed:
        word = "REACTIVATION" if member.is_active else "DEACTIVATION"
        _track(staff, member, ActivityType[f"ACCOUNT_{word}"])


def add_member(*, member: User) -> None:
    """Save an account that staff made; signing up is the member's own act, so no event."""
    member.save()
    ensure_node(member)


@act
def record_password_change(*, staff: User, member: User) -> None:
    """The member's password was set; every session of theirs has ended by that."""
    _track(staff, member, ActivityType.PASSWORD_CHANGE)


def _track(staff: User, member: User, activity_type: ActivityType, **facts: Any) -> None:
    whom = {} if staff.pk == member.pk else {"member": member.pk}
    ActivityService.track_activity(
        activity_type=activity_type, user_id=staff.pk, metadata={**facts, **whom}
    )
