from collections import Counter

from ooumph.demo.cast import DEMO_PACE, LOGIN, PACES, cast


def test_the_same_seed_gives_the_same_members() -> None:
    assert cast(seed=1, members=60, days=90) == cast(seed=1, members=60, days=90)
    assert cast(seed=1, members=60, days=90) != cast(seed=2, members=60, days=90)


def test_names_are_unique_however_many_there_are() -> None:
    names = [persona.username for persona in cast(seed=1, members=300, days=90)]
    assert (len(set(names)), names.count(LOGIN)) == (300, 1)


def test_a_few_are_very_active_and_most_are_not() -> None:
    paces = Counter(persona.pace for persona in cast(seed=1, members=40, days=90))
    assert [paces[pace] for pace in (DEMO_PACE, *PACES)] == [1, 3, 12, 16, 8]


def test_members_join_over_time_and_some_leave() -> None:
    personas = cast(seed=1, members=40, days=90)
    joined = [persona.joins_day for persona in personas]
    assert joined == sorted(joined)
    assert (joined.count(0) >= 8, joined[-1] > 30, joined[-1] < 90) == (True, True, True)
    assert sum(persona.leaves_day <= 90 for persona in personas) == 8


def test_each_community_has_one_founder() -> None:
    founders = [persona for persona in cast(seed=1, members=40, days=90) if persona.founds]
    assert len({persona.founds for persona in founders}) == len(founders) == 8
    assert {persona.joins_day for persona in founders} == {0}
    assert all(persona.founds in persona.tastes for persona in founders)


def test_a_network_of_one_is_the_demo_member() -> None:
    (persona,) = cast(seed=1, members=1, days=1)
    assert (persona.username, persona.joins_day) == (LOGIN, 0)
