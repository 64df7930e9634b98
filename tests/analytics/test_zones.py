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
    utc,
)
from user_activity import writer
from user_activity.vocabulary import (
    ActivityType,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]


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
    def test_moving_moves_the_days_and_leaves_the_platform_as_it_was(self) -> None:
        ada = make_member("ada")
        for day in range(12):
            store_acts(ada.pk, MAY + timedelta(days=day), count=2, hour=20)
        aggregate()
        before = list(PlatformDay.objects.order_by("starts_on").values())

        update_profile(actor=ada, timezone="Asia/Kolkata")
        aggregate()

        moved = MemberDay.objects.order_by("starts_on").first()
        assert moved is not None
        assert (moved.starts_on, moved.hours) == (date(2026, 5, 5), {"1": 2})
        profile_update = PlatformDay.objects.exclude(pk__in=[row["starts_on"] for row in before])
        assert profile_update.count() == 1
        assert list(PlatformDay.objects.order_by("starts_on").values())[:12] == before
        assert_exact()

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
