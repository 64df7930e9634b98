"""`export_feed_signals`: the query's numbers of all members, in a file that is whole or absent."""

import fcntl
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from account.models import User
from analytics import scoring
from analytics.feed import exporting
from ooumph import clock
from ooumph.embedded.services import Services
from tests.analytics.events import aggregate
from tests.analytics.feed.history import History, just_now
from tests.analytics.feed.test_signals import signals
from tests.analytics.graphql.asking import make_staff
from tests.api import Client, Member
from tests.conftest import worker_environment
from tests.watching import hold, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def export(to: Path | str) -> tuple[str, str]:
    """What it said of the file and of its progress."""
    out, err = StringIO(), StringIO()
    call_command("export_feed_signals", "--to", str(to), stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def six(member: Member, monkeypatch: pytest.MonkeyPatch) -> list[Client]:
    """Members with a history, exported in batches of two."""
    monkeypatch.setattr(exporting, "MEMBERS_PER_BATCH", 2)
    clients = [member(f"member{n}") for n in range(6)]
    User.objects.filter(pk=clients[1].id).update(timezone="Asia/Kolkata")
    History(3, [int(client.id) for client in clients], just_now()).store(1_500)
    hold(clients[0], "BLOCKS", clients[1])
    hold(clients[2], "MUTES", clients[0])
    aggregate()
    return clients


def as_answered(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the file in the shape of the query's answer."""

    def named(key: str, score: str = "score") -> list[dict[str, Any]]:
        return [{"user": {"id": str(e["user_id"])}, score: e["score"]} for e in row[key]]

    def worded(each: dict[str, Any]) -> dict[str, Any]:
        return {
            camel(name): value.upper() if name == "content_type" else value
            for name, value in each.items()
        }

    return {
        "contentEngagement": [worded(each) for each in row["content_engagement"]],
        "authorAffinities": named("author_affinities"),
        "contentPreferences": [worded(each) for each in row["content_preferences"]],
        "socialSignals": named("social_signals", "tieStrength"),
        "temporalPatterns": {"hours": row["hours"], "weekdays": row["weekdays"]},
        "negativeSignals": {
            "content": [
                worded({**each, "last_on": each["last_on"].isoformat()})
                for each in row["hidden_content"]
            ],
            "authors": named("hidden_authors"),
            "muted": [{"id": str(each)} for each in row["muted"]],
            "blocked": [{"id": str(each)} for each in row["blocked"]],
        },
    }


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def test_the_file_has_the_querys_numbers(six: list[Client], tmp_path: Path) -> None:
    staff = make_staff(six[5])

    told, progress = export(tmp_path / "signals.parquet")

    assert told.strip() == str(tmp_path / "signals.parquet")
    assert [line.split(" members")[0] for line in progress.splitlines()] == [
        "2 of 6", "4 of 6", "6 of 6",
    ]  # fmt: skip
    rows = pq.read_table(tmp_path / "signals.parquet").to_pylist()
    assert [row["user_id"] for row in rows] == sorted(int(client.id) for client in six)
    for row in rows:
        answer = signals(staff, row["user_id"])
        found = as_answered(row)
        assert found == {name: answer[name] for name in found}
    assert rows[0]["blocked"] == [int(six[1].id)]
    assert rows[2]["muted"] == [int(six[0].id)]


def test_closed_accounts_are_not_in_it(six: list[Client], tmp_path: Path) -> None:
    User.objects.filter(pk=six[0].id).update(is_active=False)

    export(tmp_path / "f")

    ids = pq.read_table(tmp_path / "f").column("user_id").to_pylist()
    assert ids == [int(client.id) for client in six[1:]]


def test_it_says_what_it_is(six: list[Client], tmp_path: Path) -> None:
    now = just_now()
    with clock.at(now):
        told, _ = export(tmp_path)

    path = tmp_path / f"feed_signals-{now:%Y%m%dT%H%M%SZ}.parquet"
    assert told.strip() == str(path)
    schema = pq.read_schema(path)
    metadata = {k.decode(): v.decode() for k, v in schema.metadata.items()}
    assert metadata == {
        "ooumph.kind": "feed_signals",
        "ooumph.schema_version": "1",
        "ooumph.model_version": scoring.feed_version(),
        "ooumph.definition_version": scoring.definition_version(),
        "ooumph.computed_at": now.isoformat(),
        "ooumph.computed_through": now.isoformat(),
        "ooumph.horizon_days": "90",
    }
    assert schema.names == [
        "user_id", "computed_at", "content_engagement", "author_affinities",
        "content_preferences", "social_signals", "hours", "weekdays", "hidden_content",
        "hidden_authors", "muted", "blocked",
    ]  # fmt: skip
    assert os.stat(path).st_mode & 0o777 == 0o600


def test_the_same_instant_gives_the_same_bytes(
    six: list[Client], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.at(just_now()):
        export(tmp_path / "one")
        monkeypatch.setattr(exporting, "MEMBERS_PER_BATCH", 500)
        export(tmp_path / "other")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


class TestFailing:
    def test_without_the_graph_there_is_no_file(
        self, six: list[Client], tmp_path: Path, services: Services
    ) -> None:
        (tmp_path / "f").write_text("of yesterday")
        services.neo4j.kill()

        with pytest.raises(CommandError, match="The graph is away"):
            export(tmp_path / "f")

        assert (tmp_path / "f").read_text() == "of yesterday"
        assert [each.name for each in tmp_path.iterdir()] == ["f"]

    def test_in_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="No such file or directory"):
            export(tmp_path / "missing" / "f")
        with pytest.raises(CommandError, match="missing/' is no folder"):
            export(f"{tmp_path / 'missing'}/")
        assert list(tmp_path.iterdir()) == []

    def test_while_another_run_writes_it(self, tmp_path: Path) -> None:
        with (tmp_path / ".f.part").open("wb") as part:
            fcntl.flock(part, fcntl.LOCK_EX)
            with pytest.raises(CommandError, match="another run is writing it"):
                export(tmp_path / "f")

        assert not (tmp_path / "f").exists()
        assert (tmp_path / ".f.part").exists()

    def test_killed_it_leaves_no_file_and_can_run_again(
        self, six: list[Client], tmp_path: Path
    ) -> None:
        command = [sys.executable, "manage.py", "export_feed_signals", "--to", str(tmp_path / "f")]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE pair")  # The run waits for it when its file is open.
            run = subprocess.Popen(command, env={**os.environ, **worker_environment()})  # noqa: S603
            wait_until(lambda: (tmp_path / ".f.part").exists())
            run.kill()
            run.wait()
        assert [each.name for each in tmp_path.iterdir()] == [".f.part"]

        export(tmp_path / "f")

        assert [each.name for each in tmp_path.iterdir()] == ["f"]
        assert pq.read_table(tmp_path / "f").num_rows == 6
