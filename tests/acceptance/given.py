"""What acts need beforehand."""

from tests.acceptance.world import World


def a_post(w: World) -> None:
    made = w.ada.mutate("createPost", {"text": "Hello", "tags": ["Tea"]}, "post { id }")
    w.post = made["post"]["id"]


def a_liked_post(w: World) -> None:
    a_post(w)
    w.bob.mutate("likePost", {"postId": w.post})


def a_loved_post(w: World) -> None:
    a_post(w)
    w.bob.mutate("likePost", {"postId": w.post, "reaction": "LOVE"})


def a_saved_post(w: World) -> None:
    a_post(w)
    w.bob.mutate("savePost", {"postId": w.post})


def a_comment(w: World) -> None:
    a_post(w)
    made = w.bob.mutate("commentOnPost", {"postId": w.post, "text": "Well"}, "comment { id }")
    w.made["comment"] = made["comment"]["id"]


def a_request(w: World) -> None:
    made = w.ada.mutate("sendConnectionRequest", {"userId": w.bob.id}, "connection { id }")
    w.made["connection"] = made["connection"]["id"]


def a_connection(w: World) -> None:
    a_request(w)
    w.bob.mutate("acceptConnection", {"connectionId": w.made["connection"]})


def a_conversation(w: World) -> None:
    values = {"memberIds": [w.bob.id, w.cleo.id], "title": "Tea"}
    made = w.ada.mutate("startConversation", values, "conversation { id }")
    w.made["conversation"] = made["conversation"]["id"]


def two_messages(w: World) -> None:
    a_conversation(w)
    for body in ("One", "Two"):
        values = {"conversationId": w.made["conversation"], "body": body}
        made = w.ada.mutate("sendMessage", values, "message { id }")
    w.made["message"] = made["message"]["id"]


def a_story(w: World) -> None:
    a_connection(w)
    w.made["story"] = w.ada.mutate("createStory", {"text": "Now"}, "story { id }")["story"]["id"]


def a_community(w: World) -> None:
    made = w.ada.mutate("createCommunity", {"name": "Tea"}, "community { id }")
    w.made["community"] = made["community"]["id"]


def a_membership(w: World) -> None:
    a_community(w)
    w.bob.mutate("joinCommunity", {"communityId": w.made["community"]})


def a_block(w: World) -> None:
    w.ada.mutate("blockUser", {"userId": w.bob.id})


def a_mute(w: World) -> None:
    w.ada.mutate("muteUser", {"userId": w.bob.id})
