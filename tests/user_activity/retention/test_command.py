"""`cleanup_activities` says what would go, and what went."""

from datetime import UTC, datetime

import pytest
from django.core.management import CommandError

from ooumph import clock
from tests.user_activity.retention.history import (
    FLOOR,
    TABLES,
    at,
    command,
    existing,
    history,
    left,
    names,
)
from tests.user_activity.test_writer import search
from user_activity import retention, writer
from user_activity.models import RetentionRun


class TestCommand:
    def test_a_dry_run_says_what_would_go_and_removes_nothing(self) -> None:
        history()

        told = command(dry_run=True, before="2021-03-10").splitlines()

        assert told[0].startswith("user_activity: 6 rows (")
        assert told[0].endswith(" MiB) before 2021-03-10")
        assert [line.rsplit(", ", 1)[0] for line in told if line.startswith("  ")] == [
            "  drop user_activity_2021_01: 2 rows",
            "  drop user_activity_2021_02: 1 rows",
            "  delete rows of user_activity_2021_03: 2 rows",
            "  delete rows of user_activity_default: 1 rows",
            "  drop content_interaction_2021_01: 0 rows",
            "  drop content_interaction_2021_02: 0 rows",
            "  drop social_interaction_2021_01: 0 rows",
            "  drop social_interaction_2021_02: 0 rows",
        ]
        assert told[-1] == "Nothing was removed: this is a dry run."
        assert (len(left()), existing()) == (7, names("01", "02", "03"))
        assert RetentionRun.objects.count() == 0

    def test_a_run_says_what_went(self) -> None:
        history()

        told = command(before="2021-03-10").splitlines()

        assert told == [
            "user_activity: of 6 rows before 2021-03-10: dropped user_activity_2021_01, "
            "user_activity_2021_02; deleted 3 rows",
            *(
                f"{table}: of 0 rows before 2021-03-10: dropped {table}_2021_01, {table}_2021_02; "
                "deleted 0 rows"
                for table in TABLES[1:]
            ),
        ]
        assert left() == [FLOOR]

    def test_without_days_or_a_date_it_is_off(self) -> None:
        history()

        assert command() == "Retention is off: no table has days in the settings.\n"

        assert len(left()) == 7

    @pytest.mark.parametrize(
        ("before", "message"),
        [
            ("2021-02-29", "--before: '2021-02-29' is no day; write it as 2026-01-31."),
            ("2021-06-02", "--before: 2021-06-02 is in the future."),
            (
                "2021-05-25",
                "--before: 2021-05-25 is within the 7 days in which clients may report late: "
                "2021-05-24 is the latest day possible.",
            ),
        ],
    )
    def test_a_day_that_cannot_be(self, before: str, message: str) -> None:
        history()
        with (
            clock.at(datetime(2021, 6, 1, 23, 59, tzinfo=UTC)),
            pytest.raises(CommandError) as caught,
        ):
            command(before=before)

        assert str(caught.value) == message
        assert (len(left()), RetentionRun.objects.count()) == (7, 0)

    def test_rows_that_are_not_counted_yet_stay(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(retention, "ANNOUNCING_ATTEMPTS", 1)
        monkeypatch.setattr(retention.about_to_remove, "receivers", [])
        event = search(occurred_at=at(1, 5))
        writer.store([event])

        with pytest.raises(CommandError) as caught:
            command(before="2021-03-10")

        assert str(caught.value).startswith("Rows that would go are not yet in the aggregates.")
        assert left() == [at(1, 5)]
        assert RetentionRun.objects.count() == 0
