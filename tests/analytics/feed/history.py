"""A random history of a few members who look at each other's content, up to now."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ooumph.ids import new_id
from tests.analytics.events import event
from user_activity import writer
from user_activity.events import Event
from user_activity.vocabulary import (
    ActivityType,
    ContentType,
    InteractionType,
    SocialInteractionType,
)

Content, Social = InteractionType, SocialInteractionType
WORDS = (
    *([Content.IMPRESSION] * 4 + [Content.VIEW] * 3),
    *(Content.CLICK, Content.LIKE, Content.UNLIKE, Content.REACT, Content.UNREACT),
    *(Content.COMMENT, Content.SHARE, Content.SAVE, Content.UNSAVE, Content.HIDE),
    *(Content.NOT_INTERESTED, Content.REPORT, Content.TIME_SPENT, Content.SCROLL_DEPTH),
)
TURNED = (Social.MESSAGE_SEND, Social.PROFILE_VISIT, Social.MENTION, Social.MESSAGE_READ)
TAGS = ("art", "bikes", "cats", "Ärger")
TYPES = (ContentType.POST, ContentType.STORY, ContentType.COMMENT)


class History:
    """`members` by id; each made `items` pieces of content, most of them with tags."""

    def __init__(self, seed: int, members: Sequence[int], now: datetime, items: int = 4) -> None:
        self.random, self.members, self.now = random.Random(seed), members, now
        self.days = 110
        self.items = [
            (self.random.choice(TYPES), f"{author}-{n}", author)
            for author in members
            for n in range(items)
        ]

    def at(self) -> datetime:
        """More and more often towards now."""
        share = self.random.random() ** 2
        return self.now - timedelta(minutes=1, seconds=int(share * self.days * 86_400))

    def store(self, acts: int) -> list[Event]:
        events = [*self.created(), *(self.act() for _ in range(acts)), *self.sent(acts // 10)]
        writer.store(events)
        return events

    def created(self) -> list[Event]:
        return [
            event(
                Content.CREATE,
                author,
                self.now - timedelta(days=self.days + 5),
                content_type=content_type,
                content_id=content_id,
                author_id=author,
                metadata={
                    "tags": self.random.sample(TAGS, self.random.randrange(4)),
                    "privacy": self.random.choice(("public", "public", "connections")),
                },
            )
            for content_type, content_id, author in self.items
        ]

    def act(self) -> Event:
        who, chance = self.random.choice(self.members), self.random.random()
        if chance < 0.1:
            return event(ActivityType.PAGE_VIEW, who, self.at())
        if chance < 0.25:
            other = self.random.choice([each for each in self.members if each != who])
            word = self.random.choice(TURNED)
            return event(word, who, self.at(), target_user_id=other)
        return self.interaction(who)

    def interaction(self, who: int) -> Event:
        word = self.random.choice(WORDS)
        content_type, content_id, author = self.random.choice(self.items)
        more: dict[str, Any] = {}
        if word in (Content.VIEW, Content.TIME_SPENT):
            more = {
                "visit_id": f"visit{self.random.randrange(30)}",
                "duration_ms": self.random.randrange(40 * 60_000),
            }
        if word is Content.SCROLL_DEPTH:
            more = {"visit_id": f"visit{self.random.randrange(30)}",
                    "scroll_depth": self.random.randrange(100) + 0.5}  # fmt: skip
        if word is Content.REACT:
            more = {"metadata": {"reaction": self.random.choice(["love", "like", "sad"])}}
        return event(
            word, who, self.at(), content_type=content_type, content_id=content_id,
            author_id=author, **more,
        )  # fmt: skip

    def sent(self, count: int) -> list[Event]:
        """Messages to several at once."""
        found: list[Event] = []
        for _ in range(count):
            who, *others = self.random.sample(list(self.members), 4)
            act, at = new_id(), self.at()
            found += [
                event(Social.MESSAGE_SEND, who, at, act_id=act, target_user_id=other)
                for other in others
            ]
        return found


def just_now() -> datetime:
    return datetime.now(UTC)
