from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ooumph.demo.cast import DEMO_PACE, PACES, cast
from ooumph.demo.diary import LONGEST_VISIT, Visit, diary

UNTIL = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)
PERSONAS = cast(seed=1, members=40, days=90)


def written(seed: int = 1) -> list[Visit]:
    return diary(seed=seed, personas=PERSONAS, days=90, until=UNTIL)


def test_the_same_seed_gives_the_same_visits() -> None:
    assert written() == written()
    assert written() != written(seed=2)


def test_visits_are_in_order_and_over_in_time() -> None:
    instants = [visit.at for visit in written()]
    assert instants == sorted(instants)
    assert instants[0] >= datetime(2025, 12, 30, tzinfo=UTC)
    assert instants[-1] < UNTIL - LONGEST_VISIT
    assert len(instants) == len(set(instants))


def test_everybody_comes_and_their_first_visit_is_marked() -> None:
    seen: set[str] = set()
    for visit in written():
        assert visit.first == (visit.persona.username not in seen)
        seen.add(visit.persona.username)
    assert seen == {persona.username for persona in PERSONAS}


def test_the_most_active_tenth_comes_as_often_as_most_others_together() -> None:
    visits = Counter(visit.persona.pace for visit in written())
    busy = visits[PACES[0]] + visits[DEMO_PACE]
    assert 0.35 < busy / visits.total() < 0.6


def test_members_come_at_the_hours_of_their_own_zone() -> None:
    for visit in written():
        local = visit.at.astimezone(ZoneInfo(visit.persona.zone))
        assert visit.persona.hours[local.hour] > 0
        assert local.date() - (UNTIL.date() - timedelta(days=90)) >= timedelta(
            days=visit.persona.joins_day
        )
