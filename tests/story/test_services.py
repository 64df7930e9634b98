"""Each act leaves its rows and changes what it says; what is refused changes nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest

from tests.api import Client
from tests.story.conftest import react, relationships, told_before, view
from tests.watching import Watch, activity, connect, content, hold, social

FIELDS = """story { id text media { url type } author { username } createdAt expiresAt viewCount
  reactionCounts { reaction count } commentCount viewerReaction viewerHasViewed }"""
ACTS: tuple[tuple[str, dict[str, str]], ...] = (
    ("viewStory", {}),
    ("reactToStory", {"reaction": "wow"}),
    ("commentOnStory", {"text": "Nice"}),
    ("deleteStory", {}),
)


def test_telling_a_story_leaves_its_rows(member: Callable[..., Client]) -> None:
    ada = member("ada")
    watch = Watch()
    media = [{"url": "https://example.org/sea.jpg"}]
    told = ada.mutate("createStory", {"text": " The sea ", "media": media}, FIELDS)["story"]
    uid = told.pop("id")
    created, expires = (datetime.fromisoformat(told.pop(at)) for at in ("createdAt", "expiresAt"))
    assert expires - created == timedelta(hours=24)
    assert told == {
        "text": "The sea",
        "media": [{"url": "https://example.org/sea.jpg", "type": "IMAGE"}],
        "author": {"username": "ada"},
        "viewCount": 0,
        "reactionCounts": [],
        "commentCount": 0,
        "viewerReaction": None,
        "viewerHasViewed": False,
    }
    assert watch.rows() == [
        activity(ada, "story_create"),
        content(ada, "create", "story", uid, ada, privacy="connections"),
    ]


@pytest.mark.parametrize("hours", [1, 168])
def test_it_ends_after_its_hours(member: Callable[..., Client], hours: int) -> None:
    told = member("ada").mutate("createStory", {"text": "Hi", "ttlHours": hours}, FIELDS)["story"]
    created, expires = (datetime.fromisoformat(told[at]) for at in ("createdAt", "expiresAt"))
    assert expires - created == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "text"),
        ({"text": "  ", "media": []}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "Hi", "ttlHours": 0}, "ttlHours"),
        ({"text": "Hi", "ttlHours": 169}, "ttlHours"),
    ],
)
def test_a_story_out_of_bounds_is_refused(
    member: Callable[..., Client], values: dict[str, Any], field: str
) -> None:
    ada = member("ada")
    watch = Watch()
    error = ada.refusal("createStory", values)
    assert (error["code"], error["field"]) == ("INVALID", field)
    watch.assert_nothing()


def test_who_is_mentioned_and_may_see_it_is_told(member: Callable[..., Client]) -> None:
    ada, bob, cem, dan = (member(name) for name in ("ada", "bob", "cem", "dan"))
    connect(ada, bob)
    connect(dan, ada)
    hold(dan, "BLOCKS", ada)
    watch = Watch()
    text = "@bob @cem @dan @ada @Bob"
    uid = ada.mutate("createStory", {"text": text}, "story { id }")["story"]["id"]
    assert cem.id  # Not connected: to them the story is as missing.
    assert watch.rows() == [
        activity(ada, "story_create"),
        content(ada, "create", "story", uid, ada, privacy="connections"),
        social(ada, "mention", "story", uid, target=bob),
    ]


def test_every_look_is_a_view_and_the_first_is_kept(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid = story(ada)
    watch = Watch()
    view(bob, uid)
    [first] = relationships(uid, "VIEWED")
    seen = bob.mutate("viewStory", {"storyId": uid}, FIELDS)["story"]
    assert (seen["viewCount"], seen["viewerHasViewed"]) == (None, True)
    own = ada.mutate("viewStory", {"storyId": uid}, FIELDS)["story"]
    assert (own["viewCount"], own["viewerHasViewed"]) == (1, True)
    assert first in relationships(uid, "VIEWED")
    assert len(relationships(uid, "VIEWED")) == 2
    row = partial(content, word="view", of="story", uid=uid, author=ada, privacy="connections")
    assert watch.rows(acts=3) == sorted([row(bob), row(bob), row(ada)], key=repr)


def test_another_reaction_takes_the_place_of_the_first(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob = member("ada"), member("bob")
    connect(ada, bob)
    uid = story(ada)
    row = partial(content, bob, "react", "story", uid, ada, privacy="connections")

    watch = Watch()
    react(bob, uid, "wow")
    assert watch.rows() == [row(reaction="wow")]

    watch = Watch()
    react(bob, uid, " WOW ")
    watch.assert_nothing()

    values = {"storyId": uid, "reaction": "Big smile"}
    seen = bob.mutate("reactToStory", values, FIELDS)["story"]
    assert seen["viewerReaction"] == "big_smile"
    assert seen["reactionCounts"] == [{"reaction": "big_smile", "count": 1}]
    assert watch.rows() == [row(reaction="big_smile", previous="wow")]


def test_a_comment_leaves_its_two_rows_and_mentions_nobody(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    connect(ada, bob)
    connect(cem, bob)
    uid = story(ada)
    watch = Watch()
    values = {"storyId": uid, "text": " Nice, @cem "}
    fields = "comment { id text storyId postId author { username } replyCount }"
    made = bob.mutate("commentOnStory", values, fields)["comment"]
    comment_id = made.pop("id")
    assert made == {
        "text": "Nice, @cem",
        "storyId": uid,
        "postId": None,
        "author": {"username": "bob"},
        "replyCount": 0,
    }
    parent = {"type": "story", "id": uid}
    assert watch.rows() == [
        content(bob, "comment", "story", uid, ada, privacy="connections", comment=comment_id),
        content(bob, "create", "comment", comment_id, bob, privacy="connections", parent=parent),
    ]


def test_a_blank_comment_or_reaction_is_refused(
    member: Callable[..., Client], story: Callable[..., str]
) -> None:
    ada = member("ada")
    uid = story(ada)
    watch = Watch()
    for name, field in (("commentOnStory", "text"), ("reactToStory", "reaction")):
        error = ada.refusal(name, {"storyId": uid, field: " "})
        assert (error["code"], error["field"]) == ("INVALID", field)
    watch.assert_nothing()


@pytest.mark.parametrize(("name", "values"), ACTS)
def test_what_one_may_not_see_answers_as_what_is_missing(
    member: Callable[..., Client], story: Callable[..., str], name: str, values: dict[str, Any]
) -> None:
    ada, bob, cem = member("ada"), member("bob"), member("cem")
    connect(ada, bob)
    connect(ada, cem)
    hold(ada, "BLOCKS", bob)
    hold(cem, "BLOCKS", ada)
    uid, ended = story(ada), told_before(ada, hours=25, ttl_hours=24)
    dan = member("dan")
    watch = Watch()
    missing = dan.refusal(name, {"storyId": "no such story", **values})
    assert (missing["code"], missing["field"]) == ("NOT_FOUND", "storyId")
    for who in (bob, cem, dan):
        assert who.refusal(name, {"storyId": uid, **values}) == missing
    for who in (ada, bob, cem, dan):
        assert who.refusal(name, {"storyId": ended, **values}) == missing
    watch.assert_nothing()


def test_nobody_signed_out_acts(
    member: Callable[..., Client], story: Callable[..., str], client_of_nobody: Callable[[], Client]
) -> None:
    uid = story(member("ada"))
    watch = Watch()
    nobody = client_of_nobody()
    for name, values in ACTS:
        refused = nobody.refusal(name, {"storyId": uid, **values})
        assert refused["code"] == "UNAUTHENTICATED"
    assert nobody.refusal("createStory", {"text": "Hi"})["code"] == "UNAUTHENTICATED"
    watch.assert_nothing()
