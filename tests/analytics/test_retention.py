"""What retention removes stays in the aggregates, whatever touches the past afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections, transaction

from account.bots import judge
from account.models import User
from account.services import update_profile
from analytics.checking import Level, check
from analytics.models import MemberDay, MemberMonth, MemberWeek, PlatformDay
from tests.analytics.events import (
    MESSAGE,
    aggregate,
    assert_exact,
    event,
    make_member,
    store_acts,
    tables,
    touch,
)
from tests.user_activity.test_partitions import wait_for_a_lock
from user_activity import floors, partitions, retention, writer
from user_activity.maintenance import touch_history
from user_activity.models import RetentionRun, SocialInteraction
from user_activity.vocabulary import ContentType
from user_activity.vocabulary import InteractionType as Act

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("small_batches", "months"),
]

FLOOR = datetime(2021, 3, 10, tzinfo=UTC)  # A Wednesday.
ZONES = ["UTC", "Asia/Kolkata", "America/Los_Angeles"]


@pytest.fixture
def months() -> Iterator[None]:
    made = partitions.ensure_partitions(date(2021, 1, 1), date(2021, 3, 1))
    yield
    with connection.cursor() as cursor:
        for name in made:
            cursor.execute(f"DROP TABLE IF EXISTS {name}")


def history(every_days: int = 3) -> list[User]:
    """Acts at 20:00 UTC every few days from 20 January to 19 March."""
    members = [make_member(zone.lower().replace("/", "_"), zone) for zone in ZONES]
    for number, member in enumerate(members):
        for day in range(0, 60, every_days):
            store_acts(member.pk, date(2021, 1, 20) + timedelta(day), count=number + 1, hour=20)
    return members


def remove(at: datetime = FLOOR) -> None:
    retention.run(dict.fromkeys(partitions.TABLES, at))
    assert not SocialInteraction.objects.filter(occurred_at__lt=at).exists()


def test_removing_changes_no_number() -> None:
    history()
    aggregate()
    assert_exact()
    before = tables()

    remove()
    aggregate()

    assert tables() == before


def test_what_waits_is_counted_before_it_goes() -> None:
    history()
    assert not any(tables().values())

    remove()
    aggregate()

    counted = tables()
    assert sum(row["acts"] for row in counted["member_day"].values()) == 20 * (1 + 2 + 3)
    assert sum(row["acts"] for row in counted["platform_day"].values()) == 20 * (1 + 2 + 3)


def test_touching_all_of_history_changes_no_number() -> None:
    members = history()
    aggregate()
    before = tables()
    remove()

    for member in members:
        touch(member.pk, datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 4, 1, tzinfo=UTC))
        touch_history(member.pk)
    aggregate()

    assert tables() == before


def test_a_mark_counts_content_anew_from_before_the_floor_too() -> None:
    ada, bob, cleo = (make_member(name).pk for name in ("ada", "bob", "cleo"))
    post: dict[str, Any] = {"content_type": ContentType.POST, "content_id": "p"}
    gone: dict[str, Any] = {"content_type": ContentType.COMMENT, "content_id": "c"}
    gone["metadata"] = {"parent": {"type": "post", "id": "p"}}
    first, second = (datetime(2021, 3, day, tzinfo=UTC) for day in (5, 12))
    comments = [event(Act.COMMENT, who, first, author_id=ada, **post) for who in (bob, cleo)]
    writer.store([*comments, event(Act.DELETE, ada, second, author_id=bob, **gone)])
    aggregate()
    remove()

    for marked, counts in ((True, [(1, None), (None, None)]), (False, [(2, None), (None, 1)])):
        User.objects.filter(pk=bob).update(is_bot=marked)
        touch_history(bob)
        aggregate()
        days = tables()["content_day"]
        found = [(days[key]["comments"], days[key]["comments_removed"]) for key in sorted(days)
                 if key[0] == "p"]  # fmt: skip
        assert found == counts


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kolkata", "Pacific/Kiritimati"])
def test_what_goes_over_the_floor_stays_as_it_was_counted(zone: str) -> None:
    ada, bob = make_member("ada", zone), make_member("bob", zone)
    ten_minutes, before_midnight = timedelta(minutes=10), FLOOR - timedelta(minutes=20)
    visit: dict[str, Any] = {"author_id": bob.pk, "visit_id": "v", "duration_ms": 9_000}
    for n in range(5):
        at = before_midnight + n * ten_minutes
        writer.store([event(MESSAGE, ada.pk, at), event(Act.TIME_SPENT, ada.pk, at, **visit)])
    # Without a pause for 33 hours, so split after 24, ten hours after the floor.
    long = [FLOOR - timedelta(hours=14) + 2 * n * ten_minutes for n in range(100)]
    writer.store([event(MESSAGE, bob.pk, at) for at in long])
    aggregate()
    before = tables()
    assert len(before["member_session"]) == 3
    remove()

    for member in (ada, bob):
        touch_history(member.pk)
    aggregate()
    assert tables() == before

    update_profile(actor=ada, timezone="America/St_Johns")
    writer.store([event(MESSAGE, bob.pk, FLOOR + timedelta(minutes=5))])  # Late, and of the first.
    aggregate()
    kept = tables()["member_session"]
    assert {key: kept[key] for key in kept if key[1].year == 2021} == before["member_session"]


def test_a_mark_counts_the_platform_anew_from_before_the_floor_too() -> None:
    ada, bot = make_member("ada"), make_member("bot")
    for day in (8, 9, 10, 11):
        for member in (ada, bot):
            store_acts(member.pk, date(2021, 3, day))
    aggregate()
    before = tables()
    remove()

    for marked in (True, False):
        judge([bot], is_bot=marked)
        assert {each.level for each in check(seed=7)} <= {Level.OK, Level.WARNING}  # It waits.
        aggregate()
        days = PlatformDay.objects.order_by("starts_on")
        assert [(day.acts, day.left_out_acts) for day in days] == [(2 - marked, marked)] * 4
        assert [day.sessions for day in days] == [2 - marked] * 4
    assert tables() == before


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Asia/Kathmandu"])
def test_another_zone_moves_the_days_from_the_floor_on_alone(zone: str) -> None:
    ada = history(every_days=1)[0]
    aggregate()
    cut = FLOOR.astimezone(ZoneInfo(zone)).date()  # The day that the floor cuts.

    def closed() -> dict[str, list[Any]]:
        own = {"user_id": ada.pk}
        return {
            "days": list(MemberDay.objects.filter(**own, starts_on__lte=cut).values()),
            "weeks": list(MemberWeek.objects.filter(**own, starts_on__lt="2021-03-07").values()),
            "months": list(MemberMonth.objects.filter(**own, starts_on__lt="2021-03-01").values()),
            "platform": list(PlatformDay.objects.filter(starts_on__lt="2021-03-20").values()),
        }

    before = closed()
    remove()
    update_profile(actor=ada, timezone=zone)
    aggregate()

    assert closed() == before
    after = MemberDay.objects.filter(user_id=ada.pk, starts_on__gt=cut).order_by("starts_on")
    hour = datetime(2021, 3, 12, 20, tzinfo=UTC).astimezone(ZoneInfo(zone)).hour
    assert after[1].hours == {str(hour): 1}
    month = MemberMonth.objects.get(user_id=ada.pk, starts_on=date(2021, 3, 1))
    days = MemberDay.objects.filter(user_id=ada.pk, starts_on__range=("2021-03-01", "2021-03-31"))
    assert (month.acts, month.active_days) == (sum(day.acts for day in days), len(days))


def test_a_late_row_in_the_week_of_the_floor_adds_to_what_was_removed() -> None:
    ada = make_member("ada").pk
    for day in (8, 9, 11):
        store_acts(ada, date(2021, 3, day), count=2)
    aggregate()
    remove()

    store_acts(ada, date(2021, 3, 10), count=5, hour=0)
    aggregate()

    assert MemberWeek.objects.get(user_id=ada).acts == 11
    assert MemberMonth.objects.get(user_id=ada).acts == 11
    assert list(MemberDay.objects.order_by("starts_on").values_list("acts", flat=True)) == [
        2, 2, 5, 2,
    ]  # fmt: skip


def test_a_day_that_the_floor_cuts_stays_whole() -> None:
    ada = make_member("ada", "Asia/Kolkata").pk
    noon = FLOOR + timedelta(hours=12)
    for at in (FLOOR - timedelta(hours=1), FLOOR, noon):
        writer.store([event(MESSAGE, ada, at)])
    aggregate()
    assert MemberDay.objects.get().acts == 3
    remove()

    touch(ada, noon, noon)
    aggregate()

    assert MemberDay.objects.get().acts == 3


def test_the_floor_waits_for_who_counts() -> None:
    history()
    aggregate()

    def elsewhere() -> None:
        try:
            remove()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            assert floors.hold() is None
            removing = pool.submit(elsewhere)
            wait_for_a_lock()
            assert RetentionRun.objects.count() == 0
        removing.result()
    assert floors.hold() == FLOOR
