"""From a small file to the rows, members and marks it leaves."""

import gzip
from collections.abc import Callable
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from neo4j import Driver

from account.models import User
from ooumph.embedded.services import Services
from ooumph.ids import derived_id
from tests.api import recorded
from user_activity.models import ContentInteraction, SocialInteraction, TouchedMember

pytestmark = pytest.mark.django_db

CHROME = (
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_2) AppleWebKit/537.36 "
    "(KHTML, like Gecko) Chrome/52.0.2743.24 Safari/537.36"
)
ARTICLES = (
    "when,did,what,who,visit,agent,country\n"
    f'1465413032,VIEW,-34,-88,126,"{CHROME}",US\n'
    "1465412560,COMMENT CREATED,89,-10,362,,\n"
    "1467331200,LIKE,-34,-10,362,,\n"
)
ARTICLE_OPTIONS: dict[str, Any] = {
    "source": "press",
    "kind": "content",
    "map": "user=who,occurred_at=when,content_id=what,interaction=did,session=visit,"
    "user_agent=agent",
    "set": "content_type=post",
    "words": "VIEW=view,LIKE=like,COMMENT CREATED=comment",
    "create_members": True,
}
MESSAGE_OPTIONS: dict[str, Any] = {
    "source": "mail",
    "kind": "social",
    "columns": "a,b,time",
    "map": "user=a,target=b,occurred_at=time",
    "set": "interaction=message_send,context_type=conversation",
    "create_members": True,
}

