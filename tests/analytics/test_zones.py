"""Days and hours are cut in the member's zone, the platform's in its own."""

from datetime import UTC, date, datetime, timedelta

import pytest

from account.services import update_profile
from analytics.models import MemberDay, PlatformDay
from tests.analytics.events import (
    MAY,
    MESSAGE,
    aggregate,
    assert_exact,
    event,
    make_member,
    store_acts,
    tables,
    utc,
)
from tests.analytics.oracle import Rows
from user_activity import writer
from user_activity.maintenance import touch_history
from user_activity.vocabulary import ActivityType, InteractionType

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]


def of_others(rows: Rows, member_id: int) -> Rows:
    return {key: row for key, row in rows.items() if key[0] != member_id}


class TestZones:
    @pytest.mark.parametrize(
        ("zone", "at", "day", "hour"),
        [
            ("Asia/Kolkata", utc(4, 18, 29), date(2026, 5, 4), "23"),
            ("Asia/Kolkata", utc(4, 18, 30), date(2026, 5, 5), "0"),
            ("America/St_Johns", utc(4, 2, 29), date(2026, 5, 3), "23"),
            ("America/St_Johns", utc(4, 2, 30), date(2026, 5, 4), "0"),
            ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC), date(2026, 3, 29), "3"),
            ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25), "2"),
            ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), date(2026, 10, 25), "2"),
            # Midnight comes twice in Havana when its summer time ends.
            ("America/Havana", datetime(2026, 11, 1, 4, 10, tzinfo=UTC), date(2026, 11, 1), "0"),
            ("America/Havana", datetime(2026, 11, 1, 5, 10, tzinfo=UTC), date(2026, 11, 1), "0"),
            ("America/Havana", datetime(2026, 11, 1, 3, 59, tzinfo=UTC), date(2026, 10, 31), "23"),
            # Samoa had no 30 December 2011.
            ("Pacific/Apia", datetime(2011, 12, 30, 9, 59, tzinfo=UTC), date(2011, 12, 29), "23"),
            ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC), date(2011, 12, 31), "0"),
        ],
    )
    def test_a_member_has_their_own_days_and_hours(
        self, zone: str, at: datetime, day: date, hour: str
    ) -> None:
        writer.store([event(MESSAGE, make_member("ada", zone).pk, at)])

        aggregate()

        assert [(row.starts_on, row.hours) for row in MemberDay.objects.all()] == [(day, {hour: 1})]
        assert [row.starts_on for row in PlatformDay.objects.all()] == [at.date()]
        assert_exact()

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize(
        ("zone", "day", "hour"),
        [
            ("Asia/Kolkata", date(2026, 5, 5), "1"),
            ("America/St_Johns", date(2026, 5, 4), "17"),
        ],
    )
    def test_moving_moves_the_days_and_leaves_all_others_numbers_as_they_were(
        self, zone: str, day: date, hour: str
    ) -> None:
        ada, bob = make_member("ada"), make_member("bob", "Europe/Berlin")
        for number in range(12):
            store_acts(ada.pk, MAY + timedelta(days=number), count=2, hour=20)
            store_acts(bob.pk, MAY + timedelta(days=number), hour=23)
        writer.store(
            [
                event(word, who, utc(8 + number, 23, 45), author_id=bob.pk, content_id="post")
                for word in (InteractionType.VIEW, InteractionType.LIKE, InteractionType.UNLIKE)
                for number, who in enumerate((ada.pk, bob.pk))
            ]
        )
        aggregate()
        before = tables()

        ada.timezone = zone
        ada.save()
        touch_history(ada.pk)
        aggregate()

        moved = MemberDay.objects.filter(user_id=ada.pk).order_by("starts_on").first()
        assert moved is not None
        assert (moved.starts_on, moved.hours) == (day, {hour: 2})
        own = ("member_day", "member_week", "member_month")
        after = tables()
        assert after["member_day"] != before["member_day"]
        for name in own:
            assert of_others(after[name], ada.pk) == of_others(before[name], ada.pk)
        assert {n: t for n, t in after.items() if n not in own} == {
            n: t for n, t in before.items() if n not in own
        }
        assert_exact()

    @pytest.mark.django_db(transaction=True)
    def test_the_act_of_moving_is_one_on_the_platform(self) -> None:
        ada = make_member("ada")
        update_profile(actor=ada, timezone="Asia/Kolkata")
        aggregate()
        assert PlatformDay.objects.get().acts == 1

    def test_a_zone_that_postgres_does_not_know_is_the_platforms(self) -> None:
        writer.store([event(MESSAGE, make_member("ada", "Mars/Base").pk, utc(4, 23))])

        aggregate()

        assert MemberDay.objects.get().starts_on == date(2026, 5, 4)

    def test_the_unknown_member_is_left_out_of_the_platform(self) -> None:
        ada = make_member("ada").pk
        writer.store(
            [event(ActivityType.LOGIN_FAILED, 0, utc(4)), event(MESSAGE, 0, utc(4)),
             event(MESSAGE, ada, utc(4))]
        )  # fmt: skip

        aggregate()

        platform = PlatformDay.objects.get()
        assert (platform.acts, platform.active_users) == (1, 1)
        assert_exact()

    @pytest.mark.parametrize(
        ("old", "new"),
        [("Pacific/Kiritimati", "Pacific/Pago_Pago"), ("Pacific/Pago_Pago", "Pacific/Kiritimati")],
    )
    @pytest.mark.django_db(transaction=True)
    def test_moving_over_the_date_line_moves_an_act_by_two_days(self, old: str, new: str) -> None:
        ada = make_member("ada", old)
        writer.store([event(MESSAGE, ada.pk, utc(4, 10, 30))])
        aggregate()

        update_profile(actor=ada, timezone=new)
        aggregate()

        (day,) = MemberDay.objects.filter(starts_on__lt=date(2026, 6, 1))
        assert day.acts == 1
        assert_exact()
