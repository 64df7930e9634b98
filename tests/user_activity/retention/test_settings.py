"""How long rows are kept: by the settings, the environment and the clock."""

import runpy
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import CommandError

from ooumph import clock
from tests.user_activity.retention.history import FLOOR, TABLES, command, history, left
from user_activity import floors
from user_activity.checks import check_retention
from user_activity.models import RetentionRun
from user_activity.tasks import remove_past_retention


class TestSettings:
    def test_each_table_has_days_of_its_own(self, settings: Any) -> None:
        settings.ACTIVITY_RETENTION_DAYS = {
            "user_activity": 400, "content_interaction": 30, "social_interaction": None,
        }  # fmt: skip
        with clock.at(datetime(2022, 4, 14, 12, tzinfo=UTC)):
            assert floors.floors_of_settings() == {
                "user_activity": FLOOR,
                "content_interaction": datetime(2022, 3, 15, tzinfo=UTC),
            }

    def test_fewer_days_than_clients_have_are_an_error(self, settings: Any) -> None:
        settings.ACTIVITY_RETENTION_DAYS = {"user_activity": 7}
        with pytest.raises(CommandError, match=r"^Settings: .* is within the 7 days"):
            command()

    @pytest.mark.parametrize(
        ("days", "found"),
        [
            (dict.fromkeys(TABLES), []),
            (dict.fromkeys(TABLES, 9), []),
            ({"user_activity": 400}, []),
            ({"activities": 400}, ["user_activity.E001"]),
            ({"user_activity": 7}, ["user_activity.E002"]),
            ({"user_activity": -1}, ["user_activity.E002"]),
        ],
    )
    def test_they_are_checked_at_the_start(
        self, settings: Any, days: dict[str, int | None], found: list[str]
    ) -> None:
        settings.ACTIVITY_RETENTION_DAYS = days
        assert [error.id for error in check_retention()] == found

    def test_the_task_does_what_they_say(self, settings: Any) -> None:
        history()
        settings.ACTIVITY_RETENTION_DAYS = {"user_activity": 400}
        with clock.at(datetime(2022, 4, 14, 12, tzinfo=UTC)):
            assert remove_past_retention() == ["user_activity"]

        assert left() == [FLOOR]

    def test_the_task_does_nothing_when_it_is_off(self) -> None:
        history()

        assert remove_past_retention() == []

        assert (len(left()), RetentionRun.objects.count()) == (7, 0)

    @pytest.mark.parametrize(("stage", "days"), [("production", 400), ("development", None)])
    def test_production_keeps_400_days_and_development_all(
        self, monkeypatch: pytest.MonkeyPatch, stage: str, days: int | None
    ) -> None:
        from ooumph.settings import base

        monkeypatch.setattr(base, "SECRET_KEY", "tests only")
        monkeypatch.setattr(base, "ALLOWED_HOSTS", ["testserver"])
        settings = runpy.run_module(f"ooumph.settings.{stage}")

        assert settings["ACTIVITY_RETENTION_DAYS"] == dict.fromkeys(TABLES, days)

    @pytest.mark.parametrize(
        ("text", "days"),
        [
            ("", {"a": 400, "b": None}),
            ("off", {"a": None, "b": None}),
            ("90", {"a": 90, "b": 90}),
            ("b=30", {"a": 400, "b": 30}),
            ("a=off, b=30", {"a": None, "b": 30}),
        ],
    )
    def test_the_environment_overrides(
        self, monkeypatch: pytest.MonkeyPatch, text: str, days: dict[str, int | None]
    ) -> None:
        from ooumph.settings import environment

        monkeypatch.setenv("OOUMPH_RETENTION_DAYS", text)
        assert environment.retention_days(a=400, b=None) == days

    def test_an_unknown_table_is_an_error(self, monkeypatch: pytest.MonkeyPatch) -> None:
        from ooumph.settings import environment

        monkeypatch.setenv("OOUMPH_RETENTION_DAYS", "activities=3")
        with pytest.raises(ValueError, match="knows no table activities"):
            environment.retention_days(a=400)
