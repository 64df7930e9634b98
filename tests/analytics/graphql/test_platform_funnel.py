"""Funnels over HTTP: steps in order, within bounds, and no longer than said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from tests.analytics.events import aggregate, event, make_member, utc
from tests.analytics.graphql.asking import MAY, META, refused
from tests.api import Client, Member
from tests.watching import counted_queries
from user_activity import writer
from user_activity.vocabulary import ActivityType, ContentType, InteractionType

pytestmark = pytest.mark.django_db(transaction=True)
VIEW, LIKE, COMMENT = InteractionType.VIEW, InteractionType.LIKE, InteractionType.COMMENT
STEPS = [{"type": "VIEW"}, {"type": "LIKE"}, {"type": "COMMENT"}]
FUNNEL = f"""
    query($steps: [FunnelStepInput!]!, $window: DateRangeInput, $withinHours: Int) {{
        funnel(steps: $steps, window: $window, withinHours: $withinHours) {{
            window {{ from to }} {META}
            steps {{ type contentType members fromPrevious fromFirst }}
        }}
    }}
"""


def members(client: Client, steps: Any = STEPS, **variables: Any) -> list[int]:
    asked = {"window": MAY, **variables}
    found = client.query(FUNNEL, steps=steps, **asked)["funnel"]["steps"]
    return [step["members"] for step in found]


@pytest.fixture
def three_members() -> None:
    ada, bob, eve = (make_member(name).pk for name in ("first", "second", "third"))
    bot = make_member("bot", is_bot=True).pk
    writer.store(
        [
            event(VIEW, ada, utc(4, 10)),
            event(LIKE, ada, utc(4, 11)),
            event(VIEW, ada, utc(5, 20)),
            event(LIKE, ada, utc(5, 21)),
            event(COMMENT, ada, utc(6, 10), content_type=ContentType.STORY),
            event(LIKE, bob, utc(4, 9)),
            event(VIEW, bob, utc(4, 10)),
            event(VIEW, eve, utc(4, 10)),
            event(LIKE, eve, utc(4, 11)),
            *(event(word, bot, utc(4, hour)) for hour, word in enumerate((VIEW, LIKE, COMMENT))),
            *(event(word, 0, utc(4, hour)) for hour, word in enumerate((VIEW, LIKE, COMMENT))),
        ]
    )


class TestFunnel:
    def test_steps_in_order(self, root: Client, three_members: None) -> None:
        waiting = root.query(FUNNEL, steps=STEPS, window=MAY)["funnel"]
        assert waiting["meta"]["isPartial"] is True
        aggregate()
        found = root.query(FUNNEL, steps=STEPS, window=MAY)["funnel"]

        assert found["steps"] == [
            step("VIEW", 3, None, None),
            step("LIKE", 2, pytest.approx(2 / 3), pytest.approx(2 / 3)),
            step("COMMENT", 1, 0.5, pytest.approx(1 / 3)),
        ]
        assert found["window"] == MAY
        assert (found["meta"]["isPartial"], found["meta"]["timezone"]) == (False, "UTC")

    def test_the_latest_beginning_counts(self, root: Client, three_members: None) -> None:
        assert members(root, withinHours=14) == [3, 2, 1]
        assert members(root, withinHours=13) == [3, 2, 0]

    def test_a_step_may_come_again(self, root: Client, three_members: None) -> None:
        assert members(root, [{"type": "VIEW"}] * 3) == [3, 1, 0]

    def test_of_a_type_of_content(self, root: Client, three_members: None) -> None:
        on_posts = [STEPS[0], {"type": "comment", "contentType": "POST"}]
        on_stories = [STEPS[0], {"type": "comment", "contentType": "STORY"}]

        assert (members(root, on_posts), members(root, on_stories)) == ([3, 0], [3, 1])

    def test_of_several_kinds(self, root: Client) -> None:
        user_id = make_member("newcomer").pk
        writer.store([event(ActivityType.SIGNUP, user_id, utc(4)), event(VIEW, user_id, utc(5))])

        assert members(root, [{"type": "SIGNUP", "kind": "ACTIVITY"}, {"type": "VIEW"}]) == [1, 1]

    def test_of_nothing(self, root: Client) -> None:
        found = root.query(FUNNEL, steps=STEPS[:2], window=MAY)["funnel"]["steps"]

        assert found == [step("VIEW", 0, None, None), step("LIKE", 0, None, None)]


def step(word: str, count: int, from_previous: Any, from_first: Any) -> dict[str, Any]:
    return {
        "type": word,
        "contentType": None,
        "members": count,
        "fromPrevious": from_previous,
        "fromFirst": from_first,
    }


class TestBounds:
    @pytest.mark.parametrize(
        ("steps", "field"),
        [
            ([], "steps"),
            (STEPS * 3, "steps"),
            ([{"type": "walk"}], "steps"),
            ([{"type": "VIEW", "kind": "SOCIAL"}], "steps"),
            ([{"type": "SIGNUP", "contentType": "POST"}], "steps"),
        ],
    )
    def test_steps_that_are_none(self, root: Client, steps: Any, field: str) -> None:
        assert refused(root, FUNNEL, steps=steps, window=MAY) == ("INVALID", field)

    @pytest.mark.parametrize(
        ("window", "field"),
        [
            ({"last": "YEAR"}, "window"),
            ({"from": "2026-02-01", "to": "2026-05-02"}, "window"),
            ({"from": "2026-05-02", "to": "2026-05-01"}, "window.from"),
        ],
    )
    def test_windows_that_are_none(self, root: Client, window: Any, field: str) -> None:
        assert refused(root, FUNNEL, steps=STEPS, window=window) == ("INVALID", field)

    def test_ninety_days_and_six_steps(self, root: Client, three_members: None) -> None:
        window = {"from": "2026-02-02", "to": "2026-05-02"}

        assert members(root, STEPS * 2, window=window) == [0] * 6

    def test_it_takes_no_longer_than_said(
        self, root: Client, three_members: None, settings: Any
    ) -> None:
        settings.RAW_ROWS_TIMEOUT_SECONDS = 0.2
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE content_interaction")
            answer = refused(root, FUNNEL, steps=STEPS, window=MAY)

        assert answer == ("INVALID", "window")
        assert members(root) == [3, 2, 1]


def test_it_is_for_staff_alone(member: Member, client_of_nobody: Callable[[], Client]) -> None:
    assert refused(member("ada"), FUNNEL, steps=STEPS) == ("FORBIDDEN", None)
    assert refused(client_of_nobody(), FUNNEL, steps=STEPS) == ("UNAUTHENTICATED", None)


def test_the_queries_are_as_many_whatever_the_steps(root: Client, three_members: None) -> None:
    found = []
    aggregate()
    for steps in (STEPS[:1], STEPS * 2, STEPS * 2):
        with counted_queries() as queries:
            members(root, steps)
        asked = [sql for sql in queries.database if sql.startswith(("SELECT", "WITH"))]
        found.append((len(queries.graph), len(asked)))

    assert found == [(0, 5), (0, 5), (0, 4)]  # The last one was answered before.
