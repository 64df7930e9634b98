"""Who deletes a story, and what goes with it."""

from collections.abc import Callable

from account.models import User
from tests.api import Client
from tests.story.conftest import comment, left, react, view
from tests.watching import Watch, activity, connect, content

FIELDS = "story { id text viewCount }"


def test_deleting_takes_all_with_it_and_each_comment_leaves_a_row(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid, other = story(ada), story(ada)
    said = {}
    for each in (uid, other):
        view(bob, each)
        react(bob, each, "wow")
        said[each] = comment(bob, each)
    watch = Watch()
    gone = ada.mutate("deleteStory", {"storyId": uid}, FIELDS)["story"]
    assert (gone["id"], gone["text"], gone["viewCount"]) == (uid, "Hello", 0)
    about = {"privacy": "connections", "parent": {"type": "story", "id": uid}}
    assert watch.rows() == [
        activity(ada, "story_delete"),
        content(ada, "delete", "comment", said[uid], bob, **about),
        content(ada, "delete", "story", uid, ada, privacy="connections"),
    ]
    assert (left(uid), left(other)) == (0, 2)


def test_staff_delete_what_they_do_not_see(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, eve = member("ada"), member("eve")
    User.objects.filter(pk=int(eve.id)).update(is_staff=True)
    uid = story(ada)
    watch = Watch()
    eve.mutate("deleteStory", {"storyId": uid}, "story { id }")
    assert watch.rows() == [
        activity(eve, "story_delete"),
        content(eve, "delete", "story", uid, ada, privacy="connections"),
    ]
    assert left(uid) == 0


def test_only_its_author_deletes_a_story(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid = story(ada)
    watch = Watch()
    error = bob.refusal("deleteStory", {"storyId": uid})
    assert (error["code"], error["field"]) == ("FORBIDDEN", "storyId")
    watch.assert_nothing()
