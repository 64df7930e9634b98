"""`export_impressions`: each row by an oracle, and not a byte of it from later than it may be."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.db.models import Q

from account.models import User
from analytics.feed import impressions
from analytics.management.arguments import instant
from ooumph.ids import new_id
from tests.analytics.events import MESSAGE, aggregate, event, make_member
from tests.analytics.feed.impressions_oracle import all_rows, expected
from tests.analytics.feed.wild import FROM, TO, Wild
from user_activity import writer
from user_activity.models import (
    ROW_MODELS,
    RetentionRun,
    SocialInteraction,
)
from user_activity.vocabulary import InteractionType as Content
from user_activity.vocabulary import Source

pytestmark = pytest.mark.django_db(transaction=True)
API = Source.API  # Of which it counts when it came in.
WINDOW, SETTLE = timedelta(hours=24), timedelta(hours=48)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impressions, "MEMBERS_PER_BATCH", 2)
    monkeypatch.setattr(impressions, "ROWS_PER_FETCH", 7)


def export(to_file: Path, begins: datetime = FROM, ends: datetime = TO, **more: Any) -> str:
    told = StringIO()
    call_command(
        "export_impressions", "--from", begins.isoformat(), "--to", ends.isoformat(),
        "--to-file", str(to_file), "--window", "24", "--settle", "48",
        *(f"--{name}={value}" for name, value in more.items()),
        stdout=told, stderr=StringIO(),
    )  # fmt: skip
    return told.getvalue()


def exported(folder: Path, **options: Any) -> list[dict[str, Any]]:
    export(folder / "f.parquet", **options)
    rows: list[dict[str, Any]] = pq.read_table(folder / "f.parquet").to_pylist()
    return rows


def close(record: dict[str, Any]) -> dict[str, Any]:
    return {
        name: pytest.approx(value, rel=1e-9, abs=1e-9) if isinstance(value, float) else value
        for name, value in record.items()
    }


@pytest.mark.parametrize("seed", range(3))
def test_each_row_is_the_oracles(seed: int, tmp_path: Path) -> None:
    Wild(seed).store(500)

    found = exported(tmp_path)

    wanted = expected(all_rows(), FROM, TO, WINDOW, SETTLE)
    assert len(found) == len(wanted) > 50
    for one, other in zip(found, wanted, strict=True):
        assert one == close(other)
    for name in wanted[0]:
        assert len({str(record[name]) for record in wanted}) > 1, f"{name} is always the same."


class TestNothingOfLater:
    @pytest.mark.parametrize("by", ["occurred_at", "received_at"])
    @pytest.mark.parametrize("seed", range(10, 14))
    def test_deleting_it_changes_no_byte(self, seed: int, by: str, tmp_path: Path) -> None:
        Wild(seed).store(500)
        aggregate()
        ends = FROM + timedelta(days=6 + seed % 7, hours=seed)
        export(tmp_path / "before", ends=ends)
        later = Q(**{f"{by}__gte": ends})
        if by == "received_at":  # What was imported is taken to have been there when it happened.
            later = Q(received_at__gte=ends) & ~Q(source=Source.IMPORT) | Q(occurred_at__gte=ends)

        deleted = [model._default_manager.filter(later).delete()[0] for model in ROW_MODELS]
        call_command("reaggregate", stdout=StringIO())
        export(tmp_path / "after", ends=ends)

        assert sum(deleted) > 50
        assert pq.read_table(tmp_path / "before").num_rows > 20
        assert (tmp_path / "before").read_bytes() == (tmp_path / "after").read_bytes()

    def test_a_later_end_only_adds(self, tmp_path: Path) -> None:
        Wild(20).store(500)
        early = exported(tmp_path, ends=FROM + timedelta(days=9))
        late = exported(tmp_path)

        ids = {row["event_id"] for row in early}
        assert [row for row in late if row["event_id"] in ids] == early
        assert len(late) > len(early) > 20

    def test_a_row_does_not_depend_on_where_the_export_begins(self, tmp_path: Path) -> None:
        ada, bob = make_member("ada").pk, make_member("bob").pk
        shown = FROM + timedelta(days=5)
        love, wow = {"reaction": "love"}, {"reaction": "wow", "previous": "love"}
        for word, content_id, days_before, metadata in (
            (Content.REACT, "old", 95, love),
            (Content.REACT, "old", 60, wow),
            (Content.VIEW, "other", 50, {}),
            (Content.IMPRESSION, "new", 0, {}),
        ):
            at = shown - timedelta(days=days_before)
            about: dict[str, Any] = {"content_id": content_id, "metadata": metadata}
            writer.store([event(word, ada, at, received_at=at, author_id=bob, **about)])

        early, late = (exported(tmp_path, begins=at) for at in (FROM, shown - timedelta(hours=1)))

        assert len(early) == 1
        assert early == late

    def test_what_came_late_is_known_late(self, tmp_path: Path) -> None:
        ada, bob = make_member("ada").pk, make_member("bob").pk
        at = FROM + timedelta(days=1)
        of_bob: dict[str, Any] = {"author_id": bob, "source": Source.CLIENT}
        told = at + timedelta(hours=5)
        writer.store(
            [
                event(Content.COMMENT, ada, at, received_at=told, content_id="old", **of_bob),
                *(
                    event(
                        Content.IMPRESSION, ada, at + timedelta(hours=hours), content_id="new",
                        received_at=at + timedelta(hours=hours), position=hours, **of_bob,
                    )
                    for hours in (4, 5, 6)
                ),
            ]
        )  # fmt: skip

        found = exported(tmp_path)

        assert [(row["position"], row["author_affinity"]) for row in found] == [
            (4, 0.0), (5, 0.0), (6, 1.0),
        ]  # fmt: skip

    def test_an_outcome_that_came_after_the_deadline_is_none(self, tmp_path: Path) -> None:
        ada, bob = make_member("ada").pk, make_member("bob").pk
        at = FROM + timedelta(days=1)
        deadline = at + WINDOW + SETTLE
        of_bob: dict[str, Any] = {"author_id": bob, "source": Source.CLIENT}
        writer.store(
            [
                event(word, ada, when, received_at=received, content_id="c", **of_bob)
                for word, when, received in (
                    (Content.IMPRESSION, at, at),
                    (Content.CLICK, at, deadline - timedelta(seconds=1)),
                    (Content.LIKE, at, deadline),
                    (Content.SAVE, at + WINDOW, at + WINDOW),
                )
            ]
        )

        [row] = exported(tmp_path)

        assert (row["clicked"], row["liked"], row["saved"]) == (True, False, False)
        assert exported(tmp_path, ends=deadline) == [row]
        assert exported(tmp_path, ends=deadline - timedelta(seconds=1)) == []


class TestWhatIsLeftOut:
    def show(self, *members: int, **more: Any) -> None:
        at = FROM + timedelta(days=1)
        writer.store(
            [
                event(Content.IMPRESSION, user_id, at, received_at=at, source=Source.CLIENT,
                      **{"author_id": 999_999, **more})
                for user_id in members
            ]
        )  # fmt: skip

    def test_bots_staff_and_the_unknown_member(self, tmp_path: Path) -> None:
        ada, bot = make_member("ada").pk, make_member("bot", is_bot=True).pk
        self.show(0, ada, bot, make_member("staff", is_staff=True).pk)

        assert [row["user_id"] for row in exported(tmp_path)] == [ada]
        User.objects.filter(pk=bot).update(is_bot=False)
        assert [row["user_id"] for row in exported(tmp_path)] == [ada, bot]

    def test_ones_own_content_and_what_is_unresolved(self, tmp_path: Path) -> None:
        ada = make_member("ada").pk
        self.show(ada, author_id=ada)
        self.show(ada, author_id=None, metadata={"unresolved": {"content": "missing"}})

        assert exported(tmp_path) == []


class TestTheCommand:
    def test_says_what_it_wrote_and_the_file_what_it_is(self, tmp_path: Path) -> None:
        Wild(1).store(300)

        told = export(tmp_path / "f")

        table = pq.read_table(tmp_path / "f")
        assert told.strip() == f"{table.num_rows} impressions in {tmp_path / 'f'}"
        metadata = {k.decode(): v.decode() for k, v in table.schema.metadata.items()}
        metadata.pop("ooumph.model_version")
        metadata.pop("ooumph.definition_version")
        assert metadata == {
            "ooumph.kind": "impressions",
            "ooumph.schema_version": "1",
            "ooumph.from": FROM.isoformat(),
            "ooumph.to": TO.isoformat(),
            "ooumph.window_hours": "24",
            "ooumph.settle_hours": "48",
        }

    def test_an_end_that_is_not_stored_yet(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="is stored until"):
            export(tmp_path / "f", ends=datetime.now(UTC) + timedelta(minutes=1))
        assert list(tmp_path.iterdir()) == []

    def test_a_beginning_whose_rows_are_gone(self, tmp_path: Path) -> None:
        floor = FROM + timedelta(days=1)
        RetentionRun.objects.create(
            id=new_id(), table="content_interaction", floor=floor, started_at=FROM, eligible_rows=0
        )

        with pytest.raises(CommandError, match="Begin with --from 2026-05-02"):
            export(tmp_path / "f", begins=FROM)
        export(tmp_path / "f", begins=FROM + timedelta(days=1))

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"window": 0}, "--window: '0' is no whole number from 1"),
            ({"settle": -1}, "--settle: '-1' is no whole number from 0"),
            ({"to": "2026-05-01"}, "--from must be before --to"),
        ],
    )
    def test_what_makes_no_sense(self, wrong: dict[str, Any], said: str, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match=said):
            export(tmp_path / "f", **wrong)

    def test_a_day_is_its_beginning_in_utc(self, tmp_path: Path) -> None:
        assert instant("2026-05-01") == FROM
        assert instant("2026-05-01T02:00+02:00") == FROM
        with pytest.raises(CommandError, match="no day or instant"):
            call_command("export_impressions", "--from", "May", "--to", "2026-05-02",
                         "--to-file", str(tmp_path / "f"))  # fmt: skip


def test_a_row_of_an_act_that_came_in_after_the_end_changes_no_byte(tmp_path: Path) -> None:
    ada, bob, cyd = (make_member(name).pk for name in ("ada", "bob", "cyd"))
    shown, ends = FROM + timedelta(days=1), FROM + timedelta(days=6)
    act, alone = new_id(), new_id()
    writer.store(
        [
            event(MESSAGE, ada, FROM, received_at=FROM, target_user_id=bob, act_id=act, source=API),
            event(MESSAGE, ada, FROM, received_at=ends, target_user_id=cyd, act_id=act, source=API),
            event(
                MESSAGE, ada, FROM, received_at=FROM, target_user_id=cyd, act_id=alone, source=API
            ),
            event(Content.IMPRESSION, ada, shown, received_at=shown, author_id=bob, content_id="p"),
        ]
    )

    export(tmp_path / "before", ends=ends)
    assert SocialInteraction.objects.filter(received_at__gte=ends).delete()[0] == 1
    export(tmp_path / "after", ends=ends)

    assert (tmp_path / "before").read_bytes() == (tmp_path / "after").read_bytes()
    (row,) = pq.read_table(tmp_path / "after").to_pylist()
    assert row["tie_strength"] == pytest.approx(0.5)


def test_a_row_depends_on_neither_end_of_the_export(tmp_path: Path) -> None:
    ada, bob = (make_member(name).pk for name in ("ada", "bob"))
    shown = FROM + timedelta(days=5)
    long_ago, edited = shown - timedelta(days=95), shown + timedelta(hours=1)
    later = shown + timedelta(days=6)

    def said(*tags: str) -> dict[str, Any]:
        return {
            "author_id": bob,
            "content_id": "p",
            "source": API,
            "metadata": {"tags": list(tags)},
        }

    made = shown - timedelta(hours=5)
    of_q: dict[str, Any] = {"author_id": bob, "content_id": "q", "source": API}
    writer.store(
        [
            event(Content.CREATE, bob, long_ago, received_at=long_ago, **said("old")),
            event(Content.UPDATE, bob, edited, received_at=edited, **said("new")),
            event(Content.IMPRESSION, ada, shown, received_at=edited, **said("new")),
            event(Content.IMPRESSION, ada, shown, received_at=shown, **of_q),
            event(Content.CREATE, bob, made, received_at=made, **of_q),
            event(Content.CREATE, bob, made - timedelta(hours=1), received_at=later, **of_q),
        ]
    )  # fmt: skip

    rows = exported(tmp_path)

    assert {row["content_id"]: (row["tags"], row["content_age_hours"]) for row in rows} == {
        "p": (["new"], None),
        "q": ([], 5),
    }
    assert exported(tmp_path, begins=shown - timedelta(hours=1)) == rows
    assert exported(tmp_path, ends=shown + WINDOW + SETTLE) == rows
