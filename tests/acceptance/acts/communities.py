"""Communities."""

from tests.acceptance.given import a_community, a_membership
from tests.acceptance.world import Row, World, an_act


@an_act("createCommunity")
def create_community(w: World) -> list[Row]:
    a_community(w)
    community = w.made["community"]
    return [
        ("ada", "community_create"),
        ("ada", "community:create", community),
        ("ada", "group_join", None, "community", community),
    ]


@an_act("updateCommunity", given=a_community)
def update_community(w: World) -> list[Row]:
    for _ in range(2):
        values = {"communityId": w.made["community"], "description": "Leaves"}
        w.ada.mutate("updateCommunity", values)
    return [("ada", "community_update"), ("ada", "community:update", w.made["community"])]


@an_act("joinCommunity", given=a_community)
def join(w: World) -> list[Row]:
    for _ in range(2):
        w.bob.mutate("joinCommunity", {"communityId": w.made["community"]})
    return [("bob", "group_join", None, "community", w.made["community"])]


@an_act("leaveCommunity", given=a_membership)
def leave(w: World) -> list[Row]:
    w.bob.mutate("leaveCommunity", {"communityId": w.made["community"]})
    return [("bob", "group_leave", None, "community", w.made["community"])]


@an_act("inviteToCommunity", given=a_community)
def invite(w: World) -> list[Row]:
    w.ada.mutate("inviteToCommunity", {"communityId": w.made["community"], "userId": w.bob.id})
    return [("ada", "group_invite", "bob", "community", w.made["community"])]
