"""What the demo's members talk about, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Topic:
    """A taste: the name of its community, the tags of its posts and what fills their sentences."""

    community: str
    tags: tuple[str, ...]
    things: tuple[str, ...]
    places: tuple[str, ...]


TOPICS: Mapping[str, Topic] = {
    "photography": Topic(
        "Slow photography",
        ("photography", "film", "light"),
        ("a roll of old film", "the fog over the river", "a portrait of my neighbour"),
        ("at the harbour", "on the roof", "before sunrise"),
    ),
    "cycling": Topic(
        "Two wheels",
        ("cycling", "gravel", "commuting"),
        ("my first hundred kilometres", "a new chain", "the long climb"),
        ("in the rain", "along the canal", "up the old pass"),
    ),
    "cooking": Topic(
        "What's for dinner",
        ("cooking", "baking", "vegetarian"),
        ("a sourdough that rose at last", "grandmother's soup", "six kinds of dumplings"),
        ("in a tiny kitchen", "for twelve guests", "with what was left"),
    ),
    "books": Topic(
        "The reading room",
        ("books", "poetry", "libraries"),
        ("a novel I could not put down", "three slim books of poems", "a map of a library"),
        ("on the night train", "in one sitting", "with the cat asleep on it"),
    ),
    "gardening": Topic(
        "Balcony gardeners",
        ("gardening", "tomatoes", "bees"),
        ("the first tomato", "a pot of thyme", "a visit by wild bees"),
        ("on the fourth floor", "after the frost", "behind the garage"),
    ),
    "music": Topic(
        "Loud and soft",
        ("music", "jazz", "choir"),
        ("a record from the flea market", "our choir's new song", "four chords"),
        ("in the stairwell", "all afternoon", "with the windows open"),
    ),
    "hiking": Topic(
        "Over the next hill",
        ("hiking", "mountains", "maps"),
        ("a path that is on no map", "the hut above the clouds", "two marmots"),
        ("after the storm", "with heavy boots", "at the border"),
    ),
    "code": Topic(
        "Evening projects",
        ("code", "graphs", "databases"),
        ("a bug that was older than me", "a graph of everything I read", "one very fast query"),
        ("after midnight", "in forty lines", "on a train without network"),
    ),
}

POSTS = (
    "Today: {thing}, {place}.",
    "I spent the morning with {thing} {place} and would do it again.",
    "Does anybody else know {thing}? Mine was {place}.",
    "{thing}, {place}. That's the post.",
    "Finally: {thing}! It happened {place}.",
)
EDITS = ("{text} (Corrected, thank you.)", "{text} Thanks for all the kind words!")
COMMENTS = (
    "Lovely.",
    "How long did that take you?",
    "I tried the same last year and gave up.",
    "This made my day.",
    "Where is that?",
    "Next time call me, I'll come along!",
)
STORIES = ("On my way.", "Look at this sky.", "Coffee first.", "Nearly there.", "Back home.")
MESSAGES = (
    "Hi! How have you been?",
    "Are you coming on Saturday?",
    "I saw your post, wonderful.",
    "Could you send me the recipe?",
    "Half past seven, at the usual place.",
    "Yes!",
    "I'll think about it and tell you tomorrow.",
    "Thank you so much.",
)
NOTES = ("", "We met last week.", "I like what you write about {topic}.", "")
REACTIONS = ("love", "laugh", "wow", "sad")


def post_text(rng: Random, topic: str) -> str:
    words = TOPICS[topic]
    text = rng.choice(POSTS).format(thing=rng.choice(words.things), place=rng.choice(words.places))
    return text[0].upper() + text[1:]


def post_tags(rng: Random, topic: str) -> list[str]:
    first, *others = TOPICS[topic].tags
    return [first, *rng.sample(others, rng.choice((0, 1, 1, 2)))]
