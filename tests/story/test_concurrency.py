"""Two members, or one twice, at the same instant."""

from collections.abc import Callable
from functools import partial

from tests.api import Client
from tests.story.conftest import left, react, relationships, view
from tests.watching import Watch, at_once, connect, content


def test_views_at_once_are_rows_each_and_one_relationship(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid = story(ada)
    watch = Watch()
    at_once(*[partial(view, bob, uid)] * 4)
    row = content(bob, "view", "story", uid, ada, privacy="connections")
    assert watch.rows(acts=4) == [row] * 4
    assert len(relationships(uid, "VIEWED")) == 1


def test_reacting_twice_at_once_is_one_reaction(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    for _ in range(3):
        uid = story(ada)
        watch = Watch()
        at_once(*[partial(react, bob, uid, "wow")] * 4)
        row = content(bob, "react", "story", uid, ada, privacy="connections", reaction="wow")
        assert watch.rows() == [row]
        assert len(relationships(uid, "REACTED")) == 1


def test_deleting_twice_at_once_leaves_the_rows_once(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada = member("ada")
    uid = story(ada)
    watch = Watch()
    delete = partial(ada.payload, "deleteStory", {"storyId": uid}, "")
    codes = [[error["code"] for error in each["errors"]] for each in at_once(*[delete] * 3)]
    assert sorted(codes) == [[], ["NOT_FOUND"], ["NOT_FOUND"]]
    assert len(watch.rows()) == 2


def test_comments_on_a_story_that_is_deleted_at_that_instant_do_not_stay(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    for _ in range(3):
        uid = story(ada)
        write = partial(bob.payload, "commentOnStory", {"storyId": uid, "text": "Hi"}, "")
        delete = partial(ada.payload, "deleteStory", {"storyId": uid}, "")
        *_, deleted = at_once(write, write, delete)
        assert deleted["errors"] == []
        assert left(uid) == 0