Run = Callable[..., tuple[str, str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Import `content` as a file; what was told on stdout (without the duration) and stderr."""

    def importing(content: str | bytes, name: str = "file.txt", **options: Any) -> tuple[str, str]:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        out, err = StringIO(), StringIO()
        call_command("import_events", str(path), stdout=out, stderr=err, **options)
        return out.getvalue().split("; ")[0], err.getvalue()

    return importing


def member(name: str) -> int:
    return User.objects.get(username=name).pk


def test_content_interactions_leave_these_rows_and_no_others(run: Run) -> None:
    before = datetime.now(UTC)
    assert run(ARTICLES, "file.csv", meta="country", **ARTICLE_OPTIONS) == (
        "press: stored 3, already there 0, bad 0",
        "",
    )
    rows = recorded()
    assert [
        (r["user_id"], r["interaction_type"], r["content_id"], r["occurred_at"]) for r in rows
    ] == [
        (member("press--10"), "comment", "89", datetime(2016, 6, 8, 19, 2, 40, tzinfo=UTC)),
        (member("press--88"), "view", "-34", datetime(2016, 6, 8, 19, 10, 32, tzinfo=UTC)),
        (member("press--10"), "like", "-34", datetime(2016, 7, 1, tzinfo=UTC)),
    ]
    assert [row["device"] for row in rows] == ["", "desktop/Mac OS X/Chrome", ""]
    assert [row["metadata"] for row in rows] == [{}, {"country": "US"}, {}]
    sessions = [derived_id("import session", "press", name) for name in ("362", "126", "362")]
    assert [row["session_id"] for row in rows] == sessions
    for row in rows:
        assert (row["table"], row["content_type"], row["source"]) == (
            "content_interaction", "post", "import",
        )  # fmt: skip
        assert (row["author_id"], row["ip"], row["request_id"]) == (None, None, None)
        assert before <= row["received_at"] <= datetime.now(UTC)
        assert (row["event_id"].version, row["act_id"].version) == (5, 5)
    assert len({row["act_id"] for row in rows} | {row["event_id"] for row in rows}) == 6


def test_a_message_is_one_act_that_leaves_message_send_alone(run: Run) -> None:
    run("1 2 1082040961\n2 1 1082155839\n", **MESSAGE_OPTIONS)
    rows = recorded()
    assert [(r["table"], r["interaction_type"], r["context_type"]) for r in rows] == [
        ("social_interaction", "message_send", "conversation")
    ] * 2
    one, two = member("mail-1"), member("mail-2")
    assert [(r["user_id"], r["target_user_id"]) for r in rows] == [(one, two), (two, one)]


def test_activities_come_as_json_lines(run: Run) -> None:
    content = (
        '{"by": {"id": 7}, "at": "2020-02-29T12:00:00+05:30", "what": "login", "ok": "false"}\n'
        '{"by": {"id": 7}, "at": "2020-02-29T13:00:00+05:30", "what": "SEARCH", "text": "tea"}'
    )
    run(
        content,
        "file.jsonl",
        source="old",
        kind="activity",
        map="user=by.id,occurred_at=at,activity=what,success=ok,description=text",
        create_members=True,
    )
    rows = recorded()
    assert [(r["activity_type"], r["success"], r["description"]) for r in rows] == [
        ("login", False, ""),
        ("search", True, "tea"),
    ]
    assert rows[0]["occurred_at"] == datetime(2020, 2, 29, 6, 30, tzinfo=UTC)


def test_members_are_made_without_a_password_or_a_signup(run: Run, graph: Driver) -> None:
    run("1 2 1082040961\n1 2 1082155839\n", **MESSAGE_OPTIONS)
    users = {user.username: user for user in User.objects.all()}
    assert set(users) == {"mail-1", "mail-2"}
    assert not any(user.has_usable_password() for user in users.values())
    assert {user.date_joined for user in users.values()} == {
        datetime.fromtimestamp(1082040961, UTC)
    }
    assert {row["table"] for row in recorded()} == {"social_interaction"}
    nodes = graph.execute_query(
        "MATCH (n) RETURN labels(n), n.user_id, n.username ORDER BY n.user_id"
    )
    assert [list(record) for record in nodes.records] == [
        [["UserNode"], user.pk, user.username]
        for user in sorted(users.values(), key=lambda u: u.pk)
    ]


def test_without_being_told_no_member_is_made(run: Run) -> None:
    User.objects.create_user("mail-1")
    User.objects.create_user("mail-2")
    out, err = run(
        "1 2 1082040961\n1 3 1082040961\n4 1 1082040961\n",
        **MESSAGE_OPTIONS | {"create_members": False},
    )
    assert out.splitlines()[0] == "mail: stored 1, already there 0, bad 2"
    assert err == "line 2: is no member: 'mail-3'\nline 3: is no member: 'mail-4'\n"
    assert User.objects.count() == 2


def test_an_id_that_cannot_be_a_name_is_a_bad_line(run: Run) -> None:
    User.objects.create_user("mail-Ada")
    content = f"ada,2,1082040961\na b,2,1082040961\n{'x' * 150},2,1082040961\n1,2,1082040961\n"
    out, err = run(content, **MESSAGE_OPTIONS)
    assert out == "mail: stored 1, already there 0, bad 3"
    assert [line.split(": ")[:2] for line in err.splitlines()] == [
        [f"line {number}", "cannot be a member's name"] for number in (1, 2, 3)
    ]
    assert User.objects.count() == 3


def test_the_graph_may_be_away(run: Run, services: Services) -> None:
    services.neo4j.pause()
    assert run("1 2 1082040961\n", **MESSAGE_OPTIONS)[0] == "mail: stored 1, already there 0, bad 0"
    assert User.objects.count() == 2


def state() -> tuple[list[dict[str, Any]], int, int]:
    return recorded(), User.objects.count(), TouchedMember.objects.count()


@pytest.mark.parametrize("again", [bytes, gzip.compress])
def test_importing_again_changes_nothing(run: Run, again: type[bytes]) -> None:
    run(ARTICLES, "file.csv", **ARTICLE_OPTIONS)
    before = state()
    out, _ = run(again(ARTICLES.encode()), "again.csv", **ARTICLE_OPTIONS)
    assert out == "press: stored 0, already there 3, bad 0"
    assert state() == before


def test_the_order_of_the_options_makes_no_other_events(run: Run) -> None:
    run(ARTICLES, "file.csv", **ARTICLE_OPTIONS)
    reversed_map = ",".join(reversed(ARTICLE_OPTIONS["map"].split(",")))
    out, _ = run(ARTICLES, "file.csv", **ARTICLE_OPTIONS | {"map": reversed_map})
    assert out == "press: stored 0, already there 3, bad 0"


def test_equal_lines_are_as_many_events(run: Run) -> None:
    line = "1 2 1082040961\n"
    assert run(line * 3, **MESSAGE_OPTIONS)[0] == "mail: stored 3, already there 0, bad 0"
    assert run(line * 4, **MESSAGE_OPTIONS)[0] == "mail: stored 1, already there 3, bad 0"
    assert len(recorded()) == 4


def test_another_source_or_another_kind_is_another_event(run: Run) -> None:
    content = "1 2 1082040961\n"
    run(content, **MESSAGE_OPTIONS)
    run(content, **MESSAGE_OPTIONS | {"source": "post"})
    run(content, **MESSAGE_OPTIONS | {"set": "interaction=mention"})
    assert SocialInteraction.objects.count() == 3
    assert len({row["event_id"] for row in recorded()}) == 3


@pytest.mark.parametrize(
    "content",
    [
        "a,b,time\n1,2,1082040961\n2,1,1082155839",
        "\ufeffa,b,time\n1,2,1082040961\n2,1,1082155839\n",
        "a,b,time\r\n1,2,1082040961\r\n2,1,1082155839\r\n",
        'x,"a",time,b\n"1,5",1,1082040961,"2"\n"\n",2,1082155839,1\n',
    ],
    ids=["no final newline", "byte order mark", "carriage returns", "quoted commas and newlines"],
)
def test_a_file_may_be_written_like_this(run: Run, content: str) -> None:
    out, _ = run(content, "file.csv", **MESSAGE_OPTIONS | {"columns": ""})
    assert out == "mail: stored 2, already there 0, bad 0"
    assert [row["occurred_at"].timestamp() for row in recorded()] == [1082040961, 1082155839]
    assert User.objects.count() == 2


def test_every_bad_line_is_told_and_the_others_are_stored(run: Run) -> None:
    content = ARTICLES.encode() + b"".join(
        [
            b"1465413032,STARE,1,2,3,,\n",
            b"tomorrow,VIEW,1,2,3,,\n",
            b"99999999999,VIEW,1,2,3,,\n",
            b"5,VIEW,1,2,3,,\n",
            b"1465413032,VIEW,,2,3,,\n",
            b"1465413032,VIEW,1,2\n",
            b"1465413032,VIEW,\xff,2,3,,\n",
            b"1465413032,VIEW,\x00,2,3,,\n",
            b"1465413032,VIEW," + b"9" * 65 + b",2,3,,\n",
            b"1465413032,VIEW," + b"9" * 2_000_000 + b",2,3,,\n",
            b'1465413032,VIEW,"1,2,3,,\n',
            b"1465413032,VIEW,1,2,3,,\n",
        ]
    )
    out, err = run(content, "file.csv", **ARTICLE_OPTIONS)
    assert out.splitlines()[0] == "press: stored 4, already there 0, bad 11"
    assert err.splitlines() == [
        "line 5: is no word of InteractionType: 'STARE'",
        "line 6: occurred_at is not a time: 'tomorrow'",
        "line 7: occurred_at is in the future: '99999999999'",
        "line 8: occurred_at is out of range: '5'",
        "line 9: content_id is empty",
        "line 10: has 4 columns in place of 7",
        "line 11: has bytes that are not in the file's encoding",
        "line 12: content_id must not hold null characters: '\\x00'",
        f"line 13: content_id must be at most 64 characters: '{'9' * 60}\\u2026'",
        "line 14: is longer than a line may be",
        "line 15: a quote is not closed",
    ]
    assert ContentInteraction.objects.count() == 4


def test_bad_lines_are_a_failure_only_when_told(run: Run) -> None:
    content = "1 2 1082040961\n1 2 never\n"
    with pytest.raises(CommandError, match="There were bad lines"):
        run(content, strict=True, **MESSAGE_OPTIONS)
    assert len(recorded()) == 1
    out, _ = run(content, **MESSAGE_OPTIONS)
    assert out == "mail: stored 0, already there 1, bad 1"


def test_a_file_that_is_cut_off_is_stored_so_far_and_can_be_gone_on_with(run: Run) -> None:
    lines = "".join(f"{n % 7} {n % 5 + 7} {1082040961 + n * n}\n" for n in range(6000))
    whole = gzip.compress(lines.encode())
    with pytest.raises(CommandError, match="cannot be read beyond line") as caught:
        run(whole[:-2000], "file.txt.gz", **MESSAGE_OPTIONS)
    stored = SocialInteraction.objects.count()
    assert f"mail: stored {stored:,}, already there 0, bad 0" in str(caught.value)
    assert 4000 < stored < 6000
    out, _ = run(whole, "file.txt.gz", **MESSAGE_OPTIONS)
    assert out == f"mail: stored {6000 - stored:,}, already there {stored:,}, bad 0"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"map": "user=a,target=b,occurred_at=when"}, "'when'"),
        ({"map": "user=a,target=b"}, "'occurred_at'"),
        ({"source": "No Such"}, "--source"),
    ],
)
def test_a_mistaken_option_stores_nothing(run: Run, changed: dict[str, str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        run("1 2 1082040961\n", **MESSAGE_OPTIONS | changed)
    assert (recorded(), User.objects.count()) == ([], 0)


def test_a_file_that_is_not_there_says_so(run: Run, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_events", str(tmp_path / "none.csv"), **ARTICLE_OPTIONS)


def test_the_months_are_made_and_every_member_and_day_is_marked(run: Run) -> None:
    run("1 2 883612800\n1 2 883616400\n1 2 886377600\n", **MESSAGE_OPTIONS)  # 1998-01-01, 02-02.
    marks = TouchedMember.objects.order_by("first_at").values_list("user_id", "first_at", "last_at")
    one = member("mail-1")
    assert [(user, first.date().isoformat(), last.hour) for user, first, last in marks] == [
        (one, "1998-01-01", 1),
        (one, "1998-02-02", 0),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT tableoid::regclass::text FROM social_interaction ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall()]
    assert names == ["social_interaction_1998_01", "social_interaction_1998_02"]


def test_the_id_of_an_event_stays_what_it_is(run: Run) -> None:
    """Another derivation would double every history that is imported again."""
    run("1 2 1082040961\n", **MESSAGE_OPTIONS)
    (row,) = recorded()
    assert row["event_id"] == UUID("f1547a25-0a6d-53de-8da4-f98135bf86ef")
