"""Who is in the demo network: members with time zones, hours, weekdays, tastes and a pace."""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from ooumph.demo.topics import TOPICS

LOGIN = "demo"  # The member whom a newcomer signs in as; plays along like everybody.
NAMES = (
    "Ada", "Amira", "Anton", "Bao", "Bruno", "Carla", "Chidi", "Dana", "Dmitri", "Elif", "Emil",
    "Farah", "Finn", "Grace", "Hana", "Hugo", "Ines", "Ivan", "Jana", "Jonas", "Kaito", "Kira",
    "Lars", "Leila", "Luca", "Maja", "Malik", "Mina", "Nadia", "Nils", "Noor", "Olga", "Omar",
    "Pia", "Quinn", "Rafael", "Rosa", "Sami", "Sofia", "Tariq", "Tilda", "Uma", "Viktor", "Wen",
    "Yara", "Yusuf", "Zoe",
)  # fmt: skip
FAMILY_NAMES = (
    "Abe", "Berg", "Costa", "Diaz", "Eriksen", "Fofana", "Gruber", "Haddad", "Ito", "Jensen",
    "Kaya", "Lopez",
)  # fmt: skip
ZONES = (
    "Europe/Berlin", "Europe/London", "America/New_York", "America/Sao_Paulo", "Asia/Kolkata",
    "Asia/Tokyo", "Africa/Lagos", "Australia/Sydney",
)  # fmt: skip
ZONE_WEIGHTS = (8, 5, 5, 3, 4, 2, 2, 1)
DEVICES = (
    "desktop/Windows/Chrome", "desktop/Mac OS X/Safari", "desktop/Linux/Firefox",
    "mobile/Android/Chrome Mobile", "mobile/iOS/Mobile Safari", "tablet/iOS/Mobile Safari",
)  # fmt: skip
NETWORKS = ("192.0.2.0", "198.51.100.0", "203.0.113.0")  # Reserved for documentation.


@dataclass(frozen=True)
class Pace:
    """How much a kind of member does; `stays_days` is None for who does not leave."""

    share: float
    visits_a_day: float
    posts_a_visit: float
    stays_days: int | None = None


PACES = (
    Pace(share=0.10, visits_a_day=1.1, posts_a_visit=0.25),
    Pace(share=0.30, visits_a_day=0.33, posts_a_visit=0.18),
    Pace(share=0.40, visits_a_day=0.1, posts_a_visit=0.08),
    Pace(share=0.20, visits_a_day=0.35, posts_a_visit=0.10, stays_days=18),
)
DEMO_PACE = Pace(share=0, visits_a_day=0.9, posts_a_visit=0.3)

# The weight of each hour of the member's own day.
HOURS: Mapping[str, tuple[int, ...]] = {
    "early": (0, 0, 0, 0, 1, 4, 9, 9, 6, 3, 2, 2, 4, 3, 2, 2, 2, 3, 3, 2, 1, 1, 0, 0),
    "office": (0, 0, 0, 0, 0, 0, 1, 3, 5, 5, 4, 4, 8, 6, 3, 3, 3, 4, 4, 4, 3, 2, 1, 0),
    "evening": (1, 0, 0, 0, 0, 0, 1, 2, 2, 1, 1, 1, 3, 2, 1, 2, 2, 4, 6, 8, 9, 9, 6, 3),
    "night": (6, 5, 3, 1, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 4, 5, 7, 9, 9),
}


@dataclass(frozen=True)
class Persona:
    """A member's habits; `joins_day` and `leaves_day` count from the network's first day."""

    username: str
    display_name: str
    zone: str
    hours: tuple[int, ...]
    weekend: float  # Visits on Saturday and Sunday, as a multiple of those on other days.
    tastes: Mapping[str, int]  # By topic; the greater, the more.
    pace: Pace
    talkative: float  # From 0 to 1.
    devices: tuple[str, ...]
    network: str
    joins_day: int
    leaves_day: int
    founds: str | None  # The topic whose community the member founds.
    refuses_tracking: bool = False
    hides_visits: bool = False


def cast(*, seed: int, members: int, days: int) -> list[Persona]:
    """`members` personas, in the order in which they join; the first is LOGIN's."""
    drawn = [_persona(Random(f"{seed} persona {n}"), n, members, days) for n in range(members)]
    return sorted(drawn, key=lambda persona: persona.joins_day)


def _persona(rng: Random, number: int, members: int, days: int) -> Persona:
    given = NAMES[number % len(NAMES)]
    lap = number // len(NAMES)
    family = rng.choice(FAMILY_NAMES)
    pace = DEMO_PACE if number == 0 else _pace(number / members)
    topics = list(TOPICS)
    founder = number < len(topics) and number < members / 4
    tastes = rng.sample(topics, rng.choice((2, 3, 3, 4)))
    if founder:
        tastes = [topics[number], *(topic for topic in tastes if topic != topics[number])]
    joins_day = 0 if founder else int(days * rng.betavariate(1.1, 3))
    return Persona(
        username=LOGIN if number == 0 else f"{given.lower()}{lap or ''}",
        display_name="Demo Member" if number == 0 else f"{given} {family}",
        zone=rng.choices(ZONES, ZONE_WEIGHTS)[0],
        hours=HOURS[rng.choice(list(HOURS))],
        weekend=rng.choice((0.4, 0.7, 1.0, 1.5)),
        tastes={topic: len(tastes) - place for place, topic in enumerate(tastes)},
        pace=pace,
        talkative=rng.betavariate(2, 3),
        devices=tuple(rng.sample(DEVICES, rng.choice((1, 1, 2)))),
        network=rng.choice(NETWORKS),
        joins_day=joins_day,
        leaves_day=days + 1 if pace.stays_days is None else joins_day + pace.stays_days,
        founds=topics[number] if founder else None,
        refuses_tracking=number % 20 == 19,
        hides_visits=number % 15 == 8,
    )


def _pace(share: float) -> Pace:
    """The pace of the member who comes after `share` of all; the most active come first."""
    for pace in PACES:
        if share < pace.share:
            return pace
        share -= pace.share
    return PACES[-1]
