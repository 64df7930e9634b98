"""The acts of the product as a table: each does one thing over HTTP and says which rows it leaves.

A row is written as `user type`, then what it is about:
    ("ada", "post_create")                              an activity
    ("ada", "post:like", post_id)                       a content interaction
    ("ada", "mention", "bob", "post", post_id)          a social interaction
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.api import PASSWORD, Client

Row = tuple[Any, ...]
ACTS: list[tuple[str, Callable[["World"], list[Row]], Callable[["World"], None] | None]] = []


@dataclass
class World:
    """Three members, and what the preparation of an act left."""

    ada: Client
    bob: Client
    cleo: Client
    nobody: Callable[[], Client]
    post: str = ""
    made: dict[str, Any] = field(default_factory=dict)

    def name_of(self, user_id: int | None) -> str | None:
        names = {int(c.id): c.username for c in (self.ada, self.bob, self.cleo)}
        return names.get(user_id, str(user_id)) if user_id is not None else None


def an_act(
    *mutations: str, given: Callable[[World], None] | None = None
) -> Callable[[Callable[[World], list[Row]]], Callable[[World], list[Row]]]:
    """Register an act of `mutations`, done after `given` has prepared the world."""

    def register(act: Callable[[World], list[Row]]) -> Callable[[World], list[Row]]:
        ACTS.extend((mutation, act, given) for mutation in mutations)
        return act

    return register


# What acts need beforehand.


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


# Accounts.


@an_act("register")
def register(w: World) -> list[Row]:
    values = {"username": "dora", "email": "dora@example.org", "password": PASSWORD}
    dora = w.nobody().mutate("register", values, "user { id }")["user"]["id"]
    return [(dora, "signup"), (dora, "login")]


@an_act("login")
def login(w: World) -> list[Row]:
    w.nobody().mutate("login", {"username": "ada", "password": PASSWORD})
    return [("ada", "login")]


@an_act("login")
def login_that_fails(w: World) -> list[Row]:
    w.nobody().refusal("login", {"username": "ada", "password": "wrong"})
    w.nobody().refusal("login", {"username": "nobody", "password": "wrong"})
    return [("ada", "login_failed"), ("0", "login_failed")]


@an_act("logout")
def logout(w: World) -> list[Row]:
    w.ada.mutate("logout")
    return [("ada", "logout")]


@an_act("updateProfile")
def update_profile(w: World) -> list[Row]:
    w.ada.mutate("updateProfile", {"bio": "Tea.", "hideProfileVisits": True})
    return [("ada", "profile_update"), ("ada", "privacy_update")]


@an_act("changePassword")
def change_password(w: World) -> list[Row]:
    w.ada.mutate("changePassword", {"oldPassword": PASSWORD, "newPassword": "battery staple 9"})
    return [("ada", "password_change")]


# Connections.


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


# Messages.


@an_act("startConversation")
def start_conversation(w: World) -> list[Row]:
    a_conversation(w)
    return []


@an_act("sendMessage", given=a_conversation)
def send_message(w: World) -> list[Row]:
    conversation = w.made["conversation"]
    values = {"conversationId": conversation, "body": "Hello"}
    message = w.ada.mutate("sendMessage", values, "message { id }")["message"]["id"]
    return [
        ("ada", "conversation_message:create", message),
        ("ada", "message_send", "bob", "conversation", conversation),
        ("ada", "message_send", "cleo", "conversation", conversation),
    ]


@an_act("sendMatrixMessage")
def send_matrix_message(w: World) -> list[Row]:
    room = "!tea:example.org"
    values = {"roomId": room, "body": "Hello"}
    first = w.ada.mutate("sendMatrixMessage", values, "matrixMessage { id }")["matrixMessage"]["id"]
    second = w.bob.mutate("sendMatrixMessage", values, "matrixMessage { id }")["matrixMessage"][
        "id"
    ]
    return [
        ("ada", "matrix_message:create", first),
        ("ada", "message_send", None, "matrix_room", room),
        ("bob", "matrix_message:create", second),
        ("bob", "message_send", "ada", "matrix_room", room),
    ]


@an_act("markMessagesRead", given=two_messages)
def mark_read(w: World) -> list[Row]:
    values = {"conversationId": w.made["conversation"], "upToMessageId": w.made["message"]}
    assert w.bob.mutate("markMessagesRead", values, "readCount")["readCount"] == 2
    assert w.bob.mutate("markMessagesRead", values, "readCount")["readCount"] == 0
    return [("bob", "message_read", "ada", "conversation", w.made["conversation"])] * 2


# Posts.


@an_act("createPost")
def create_post(w: World) -> list[Row]:
    values = {"text": "Hello @bob and @bob, @nobody"}
    post = w.ada.mutate("createPost", values, "post { id }")["post"]["id"]
    return [
        ("ada", "post_create"),
        ("ada", "post:create", post),
        ("ada", "mention", "bob", "post", post),
    ]


@an_act("updatePost", given=a_post)
def update_post(w: World) -> list[Row]:
    w.ada.mutate("updatePost", {"postId": w.post, "text": "Hello @bob"})
    w.ada.mutate("updatePost", {"postId": w.post, "text": "Hello @bob"})
    return [
        ("ada", "post_update"),
        ("ada", "post:update", w.post),
        ("ada", "mention", "bob", "post", w.post),
    ]


@an_act("deletePost", given=a_comment)
def delete_post(w: World) -> list[Row]:
    w.ada.mutate("deletePost", {"postId": w.post})
    return [("ada", "post_delete"), ("ada", "post:delete", w.post)]


@an_act("viewPost", given=a_post)
def view_post(w: World) -> list[Row]:
    w.bob.mutate("viewPost", {"postId": w.post, "visitId": "v1"})
    w.bob.mutate("viewPost", {"postId": w.post, "visitId": "v1"})
    reported = {
        "contentType": "POST",
        "contentId": w.post,
        "interactionType": "VIEW",
        "visitId": "v1",
    }
    w.bob.mutate("trackContentInteraction", reported, "tracked")
    return [("bob", "post:view", w.post)]


@an_act("likePost", given=a_post)
def like(w: World) -> list[Row]:
    w.bob.mutate("likePost", {"postId": w.post})
    w.bob.mutate("likePost", {"postId": w.post})
    return [("bob", "post:like", w.post)]


@an_act("likePost", given=a_liked_post)
def react(w: World) -> list[Row]:
    w.bob.mutate("likePost", {"postId": w.post, "reaction": "LOVE"})
    return [("bob", "post:react", w.post)]


@an_act("unlikePost", given=a_liked_post)
def unlike(w: World) -> list[Row]:
    w.bob.mutate("unlikePost", {"postId": w.post})
    w.bob.mutate("unlikePost", {"postId": w.post})
    return [("bob", "post:unlike", w.post)]


@an_act("unlikePost", given=a_loved_post)
def unreact(w: World) -> list[Row]:
    w.bob.mutate("unlikePost", {"postId": w.post})
    return [("bob", "post:unreact", w.post)]


@an_act("commentOnPost", given=a_post)
def comment(w: World) -> list[Row]:
    values = {"postId": w.post, "text": "Hello @cleo"}
    made = w.bob.mutate("commentOnPost", values, "comment { id }")["comment"]["id"]
    return [
        ("bob", "post:comment", w.post),
        ("bob", "comment:create", made),
        ("bob", "mention", "cleo", "comment", made),
    ]


@an_act("deleteComment", given=a_comment)
def delete_comment(w: World) -> list[Row]:
    w.bob.mutate("deleteComment", {"commentId": w.made["comment"]})
    return [("bob", "comment:delete", w.made["comment"])]


@an_act("sharePost", given=a_post)
def share(w: World) -> list[Row]:
    w.bob.mutate("sharePost", {"postId": w.post})
    return [("bob", "post:share", w.post)]


@an_act("savePost", given=a_post)
def save(w: World) -> list[Row]:
    w.bob.mutate("savePost", {"postId": w.post})
    w.bob.mutate("savePost", {"postId": w.post})
    return [("bob", "post:save", w.post)]


@an_act("unsavePost", given=a_saved_post)
def unsave(w: World) -> list[Row]:
    w.bob.mutate("unsavePost", {"postId": w.post})
    w.bob.mutate("unsavePost", {"postId": w.post})
    return [("bob", "post:unsave", w.post)]


@an_act("hidePost", given=a_post)
def hide(w: World) -> list[Row]:
    w.bob.mutate("hidePost", {"postId": w.post, "reason": "HIDE"})
    w.cleo.mutate("hidePost", {"postId": w.post, "reason": "NOT_INTERESTED"})
    return [("bob", "post:hide", w.post), ("cleo", "post:not_interested", w.post)]


@an_act("reportPost", given=a_post)
def report(w: World) -> list[Row]:
    w.bob.mutate("reportPost", {"postId": w.post, "reason": "SPAM"})
    return [("bob", "post:report", w.post)]


# Stories.


@an_act("createStory", given=a_connection)
def create_story(w: World) -> list[Row]:
    story = w.ada.mutate("createStory", {"text": "Now @bob"}, "story { id }")["story"]["id"]
    return [
        ("ada", "story_create"),
        ("ada", "story:create", story),
        ("ada", "mention", "bob", "story", story),
    ]


@an_act("deleteStory", given=a_story)
def delete_story(w: World) -> list[Row]:
    w.ada.mutate("deleteStory", {"storyId": w.made["story"]})
    return [("ada", "story_delete"), ("ada", "story:delete", w.made["story"])]


@an_act("viewStory", given=a_story)
def view_story(w: World) -> list[Row]:
    w.bob.mutate("viewStory", {"storyId": w.made["story"]})
    return [("bob", "story:view", w.made["story"])]


@an_act("reactToStory", given=a_story)
def react_to_story(w: World) -> list[Row]:
    w.bob.mutate("reactToStory", {"storyId": w.made["story"], "reaction": "LOVE"})
    w.bob.mutate("reactToStory", {"storyId": w.made["story"], "reaction": "LOVE"})
    return [("bob", "story:react", w.made["story"])]


@an_act("commentOnStory", given=a_story)
def comment_on_story(w: World) -> list[Row]:
    values = {"storyId": w.made["story"], "text": "Oh"}
    made = w.bob.mutate("commentOnStory", values, "comment { id }")["comment"]["id"]
    return [("bob", "story:comment", w.made["story"]), ("bob", "comment:create", made)]


# Communities.


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


# What clients report.


@an_act("trackActivity")
def track_activity(w: World) -> list[Row]:
    w.ada.mutate("trackActivity", {"activityType": "SEARCH", "metadata": {"words": 2}}, "tracked")
    return [("ada", "search")]


@an_act("trackContentInteraction", given=a_post)
def track_content(w: World) -> list[Row]:
    values = {"contentType": "POST", "contentId": w.post, "interactionType": "IMPRESSION"}
    w.bob.mutate("trackContentInteraction", values, "tracked")
    return [("bob", "post:impression", w.post)]


@an_act("trackSocialInteraction")
def track_social(w: World) -> list[Row]:
    values = {"interactionType": "RECOMMENDATION_VIEW", "targetUserId": w.bob.id}
    w.ada.mutate("trackSocialInteraction", values, "tracked")
    return [("ada", "recommendation_view", "bob", "", "")]


@an_act("trackProfileVisit", "trackSocialInteraction", "trackEvents")
def visit(w: World) -> list[Row]:
    w.ada.mutate("trackProfileVisit", {"userId": w.bob.id}, "tracked")
    values = {"interactionType": "PROFILE_VISIT", "targetUserId": w.bob.id}
    w.ada.mutate("trackSocialInteraction", values, "tracked")
    events = [{"kind": "PROFILE_VISIT", "userId": w.bob.id}]
    w.ada.mutate("trackEvents", {"events": events}, "accepted")
    return [
        ("ada", "profile_view"),
        ("ada", "profile_visit", "bob", "profile", w.bob.id),
    ] * 3
