"""`manage.py reconcile_activity`, and the clock's run: what operators see of it."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.core.management import CommandError

from account.models import User
from analytics.reconciling.days import catch_up
from analytics.tasks import reconcile_activity
from ooumph import clock
from ooumph.embedded.services import Services
from ooumph.ids import new_id
from post.services import create_post
from tests.analytics.events import make_member
from tests.analytics.reconciling.losing import command, lose
from tests.api import Client, recorded
from user_activity.models import RetentionRun, TrackedShare

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 5, 4)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def ada() -> User:
    return make_member("ada")


def post_at(member: User, at: datetime) -> str:
    with clock.at(at):
        return str(create_post(actor=member, text="Hello").uid)


def lose_post(uid: str) -> None:
    lose(
        row
        for row in recorded()
        if uid in (row.get("content_id"), row["metadata"].get("content_id"))
    )


def test_it_says_the_share_and_exits_with_how_bad_it_is(ada: User) -> None:
    posts = [post_at(ada, NOON + timedelta(seconds=second)) for second in range(101)]

    assert command("--day", "2026-05-04") == (0, "OK 2026-05-04 post: 100 % of 101 tracked\n")

    lose_post(posts[7])
    told = f"2026-05-04 post: 99 % of 101 tracked; 1 missing (2 rows): {posts[7]}\n"
    assert command("--day", "2026-05-04") == (1, f"WARNING {told}")

    lose_post(posts[8])
    code, said = command("--day", "2026-05-04", "--backfill")
    assert (code, said.split(":")[0]) == (2, "CRITICAL 2026-05-04 post")
    assert said.endswith(f"2 missing (4 rows, sent anew): {posts[7]}, {posts[8]}\n")

    told = "OK 2026-05-04 post: 98.01 % of 101 tracked; 2 came by a backfill\n"
    assert command("--day", "2026-05-04") == (0, told)


def test_a_span_is_told_day_by_day(ada: User) -> None:
    post_at(ada, NOON)
    post_at(ada, NOON + timedelta(days=2))

    code, said = command("--from", "2026-05-04", "--to", "2026-05-06")

    assert code == 0
    assert said.splitlines() == [
        "OK 2026-05-04 post: 100 % of 1 tracked",
        "OK 2026-05-05: nothing happened",
        "OK 2026-05-06 post: 100 % of 1 tracked",
    ]


def test_many_missing_are_not_all_named(ada: User) -> None:
    for second in range(25):
        lose_post(post_at(ada, NOON + timedelta(seconds=second)))

    _, said = command("--day", "2026-05-04")

    assert "0 % of 25 tracked; 25 missing (50 rows): " in said
    assert said.endswith(" and 5 more\n")


def test_without_the_graph_it_says_so_and_exits_with_3(ada: User, services: Services) -> None:
    post_at(ada, NOON)
    services.neo4j.pause()
    with pytest.raises(CommandError, match="The graph is away") as refused:
        command("--day", "2026-05-04")

    assert refused.value.returncode == 3
    assert not TrackedShare.objects.exists()


def test_without_redis_nothing_is_taken_for_missing(ada: User, services: Services) -> None:
    services.valkey.kill()
    try:
        with pytest.raises(CommandError, match="Redis is away") as refused:
            command("--day", "2026-05-04")
    finally:
        services.valkey.start()

    assert refused.value.returncode == 3


def test_what_retention_removed_is_not_missing(ada: User) -> None:
    lose_post(post_at(ada, NOON))
    floor = NOON.replace(hour=0) + timedelta(days=1)
    RetentionRun.objects.create(
        id=new_id(), table="user_activity", floor=floor, started_at=NOON, eligible_rows=1
    )

    with pytest.raises(CommandError, match="Retention has removed rows from before 2026-05-05"):
        command("--day", "2026-05-04", "--backfill")

    assert recorded() == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--day", "2026-05-04", "--to", "2026-05-05"), "Give --day, or --from and --to"),
        (("--from", "2026-05-05", "--to", "2026-05-04"), "2026-05-05 is after 2026-05-04"),
        (("--day", "2999-01-01"), "has not begun"),
    ],
)
def test_days_that_cannot_be_meant(arguments: tuple[str, ...], says: str) -> None:
    with pytest.raises(CommandError, match=says):
        command(*arguments)


def test_tracking_that_is_off_misses_nothing(settings: LazySettings) -> None:
    settings.ACTIVITY_TRACKING = False
    with pytest.raises(CommandError, match="Tracking is switched off"):
        command("--day", "2026-05-04")


def test_a_whole_day_is_kept_and_a_running_one_is_not(ada: User) -> None:
    lose_post(post_at(ada, NOON))
    post_at(ada, NOON + timedelta(minutes=1))
    with clock.at(NOON + timedelta(hours=1)):
        _, said = command("--day", "2026-05-04")
    assert "compared until 2026-05-04T13:00:00+00:00 alone" in said
    assert not TrackedShare.objects.exists()

    for _ in range(2):
        command("--day", "2026-05-04", "--backfill")

    posts = TrackedShare.objects.get(kind="post")
    assert (posts.day, posts.tracked, posts.backfilled, posts.missing) == (DAY, 1, 1, 0)


def test_the_clock_compares_the_days_that_are_over_once(
    ada: User, caplog: pytest.LogCaptureFixture
) -> None:
    lose_post(post_at(ada, NOON))
    with clock.at(NOON + timedelta(days=1)), caplog.at_level(logging.INFO, "analytics"):
        assert [reconcile_activity(), reconcile_activity()] == [1, 0]

    assert (
        "CRITICAL 2026-05-04 post: 0 % of 1 tracked; 1 missing (2 rows, sent anew)" in caplog.text
    )
    assert len(recorded()) == 2

    with clock.at(NOON + timedelta(days=4)):
        assert [found.day.day for found in catch_up(backfill=True)] == [5, 6, 7]
    with clock.at(NOON + timedelta(days=40)):
        assert len(list(catch_up(backfill=True))) == 7


def test_a_day_compared_by_hand_hides_none_before_it(ada: User) -> None:
    with clock.at(NOON + timedelta(days=1)):
        assert [found.day.day for found in catch_up(backfill=True)] == [4]
    with clock.at(NOON + timedelta(days=5)):
        command()  # Yesterday, the 8th.
        assert [found.day.day for found in catch_up(backfill=True)] == [5, 6, 7]
        assert list(catch_up(backfill=True)) == []


def test_the_clock_only_looks_where_the_settings_say_so(ada: User, settings: LazySettings) -> None:
    settings.ACTIVITY_RECONCILE_BACKFILL = False
    lose_post(post_at(ada, NOON))
    with clock.at(NOON + timedelta(days=1)):
        assert reconcile_activity() == 1

    assert recorded() == []
    assert TrackedShare.objects.get(kind="post").missing == 1


def test_the_clock_says_when_it_cannot_compare(
    services: Services, caplog: pytest.LogCaptureFixture
) -> None:
    services.neo4j.pause()
    assert reconcile_activity() == 0
    assert "not reconciled: The graph is away" in caplog.text


def test_operators_see_the_latest_day(ada: User, member: Callable[[str], Client]) -> None:
    lose_post(post_at(ada, NOON))
    post_at(ada, NOON + timedelta(minutes=1))
    command("--day", "2026-05-03")
    command("--day", "2026-05-04")
    staff = member("staff")
    User.objects.filter(pk=staff.id).update(is_staff=True)

    fields = "day kind things tracked backfilled missing refused share"
    found = staff.query(f"{{ trackingHealth {{ trackedShares {{ {fields} }} }} }}")
    scraped = staff.http.get("/metrics", headers={"Authorization": f"Bearer {staff.token}"}).text

    assert found["trackingHealth"]["trackedShares"] == [
        {
            "day": "2026-05-04",
            "kind": "post",
            "things": 2,
            "tracked": 1,
            "backfilled": 0,
            "missing": 1,
            "refused": 0,
            "share": 0.5,
        }
    ]
    assert 'ooumph_tracked_share{kind="post"} 0.5' in scraped
    assert 'ooumph_untracked{kind="post"} 1.0' in scraped
