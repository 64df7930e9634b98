"""The engine keeps what the oracle says, whatever happened and however it was interrupted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from analytics import engine
from analytics.models import MemberDay, PlatformDay, PlatformMonth
from ooumph.ids import new_id
from tests.analytics.events import (
    MAY,
    MESSAGE,
    aggregate,
    assert_exact,
    erase,
    event,
    make_member,
    store_acts,
    tables,
    touch,
    utc,
)
from user_activity import writer
from user_activity.models import TouchedMember
from user_activity.vocabulary import (
    ActivityType,
    InteractionType,
    SocialInteractionType,
    Word,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_batches")]


class TestDay:
    def test_counts_acts_once_and_rows_by_word(self) -> None:
        ada, act = make_member("ada").pk, new_id()
        writer.store(
            [
                event(ActivityType.POST_CREATE, ada, utc(4, 9, 59), act_id=act),
                event(InteractionType.CREATE, ada, utc(4, 10), act_id=act),
                event(MESSAGE, ada, utc(4, 10), act_id=(many := new_id())),
                event(MESSAGE, ada, utc(4, 10), act_id=many),
            ]
        )

        aggregate()

        day = MemberDay.objects.get()
        assert (day.acts, day.active, day.engagement_score) == (2, True, 7)
        assert day.activity_counts == {"post_create": 1}
        assert day.content_counts == {"create": 1}
        assert day.social_counts == {"message_send": 2}
        assert day.hours == {"9": 1, "10": 1}

    def test_a_word_counts_towards_the_score_up_to_its_cap(self) -> None:
        ada = make_member("ada").pk
        writer.store([event(ActivityType.SIGNUP, ada, utc(4, 1, n)) for n in range(3)])

        aggregate()

        assert MemberDay.objects.get().engagement_score == 5

    @pytest.mark.parametrize(
        ("word", "active"),
        [
            (ActivityType.LOGIN_FAILED, False),
            (InteractionType.IMPRESSION, False),
            (InteractionType.VIEW, True),
            (SocialInteractionType.MESSAGE_READ, True),
        ],
    )
    def test_only_some_words_make_active(self, word: Word, active: bool) -> None:
        writer.store([event(word, make_member("ada").pk, utc(4))])

        aggregate()

        assert MemberDay.objects.get().active is active
        assert PlatformDay.objects.get().active_users == int(active)
        assert_exact()

    def test_a_word_that_the_vocabulary_lost_still_counts_as_an_act(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO user_activity (event_id, act_id, user_id, occurred_at, received_at,"
                " device, source, metadata, activity_type, success, description) VALUES"
                " (gen_random_uuid(), gen_random_uuid(), 7, %s, now(), '', 'api', '{}', 'old',"
                " true, '')",
                [utc(4)],
            )
        touch(7, utc(4), utc(4))

        aggregate()

        day = MemberDay.objects.get()
        assert (day.acts, day.active, day.engagement_score) == (1, False, 0)
        assert day.activity_counts == {"old": 1}


class TestPeriods:
    def test_active_on_several_days_is_one_user_of_the_month(self) -> None:
        ada, bob = make_member("ada").pk, make_member("bob").pk
        for day in range(9):
            store_acts(ada, MAY + timedelta(days=day))
        store_acts(bob, MAY)

        aggregate()

        assert PlatformMonth.objects.get().active_users == 2
        assert_exact()


class TestChanges:
    def test_late_events_join_their_day(self) -> None:
        ada = make_member("ada").pk
        store_acts(ada, MAY)
        aggregate()
        store_acts(ada, MAY, count=3, hour=20)

        aggregate()

        assert MemberDay.objects.get().hours == {"12": 1, "20": 3}
        assert_exact()

    def test_erased_rows_leave_no_bucket_behind(self) -> None:
        ada = make_member("ada").pk
        events = [event(MESSAGE, ada, utc(day)) for day in (4, 5, 20)]
        writer.store(events)
        aggregate()
        assert_exact()

        erase(events[:2])
        aggregate()
        assert_exact()
        erase(events[2:])
        aggregate()

        assert_exact()
        assert not any(tables().values())

    def test_twice_is_once(self) -> None:
        ada = make_member("ada").pk
        events = [event(MESSAGE, ada, utc(4, n)) for n in range(4)]
        writer.store(events)
        aggregate()
        before = tables()

        writer.store(events)
        assert aggregate() == 0
        touch(ada, utc(4), utc(6))
        assert aggregate() > 0

        assert tables() == before

    def test_a_mark_longer_than_a_batch_is_worked_off_in_pieces(self) -> None:
        ada = make_member("ada").pk
        for day in range(0, 40, 3):
            store_acts(ada, MAY + timedelta(days=day))
        TouchedMember.objects.all().delete()
        touch(ada, utc(1), utc(1) + timedelta(days=50))

        assert aggregate() > 10

        assert_exact()

    def test_days_beyond_reason_do_not_stop_the_engine(self) -> None:
        ada = make_member("ada", "Pacific/Kiritimati").pk
        writer.store(
            [event(MESSAGE, ada, datetime(9999, 12, 31, 23, tzinfo=UTC)),
             event(MESSAGE, ada, datetime(1, 1, 2, tzinfo=UTC)), event(MESSAGE, ada, utc(4))]
        )  # fmt: skip

        aggregate()

        assert [day.starts_on for day in MemberDay.objects.all()] == [date(2026, 5, 5)]
        assert not TouchedMember.objects.exists()


def test_every_word_counts() -> None:
    ada = make_member("ada").pk
    writer.store([event(word, ada, utc(4)) for word in InteractionType])
    writer.store([event(word, ada, utc(5)) for word in SocialInteractionType])
    writer.store([event(word, ada, utc(6)) for word in ActivityType])

    aggregate()

    assert_exact()


@pytest.mark.django_db(transaction=True)
def test_its_tables_stay_in_memory_whatever_was_done_on_the_connection_before() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE others (number int)")
        cursor.execute("INSERT INTO others VALUES (1)")  # From now on the setting is refused.

    engine.run()

    with connection.cursor() as cursor:
        cursor.execute("SHOW temp_buffers")
        assert cursor.fetchone() == ("256MB",)
