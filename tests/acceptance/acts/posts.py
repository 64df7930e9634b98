"""Posts and comments."""

from tests.acceptance.given import a_comment, a_liked_post, a_loved_post, a_post, a_saved_post
from tests.acceptance.world import Row, World, an_act


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
    return [
        ("ada", "post_delete"),
        ("ada", "post:delete", w.post),
        ("ada", "comment:delete", w.made["comment"]),
    ]


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
