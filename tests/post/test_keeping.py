"""Saving and sharing."""

from functools import partial

from tests.api import Client
from tests.post.acts import act, held, publish
from tests.watching import Watch, at_once, content


def test_saving_and_taking_it_back(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    for name, word, saved in (("savePost", "save", True), ("unsavePost", "unsave", False)):
        watch = Watch()
        after = act(bob, name, uid)
        assert after["viewerHasSaved"] is saved
        assert after["saveCount"] is None
        assert watch.rows() == [content(bob, word, "post", uid, ada, privacy="public")]
        watch = Watch()
        assert act(bob, name, uid)["viewerHasSaved"] is saved
        watch.assert_nothing()


def test_the_author_alone_sees_how_many_saved_it(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    act(bob, "savePost", uid)
    assert act(ada, "savePost", uid)["saveCount"] == 2
    assert act(ada, "unsavePost", uid)["saveCount"] == 1


def test_saving_at_once_is_one_save(ada: Client, bob: Client) -> None:
    for _ in range(3):
        uid = publish(ada)
        watch = Watch()
        at_once(*[partial(act, bob, "savePost", uid)] * 6)
        assert watch.rows() == [content(bob, "save", "post", uid, ada, privacy="public")]
        assert len(held("SAVES", uid)) == 1
        watch = Watch()
        at_once(*[partial(act, bob, "unsavePost", uid)] * 6)
        assert watch.rows() == [content(bob, "unsave", "post", uid, ada, privacy="public")]


def test_every_share_is_one_of_its_own(ada: Client, bob: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    assert act(bob, "sharePost", uid)["shareCount"] == 1
    assert act(bob, "sharePost", uid)["shareCount"] == 2
    assert act(bob, "sharePost", uid, target="EXTERNAL", note=" Look ")["shareCount"] == 3
    share = partial(content, bob, "share", "post", uid, ada, privacy="public")
    feed, external = share(target="feed"), share(target="external")
    assert watch.rows(acts=3) == sorted([feed, feed, external], key=repr)
    kept = sorted(held("SHARES", uid), key=lambda share: float(share["at"]))
    assert [(share["target"], share["note"]) for share in kept] == [
        ("feed", ""),
        ("feed", ""),
        ("external", "Look"),
    ]
    assert len({share["uid"] for share in kept}) == 3


def test_a_note_is_bounded(ada: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    error = ada.refusal("sharePost", {"postId": uid, "note": "x" * 501})
    assert (error["code"], error["field"]) == ("INVALID", "note")
    watch.assert_nothing()
