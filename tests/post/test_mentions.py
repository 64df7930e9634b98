"""Whom posts and comments mention, each once, and only who may read them."""

from collections.abc import Callable

from tests.api import Client
from tests.post.acts import act, comment, publish
from tests.watching import Watch, activity, connect, content, hold, social


def test_a_post_mentions_each_member_once(ada: Client, bob: Client, eve: Client) -> None:
    watch = Watch()
    uid = publish(ada, "@bob, meet @Eve. @bob? @ada @nobody me@eve @bob@eve")
    assert watch.rows() == sorted(
        [
            activity(ada, "post_create"),
            content(ada, "create", "post", uid, ada, privacy="public"),
            social(ada, "mention", "post", uid, bob),
            social(ada, "mention", "post", uid, eve),
        ],
        key=repr,
    )


def test_an_edit_mentions_who_was_not_mentioned_before(
    ada: Client, bob: Client, eve: Client
) -> None:
    uid = publish(ada, "@bob")
    watch = Watch()
    act(ada, "updatePost", uid, text="Nobody")
    act(ada, "updatePost", uid, text="@bob and @eve")
    rows = watch.rows(acts=2)
    assert [row for row in rows if row[0] == "social"] == [social(ada, "mention", "post", uid, eve)]
    assert len(rows) == 5


def test_a_comment_mentions(ada: Client, bob: Client, eve: Client) -> None:
    uid = publish(ada)
    watch = Watch()
    made = comment(bob, uid, "@ada @eve!")
    rows = [row for row in watch.rows() if row[0] == "social"]
    assert rows == sorted(
        [social(bob, "mention", "comment", made, who) for who in (ada, eve)], key=repr
    )


def test_who_may_not_read_it_or_is_blocked_is_not_mentioned(
    ada: Client, bob: Client, eve: Client, member: Callable[..., Client]
) -> None:
    fay = member("fay")
    connect(ada, bob)
    connect(ada, fay)
    hold(fay, "BLOCKS", ada)
    watch = Watch()
    uid = publish(ada, "@bob @eve @fay", privacy="CONNECTIONS")
    rows = [row for row in watch.rows() if row[0] == "social"]
    assert rows == [social(ada, "mention", "post", uid, bob)]
    watch = Watch()
    comment(bob, uid, "@eve @fay")
    assert [row for row in watch.rows() if row[0] == "social"] == []
    watch = Watch()
    act(ada, "updatePost", uid, privacy="PUBLIC")
    rows = [row for row in watch.rows() if row[0] == "social"]
    assert rows == [social(ada, "mention", "post", uid, eve)]
