"""Who invites whom: the rows an invitation leaves, and what is refused."""

from collections.abc import Callable

from tests.api import Client
from tests.community.conftest import invite, join
from tests.watching import Watch, hold, social

MEMBERSHIP = "membership { community { id } user { username } role status joinedAt }"


def test_inviting(member: Callable[..., Client], community: Callable[..., str]) -> None:
    ada, bob = member("ada"), member("bob")
    uid = community(ada, privacy="PRIVATE")
    watch = Watch()
    values = {"communityId": uid, "userId": bob.id}
    invited = ada.mutate("inviteToCommunity", values, MEMBERSHIP)["membership"]
    assert invited == {
        "community": {"id": uid},
        "user": {"username": "bob"},
        "role": None,
        "status": "INVITED",
        "joinedAt": None,
    }
    assert watch.rows() == [social(ada, "group_invite", "community", uid, target=bob)]


def test_inviting_who_is_invited_changes_nothing(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    uid = community(ada)
    join(bob, uid)
    invite(ada, uid, cem)
    watch = Watch()
    for who in (ada, bob):
        invite(who, uid, cem)
    watch.assert_nothing()


def test_who_may_invite(member: Callable[..., Client], community: Callable[..., str]) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    public, private = community(ada), community(ada, privacy="PRIVATE")
    invite(ada, private, bob)

    def code(who: Client, uid: str, other: Client) -> tuple[str, str]:
        error = who.refusal("inviteToCommunity", {"communityId": uid, "userId": other.id})
        return error["code"], error["field"]

    watch = Watch()
    assert code(bob, public, cem) == ("FORBIDDEN", "communityId")
    assert code(bob, private, cem) == ("FORBIDDEN", "communityId")
    assert code(cem, private, bob) == ("NOT_FOUND", "communityId")
    watch.assert_nothing()

    join(bob, private)
    join(bob, public)
    watch = Watch()
    assert code(bob, private, cem) == ("FORBIDDEN", "communityId")
    assert code(bob, public, ada) == ("CONFLICT", "userId")
    assert code(ada, private, ada) == ("CONFLICT", "userId")
    watch.assert_nothing()
    invite(bob, public, cem)


def test_a_block_in_either_direction_answers_an_invitation_as_nobody_would(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    uid = community(ada)
    hold(ada, "BLOCKS", bob)
    hold(cem, "BLOCKS", ada)
    watch = Watch()
    nobody, *blocked = (
        ada.refusal("inviteToCommunity", {"communityId": uid, "userId": user_id})
        for user_id in ("999999", "bob", bob.id, cem.id)
    )
    assert (nobody["code"], nobody["field"]) == ("NOT_FOUND", "userId")
    assert blocked == [nobody] * 3
    watch.assert_nothing()
