"""What members type, as it is kept: words in lower snake case, tags without their sign."""

import re
from collections.abc import Iterable

from ooumph.errors import Invalid

MAX_TEXT = 5000
MAX_TAGS = 10
MAX_TAG_LENGTH = 64
MAX_WORD_LENGTH = 32
MAX_NOTE_LENGTH = 500

_BETWEEN = re.compile(r"[\s-]+")


def as_word(text: str, *, field: str) -> str:
    """A reaction or reason: `Hate speech` is `hate_speech`; Invalid names `field` when blank."""
    word = _BETWEEN.sub("_", text.strip().lower())
    if not word:
        raise Invalid("This may not be blank.", field=field)
    return word


def as_tag(text: str) -> str:
    """`#Graphs` is `graphs`; empty where nothing is left."""
    return text.strip().lstrip("#").strip().lower()


def as_tags(texts: Iterable[str] | None) -> list[str]:
    """Each tag once, in their order; Invalid for one that is too long or too many."""
    tags = [tag for tag in dict.fromkeys(map(as_tag, texts or ())) if tag]
    if len(tags) > MAX_TAGS:
        raise Invalid(f"A post has at most {MAX_TAGS} tags.", field="tags")
    if any(len(tag) > MAX_TAG_LENGTH for tag in tags):
        raise Invalid(f"A tag has at most {MAX_TAG_LENGTH} characters.", field="tags")
    return tags
