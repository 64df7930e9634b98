"""Stories."""

from tests.acceptance.given import a_connection, a_story
from tests.acceptance.world import Row, World, an_act


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
