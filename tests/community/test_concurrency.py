"""Two members, or one twice, at the same instant."""

from collections.abc import Callable
from functools import partial

from tests.api import Client
from tests.community.conftest import invite, join, leave, make_admin, member_ids
from tests.watching import Watch, at_once, social


def test_of_two_admins_who_leave_at_once_one_stays(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    for _ in range(3):
        uid = community(ada)
        join(bob, uid)
        make_admin(bob, uid)
        watch = Watch()
        errors = at_once(partial(leave, ada, uid), partial(leave, bob, uid))
        assert sorted(len(each) for each in errors) == [0, 1]
        leaver, stayer = (ada, bob) if errors[0] == [] else (bob, ada)
        assert watch.rows() == [social(leaver, "group_leave", "community", uid)]
        assert member_ids(uid) == [int(stayer.id)]


def test_joining_twice_at_once_is_one_membership_and_one_row(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    for _ in range(3):
        uid = community(ada)
        watch = Watch()
        at_once(*[partial(join, bob, uid)] * 4)
        assert watch.rows() == [social(bob, "group_join", "community", uid)]
        assert member_ids(uid) == [int(ada.id), int(bob.id)]


def test_inviting_twice_at_once_is_one_invitation(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    uid = community(ada)
    watch = Watch()
    at_once(*[partial(invite, ada, uid, bob)] * 4)
    assert watch.rows() == [social(ada, "group_invite", "community", uid, target=bob)]
