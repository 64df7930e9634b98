"""Connecting, blocking and muting."""

from tests.acceptance.given import a_block, a_connection, a_mute, a_request
from tests.acceptance.world import Row, World, an_act


@an_act("sendConnectionRequest")
def send_request(w: World) -> list[Row]:
    a_request(w)
    connection = w.made["connection"]
    return [
        ("ada", "connection:create", connection),
        ("ada", "connection_request", "bob", "connection", connection),
    ]


@an_act("sendConnectionRequest", given=a_request)
def crossed_request(w: World) -> list[Row]:
    w.bob.mutate("sendConnectionRequest", {"userId": w.ada.id})
    return [("bob", "connection_accept", "ada", "connection", w.made["connection"])]


@an_act("acceptConnection", given=a_request)
def accept(w: World) -> list[Row]:
    w.bob.mutate("acceptConnection", {"connectionId": w.made["connection"]})
    return [("bob", "connection_accept", "ada", "connection", w.made["connection"])]


@an_act("declineConnection", given=a_request)
def decline(w: World) -> list[Row]:
    w.bob.mutate("declineConnection", {"connectionId": w.made["connection"]})
    return [("bob", "connection_decline", "ada", "connection", w.made["connection"])]


@an_act("cancelConnection", given=a_request)
def cancel(w: World) -> list[Row]:
    w.ada.mutate("cancelConnection", {"connectionId": w.made["connection"]})
    return [("ada", "connection_cancel", "bob", "connection", w.made["connection"])]


@an_act("removeConnection", given=a_connection)
def remove(w: World) -> list[Row]:
    w.bob.mutate("removeConnection", {"connectionId": w.made["connection"]})
    return [("bob", "connection_remove", "ada", "connection", w.made["connection"])]


@an_act("blockUser", given=a_connection)
def block(w: World) -> list[Row]:
    w.ada.mutate("blockUser", {"userId": w.bob.id})
    w.ada.mutate("blockUser", {"userId": w.bob.id})
    return [("ada", "block", "bob", "", "")]


@an_act("unblockUser", given=a_block)
def unblock(w: World) -> list[Row]:
    w.ada.mutate("unblockUser", {"userId": w.bob.id})
    w.ada.mutate("unblockUser", {"userId": w.bob.id})
    return [("ada", "unblock", "bob", "", "")]


@an_act("muteUser")
def mute(w: World) -> list[Row]:
    w.ada.mutate("muteUser", {"userId": w.bob.id})
    return [("ada", "mute", "bob", "", "")]


@an_act("unmuteUser", given=a_mute)
def unmute(w: World) -> list[Row]:
    w.ada.mutate("unmuteUser", {"userId": w.bob.id})
    return [("ada", "unmute", "bob", "", "")]
