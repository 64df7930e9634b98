"""When who comes: every visit of the network's history, in the order of time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from ooumph.demo.cast import Persona

LONGEST_VISIT = timedelta(minutes=30)


@dataclass(frozen=True)
class Visit:
    """A member comes at an instant; `seed` is what they do then."""

    at: datetime
    persona: Persona
    seed: str
    first: bool = False


def diary(*, seed: int, personas: Sequence[Persona], days: int, until: datetime) -> list[Visit]:
    """The visits of the `days` days that are over at `until`, sorted; a member's first signs up."""
    first_day = until.date() - timedelta(days=days)
    visits: list[Visit] = []
    for persona in personas:
        visits += _visits(seed, persona, first_day, days, until)
    return sorted(visits, key=lambda visit: (visit.at, visit.persona.username))


def _visits(
    seed: int, persona: Persona, first_day: date, days: int, until: datetime
) -> Iterator[Visit]:
    first = True
    for number in range(persona.joins_day, min(days + 1, persona.leaves_day)):
        rng = Random(f"{seed} day {number} of {persona.username}")
        day = first_day + timedelta(days=number)
        count = max(_count(rng, persona, day), int(first))
        for at in sorted(_instant(rng, persona, day) for _ in range(count)):
            if at < until - LONGEST_VISIT:
                yield Visit(at, persona, f"{seed} visit of {persona.username} at {at}", first)
                first = False


def _count(rng: Random, persona: Persona, day: date) -> int:
    """How often the member comes on a day: on average what their pace and the weekday say."""
    expected = persona.pace.visits_a_day * (persona.weekend if day.weekday() >= 5 else 1)
    tries = 4
    return sum(rng.random() < expected / tries for _ in range(tries))


def _instant(rng: Random, persona: Persona, day: date) -> datetime:
    (hour,) = rng.choices(range(24), persona.hours)
    within = time(hour, rng.randrange(60), rng.randrange(60), rng.randrange(10**6))
    return datetime.combine(day, within, ZoneInfo(persona.zone))
