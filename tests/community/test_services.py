"""Each act leaves its rows and changes what it says; what is refused changes nothing."""

from collections.abc import Callable

from tests.api import Client
from tests.community.conftest import invite, join, leave, member_ids
from tests.watching import Watch, activity, content, social

FIELDS = "community { id name description privacy memberCount viewerRole viewerStatus }"
MEMBERSHIP = "membership { community { id } user { username } role status joinedAt }"


def test_founding_makes_the_founder_its_admin(member: Callable[..., Client]) -> None:
    ada = member("ada")
    watch = Watch()
    values = {"name": "  Chess\n club ", "description": " We play. ", "privacy": "PRIVATE"}
    made = ada.mutate("createCommunity", values, FIELDS)["community"]
    uid = made.pop("id")
    assert made == {
        "name": "Chess club",
        "description": "We play.",
        "privacy": "PRIVATE",
        "memberCount": 1,
        "viewerRole": "ADMIN",
        "viewerStatus": "MEMBER",
    }
    assert watch.rows() == [
        activity(ada, "community_create"),
        content(ada, "create", "community", uid, ada, privacy="private"),
        social(ada, "group_join", "community", uid),
    ]


def test_an_edit_by_an_admin_leaves_its_rows(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada = member("ada")
    uid = community(ada)
    watch = Watch()
    values = {"communityId": uid, "name": "Go club", "privacy": "PRIVATE", "description": None}
    edited = ada.mutate("updateCommunity", values, FIELDS)["community"]
    assert (edited["name"], edited["privacy"], edited["description"]) == ("Go club", "PRIVATE", "")
    assert watch.rows() == [
        activity(ada, "community_update"),
        content(ada, "update", "community", uid, ada, privacy="private"),
    ]


def test_an_edit_that_changes_nothing_saves_nothing(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada = member("ada")
    uid = community(ada)
    watch = Watch()
    values = {"communityId": uid, "name": "Chess  club", "privacy": "PUBLIC"}
    ada.mutate("updateCommunity", values, FIELDS)
    ada.mutate("updateCommunity", {"communityId": uid}, FIELDS)
    watch.assert_nothing()


def test_only_admins_edit(member: Callable[..., Client], community: Callable[..., str]) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    public, private = community(ada), community(ada, privacy="PRIVATE")
    invite(ada, private, bob)
    join(bob, private)
    watch = Watch()

    def refused(who: Client, uid: str) -> tuple[str, str]:
        error = who.refusal("updateCommunity", {"communityId": uid, "name": "Mine"})
        assert error["field"] == "communityId"
        return error["code"], error["message"]

    assert refused(bob, public)[0] == "FORBIDDEN"
    assert refused(bob, private)[0] == "FORBIDDEN"
    assert refused(cem, private)[0] == "NOT_FOUND"
    assert refused(cem, private) == refused(cem, "no such community")
    watch.assert_nothing()


def test_joining_a_public_community(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    uid = community(ada)
    watch = Watch()
    joined = bob.mutate("joinCommunity", {"communityId": uid}, MEMBERSHIP)["membership"]
    assert joined.pop("joinedAt")
    assert joined == {
        "community": {"id": uid},
        "user": {"username": "bob"},
        "role": "MEMBER",
        "status": "MEMBER",
    }
    assert watch.rows() == [social(bob, "group_join", "community", uid)]


def test_joining_twice_changes_nothing_not_even_the_role(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    uid = community(ada)
    join(bob, uid)
    watch = Watch()
    again = ada.mutate("joinCommunity", {"communityId": uid}, MEMBERSHIP)["membership"]
    assert (again["role"], again["status"]) == ("ADMIN", "MEMBER")
    join(bob, uid)
    watch.assert_nothing()


def test_a_private_community_needs_an_invitation_which_joining_uses_up(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    uid = community(ada, privacy="PRIVATE")
    watch = Watch()
    missing = bob.refusal("joinCommunity", {"communityId": "no such community"})
    assert bob.refusal("joinCommunity", {"communityId": uid}) == missing
    assert missing["code"] == "NOT_FOUND"
    watch.assert_nothing()

    invite(ada, uid, bob)
    watch = Watch()
    join(bob, uid)
    assert watch.rows() == [social(bob, "group_join", "community", uid)]
    bob.mutate("leaveCommunity", {"communityId": uid}, MEMBERSHIP)
    watch = Watch()
    assert bob.refusal("joinCommunity", {"communityId": uid})["code"] == "NOT_FOUND"
    watch.assert_nothing()


def test_leaving(member: Callable[..., Client], community: Callable[..., str]) -> None:
    ada, bob = member("ada"), member("bob")
    uid = community(ada)
    join(bob, uid)
    watch = Watch()
    left = bob.mutate("leaveCommunity", {"communityId": uid}, MEMBERSHIP)["membership"]
    assert (left["status"], left["role"], left["joinedAt"]) == ("LEFT", None, None)
    assert watch.rows() == [social(bob, "group_leave", "community", uid)]
    assert member_ids(uid) == [int(ada.id)]


def test_leaving_what_one_is_not_in_changes_nothing(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    public, private = community(ada), community(ada, privacy="PRIVATE")
    invite(ada, private, bob)
    watch = Watch()
    for uid in (public, private):
        left = bob.mutate("leaveCommunity", {"communityId": uid}, MEMBERSHIP)["membership"]
        assert left["status"] == "LEFT"
    watch.assert_nothing()


def test_leaving_again_after_joining_again_leaves_rows_again(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    uid = community(ada)
    watch = Watch()
    for _ in range(2):
        join(bob, uid)
        leave(bob, uid)
    words = [row[2] for row in watch.rows(acts=4)]
    assert words == ["group_join", "group_join", "group_leave", "group_leave"]


def test_the_last_admin_cannot_leave(
    member: Callable[..., Client], community: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    alone, shared = community(ada), community(ada)
    join(bob, shared)
    watch = Watch()
    for uid in (alone, shared):
        error = ada.refusal("leaveCommunity", {"communityId": uid})
        assert (error["code"], error["field"]) == ("CONFLICT", "communityId")
    watch.assert_nothing()


def test_nobody_signed_out_acts(
    member: Callable[..., Client],
    community: Callable[..., str],
    client_of_nobody: Callable[[], Client],
) -> None:
    uid = community(member("ada"))
    watch = Watch()
    nobody = client_of_nobody()
    for name, values in (
        ("createCommunity", {"name": "Mine"}),
        ("updateCommunity", {"communityId": uid, "name": "Mine"}),
        ("joinCommunity", {"communityId": uid}),
        ("leaveCommunity", {"communityId": uid}),
        ("inviteToCommunity", {"communityId": uid, "userId": "1"}),
    ):
        assert nobody.refusal(name, values)["code"] == "UNAUTHENTICATED"
    watch.assert_nothing()


def test_a_name_is_bounded(member: Callable[..., Client]) -> None:
    ada = member("ada")
    watch = Watch()
    for name in ("", " \n ", "x" * 101, "a\x00b"):
        error = ada.refusal("createCommunity", {"name": name})
        assert (error["code"], error["field"]) == ("INVALID", "name")
    watch.assert_nothing()
