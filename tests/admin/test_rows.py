"""The three kinds of rows: read-only, found by what an index answers, never counted wholly."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from account.models import User
from ooumph.admin import lists
from ooumph.ids import new_id
from tests.admin.desk import ACTIVITY, CONTENT, ROWS, SOCIAL, Desk
from tests.api import event_ids, recorded
from tests.watching import counted_queries
from user_activity.models import ContentInteraction, SocialInteraction, UserActivity

DAY = datetime(2026, 3, 10, 12, tzinfo=UTC)


def activity(activity_type: str, user_id: int = 7, **columns: Any) -> UserActivity:
    return UserActivity.objects.create(**common(user_id, columns), activity_type=activity_type)


def content(interaction_type: str, content_id: str, user_id: int = 7, **columns: Any) -> Any:
    columns = {"content_type": "post", **columns}
    return ContentInteraction.objects.create(
        **common(user_id, columns), interaction_type=interaction_type, content_id=content_id
    )


def social(interaction_type: str, user_id: int = 7, **columns: Any) -> Any:
    return SocialInteraction.objects.create(
        **common(user_id, columns), interaction_type=interaction_type
    )


def common(user_id: int, columns: dict[str, Any]) -> dict[str, Any]:
    at = columns.get("occurred_at", DAY)
    return {
        "event_id": new_id(), "act_id": new_id(), "user_id": user_id, "occurred_at": at,
        "received_at": at, "source": "api", **columns,
    }  # fmt: skip


def make_members(*usernames: str) -> list[int]:
    return [User.objects.create_user(username).pk for username in usernames]


def test_a_list_shows_the_newest_first_with_names_and_labels(root: Desk) -> None:
    (ada,) = make_members("ada")
    activity("login", ada)
    activity("post_create", 987654, occurred_at=DAY - timedelta(days=1))
    activity("login_failed", 0, occurred_at=DAY - timedelta(days=2), success=False)
    assert root.column(ACTIVITY, "Member")[1:] == ["ada", "#987654, gone", "unknown"]
    assert root.column(ACTIVITY, "What")[1:] == [
        "Signed in", "Created a post", "Failed to sign in",
    ]  # fmt: skip
    assert root.column(ACTIVITY, "Member", o=0)[:3] == ["unknown", "#987654, gone", "ada"]


@pytest.mark.parametrize("path", ROWS)
@pytest.mark.parametrize("change", ["add/", "{pk}/change/", "{pk}/delete/"])
def test_not_even_a_superuser_changes_a_row(root: Desk, path: str, change: str) -> None:
    rows = {ACTIVITY: activity("login"), CONTENT: content("view", "p"), SOCIAL: social("block")}
    before = recorded()
    answer = root.post(path + change.format(pk=rows[path].pk), {"post": "yes", "user_id": "8"})
    assert answer.status_code == 403
    assert recorded() == before


def test_an_action_on_selected_rows_changes_none(root: Desk) -> None:
    row = activity("login")
    before = recorded()
    selected = {"action": "delete_selected", "_selected_action": str(row.pk), "post": "yes"}
    root.post(ACTIVITY, selected)
    assert recorded() == before


@pytest.mark.parametrize(
    ("path", "query", "found"),
    [
        (ACTIVITY, {"activity_type": "login"}, {"now", "failed"}),
        (ACTIVITY, {"success": "False"}, {"failed"}),
        (ACTIVITY, {"source": "import"}, {"old"}),
        (ACTIVITY, {"day_from": "2026-03-10"}, {"now", "failed"}),
        (ACTIVITY, {"day_to": "2026-03-09"}, {"old"}),
        (ACTIVITY, {"day_from": "2026-03-09", "day_to": "2026-03-09"}, {"old"}),
        (ACTIVITY, {"day_from": "2026-03-11"}, set()),
        (ACTIVITY, {"day_from": "0001-01-01", "day_to": "9999-12-31"}, {"now", "old", "failed"}),
        (ACTIVITY, {"activity_type": "no such word"}, set()),
        (ACTIVITY, {"success": "no such outcome"}, set()),
        (CONTENT, {"interaction_type": "like"}, {"liked"}),
        (CONTENT, {"content_type": "story"}, {"viewed"}),
        (SOCIAL, {"interaction_type": "block"}, {"blocked"}),
        (SOCIAL, {"context_type": "conversation"}, {"wrote"}),
    ],
)
def test_each_filter_finds_its_rows(
    root: Desk, path: str, query: dict[str, str], found: set[str]
) -> None:
    UserActivity.objects.all().delete()  # Signing in left one.
    activity("login", device="now")
    activity("login", device="failed", success=False)
    yesterday = DAY.replace(hour=0) - timedelta(microseconds=1)
    activity("signup", device="old", source="import", occurred_at=yesterday)
    content("like", "p", device="liked")
    content("view", "s", device="viewed", content_type="story")
    social("block", device="blocked", target_user_id=8)
    social("message_send", device="wrote", context_type="conversation", context_id="c")
    assert set(root.column(path, "Device", **query)) == found


def test_a_day_that_is_none_is_said_and_filters_nothing(root: Desk) -> None:
    activity("login")
    page = root.words(ACTIVITY, day_from="yesterday")
    assert "yesterday is no day" in page
    assert "2 user activities" in page


def test_a_search_finds_a_member_by_name_or_id(root: Desk) -> None:
    ada, bob = make_members("ada", "bob")
    for path, make in ((ACTIVITY, activity), (SOCIAL, social)):
        word = "login" if make is activity else "block"
        make(word, ada)
        make(word, bob)
        for term in ("ada", "ADA", f" {ada} "):
            assert root.column(path, "Member", q=term) == ["ada"]
        assert root.column(path, "Member", q="nobody") == []
        assert root.column(path, "Member", q="99999999999999999999") == []


def test_a_search_finds_one_event(root: Desk) -> None:
    row = content("view", "p", 8)
    content("view", "p", 9)
    assert root.column(CONTENT, "Member", q=str(row.event_id)) == ["#8, gone"]
    assert root.column(CONTENT, "Member", q=str(uuid4())) == []


def test_a_search_finds_content_by_whatever_id_it_has(root: Desk) -> None:
    (ada,) = make_members("ada")
    uid = UUID(int=5).hex
    content("view", uid, 8)
    content("view", "4110354420726924665", 9)
    content("view", str(ada), 10)
    content("view", "other", ada)
    assert root.column(CONTENT, "Member", q=uid) == ["#8, gone"]
    assert root.column(CONTENT, "Member", q="4110354420726924665") == ["#9, gone"]
    assert sorted(root.column(CONTENT, "Member", q=str(ada))) == ["#10, gone", "ada"]
    assert root.column(CONTENT, "Member", q="other") == ["ada"]


def test_a_row_shows_itself_and_the_others_of_its_act(root: Desk) -> None:
    (ada,) = make_members("ada")
    act = new_id()
    row = content("create", "the-post", ada, act_id=act, metadata={"tags": ["<b>walks"]})
    activity("post_create", ada, act_id=act)
    activity("login", ada)
    activity("post_update", 8, act_id=act)
    page = root.page(f"{CONTENT}{row.event_id}_3A{ada}/change/")
    assert "the-post" in page
    assert "&lt;b&gt;walks" in page
    assert f"user activity: {ada} post_create" in page
    assert f"{ada} login" not in page
    assert "8 post_update" not in page
    assert 'name="_save"' not in page


def test_two_members_with_one_event_id_have_a_page_each(root: Desk) -> None:
    ada, bob = make_members("ada", "bob")
    event_id = new_id()
    activity("login", ada, event_id=event_id)
    activity("logout", bob, event_id=event_id)
    page = root.page(ACTIVITY, q=str(event_id))
    for user_id, label in ((ada, "Signed in"), (bob, "Signed out")):
        path = f"{ACTIVITY}{event_id}_3A{user_id}/change/"
        assert path in page
        assert label in root.page(path)


def test_a_row_that_is_not_there_is_said(root: Desk) -> None:
    for key in (uuid4(), "no-uuid", f"{uuid4()}_3A7"):
        answer = root.get(f"{ACTIVITY}{key}/change/")
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")


@pytest.mark.parametrize(
    ("path", "make"),
    [
        (ACTIVITY, lambda user: activity("login", user)),
        (CONTENT, lambda user: content("view", "p", user, author_id=user)),
        (SOCIAL, lambda user: social("block", user, target_user_id=user)),
    ],
)
def test_a_page_takes_as_many_queries_for_one_row_as_for_twenty(
    root: Desk, path: str, make: Callable[[int], Any]
) -> None:
    members = make_members(*(f"member{number}" for number in range(20)))
    make(members[0])
    with counted_queries() as one:
        root.page(path)
    for member in members:
        make(member)
    with counted_queries() as twenty:
        page = root.page(path)
    assert all(f"member{number}" in page for number in range(20))
    assert one.counts == twenty.counts
    assert twenty.counts[0] == 0


def test_a_count_goes_no_further_than_its_bound(
    root: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "COUNTED_ROWS", 60)
    monkeypatch.setattr(lists, "COUNT_TIMEOUT_MS", 30_000)
    for number in range(61):
        activity("login", 7, occurred_at=DAY - timedelta(minutes=number))
    with counted_queries() as queries:
        page = root.words(ACTIVITY, activity_type="login")
    assert "More than 60 user activities" in page
    counts = [sql for sql in queries.database if "COUNT(" in sql]
    assert len(counts) == 1
    assert "LIMIT 61" in counts[0]
    with counted_queries() as queries:
        assert len(root.column(ACTIVITY, "Member", p=2, activity_type="login")) == 12
    assert not [sql for sql in queries.database if "COUNT(" in sql]


def test_a_count_that_takes_too_long_says_what_is_known(
    root: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(60):
        activity("login", 7, occurred_at=DAY - timedelta(minutes=number))
    monkeypatch.setattr(lists.BoundedPaginator, "counted", slowly_counted)
    page = root.words(ACTIVITY)
    assert "More than 51 user activities" in page
    assert len(root.column(ACTIVITY, "Member", p=2)) == 11


def slowly_counted(self: lists.BoundedPaginator, limit: int) -> int | None:
    """The same, over rows that take the database longer than the time-out to count."""
    with lists.timed(50), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")
        return limit
    return None


def test_a_list_that_takes_too_long_is_stopped_and_says_so(
    root: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "LIST_TIMEOUT_MS", 200)
    known = event_ids()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE social_interaction IN ACCESS EXCLUSIVE MODE")
        page = root.words(SOCIAL)
    assert "Narrow it" in page
    assert "0 social interactions" in page
    assert recorded(since=known) == []
