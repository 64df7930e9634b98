"""A random history of impressions and what comes of them, whose reports may be late."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.analytics.events import event, make_member
from user_activity import writer
from user_activity.events import Event
from user_activity.vocabulary import ContentType, Source
from user_activity.vocabulary import InteractionType as Content
from user_activity.vocabulary import SocialInteractionType as Social

BEGINS = datetime(2026, 2, 1, tzinfo=UTC)
FROM, TO = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 5, 20, tzinfo=UTC)
WORDS = (
    *([Content.IMPRESSION] * 8 + [Content.VIEW] * 3 + [Content.TIME_SPENT] * 2),
    *(Content.CLICK, Content.LIKE, Content.UNLIKE, Content.REACT, Content.COMMENT, Content.SHARE),
    *(Content.SAVE, Content.UNSAVE, Content.HIDE, Content.REPORT, Content.SCROLL_DEPTH),
)


class Wild:
    """Members who are shown and look at each other's content; what they say may come late."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.members = [make_member(f"member{n}").pk for n in range(5)]
        self.items = [
            (self.random.choice([ContentType.POST, ContentType.STORY]), f"{author}-{n}", author)
            for author in self.members
            for n in range(2)
        ]
        self.shown: list[tuple[int, datetime, tuple[ContentType, str, int]]] = []
        self.tags = {item[1]: self.random.sample(["a", "b", "c"], 2) for item in self.items}

    def at(self) -> datetime:
        if self.random.random() < 0.3:
            return BEGINS + self.random.random() * (TO - BEGINS)
        return FROM + timedelta(minutes=10 * self.random.randrange(19 * 144))

    def late(self, at: datetime) -> datetime:
        chance = self.random.random()
        if chance < 0.6:
            return at + timedelta(seconds=1)
        return at + self.random.random() * timedelta(days=1 if chance < 0.9 else 9)

    def store(self, count: int) -> None:
        events: list[Event] = []
        for content_type, content_id, author in self.items:
            made = BEGINS + self.random.random() * timedelta(days=80)
            changed = FROM + self.random.random() * timedelta(days=15)
            events.extend(
                event(word, author, at, received_at=self.late(at), author_id=author,
                      content_type=content_type, content_id=content_id, source=Source.SIGNAL,
                      metadata={"tags": tags, "privacy": "public"})
                for word, at, tags in (
                    (Content.CREATE, made, self.tags[content_id]),
                    (Content.UPDATE, changed, self.random.sample(["a", "b", "c"], 1)),
                )
            )  # fmt: skip
        writer.store([*events, *(self.act() for _ in range(count))])

    def act(self) -> Event:
        who, at = self.random.choice(self.members), self.at()
        source = self.random.choice([Source.CLIENT] * 9 + [Source.IMPORT])
        known: dict[str, Any] = {"received_at": self.late(at), "source": source}
        if self.random.random() < 0.15:
            other = self.random.choice([each for each in self.members if each != who])
            known["source"] = Source.API
            return event(Social.MESSAGE_SEND, who, at, target_user_id=other, **known)
        word, item = self.random.choice(WORDS), self.random.choice(self.items)
        if word is Content.IMPRESSION:
            self.shown.append((who, at, item))
        elif self.shown and self.random.random() < 0.8:
            who, at, item = self.random.choice(self.shown)
            at += self.random.random() * timedelta(hours=28)
            known["received_at"] = self.late(at)
        content_type, content_id, author = item
        known["metadata"] = {"tags": self.tags[content_id], "privacy": "public"}
        if word is Content.IMPRESSION:
            known |= {
                "surface": self.random.choice(["feed", ""]),
                "position": self.random.randrange(9),
            }
        if self.random.random() < 0.3:
            known["impression_id"] = f"{who}-{content_id}-{self.random.randrange(3)}"
        if word in (Content.VIEW, Content.TIME_SPENT):
            known |= {"visit_id": f"v{self.random.randrange(9)}",
                      "duration_ms": self.random.randrange(40 * 60_000)}  # fmt: skip
        if word is Content.SCROLL_DEPTH:
            known["scroll_depth"] = float(self.random.randrange(100))
        return event(
            word, who, at, content_type=content_type, content_id=content_id, author_id=author,
            **known,
        )  # fmt: skip
