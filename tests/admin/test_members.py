"""Members in the admin: edited, deactivated, never deleted; what staff do is recorded as theirs."""

from collections.abc import Callable
from typing import Any

import pytest

from account.models import User, UserNode
from tests.admin.desk import MEMBERS, Desk
from tests.api import Client, Member, event_ids, recorded
from tests.watching import counted_queries

NEW = "another horse battery"


def rows(since: set[Any]) -> list[tuple[Any, ...]]:
    return [
        (row["user_id"], row["activity_type"], row["source"], row["metadata"])
        for row in recorded(since=since)
    ]


def page_of(client: Client) -> str:
    return f"{MEMBERS}{client.id}/change/"


def test_the_list_is_searched_by_the_beginning_of_a_name_or_an_id(
    root: Desk, member: Member
) -> None:
    bob = [member(username) for username in ("ada", "adam", "bob")][-1]
    assert root.column(MEMBERS, "Username") == ["bob", "adam", "ada", "root"]
    assert root.column(MEMBERS, "Username", q="AD") == ["adam", "ada"]
    assert root.column(MEMBERS, "Username", q="adam@exa") == ["adam"]
    assert root.column(MEMBERS, "Username", q=bob.id) == ["bob"]
    assert root.column(MEMBERS, "Username", is_staff__exact="1") == ["root"]


def test_the_list_takes_as_many_queries_for_two_as_for_twenty(root: Desk) -> None:
    User.objects.create_user("ada")
    with counted_queries() as two:
        root.page(MEMBERS)
    for number in range(20):
        User.objects.create_user(f"member{number}")
    with counted_queries() as twenty:
        root.page(MEMBERS)
    assert two.counts == twenty.counts


def test_a_deactivated_member_is_out_at_once_and_may_come_back(root: Desk, member: Member) -> None:
    ada = member("ada")
    known = event_ids()
    root.save(page_of(ada), is_active=None)
    assert ada.errors("{ me { id } }")[0]["extensions"]["code"] == "UNAUTHENTICATED"
    root.save(page_of(ada), is_active="on")
    assert User.objects.get(pk=ada.id).is_active
    whom = {"member": int(ada.id)}
    assert rows(known) == [
        (root.id, "account_deactivation", "admin", whom),
        (root.id, "account_reactivation", "admin", whom),
    ]


def test_an_edit_leaves_one_row_a_part_that_changed(root: Desk, member: Member) -> None:
    ada = member("ada")
    known = event_ids()
    root.save(
        page_of(ada), display_name="Ada", timezone="Europe/Berlin", tracking_consent=None,
        email="countess@example.org",
    )  # fmt: skip
    found = User.objects.get(pk=ada.id)
    assert (found.display_name, found.timezone, found.tracking_consent, found.email) == (
        "Ada", "Europe/Berlin", False, "countess@example.org",
    )  # fmt: skip
    whom = {"member": int(ada.id)}
    assert sorted(rows(known), key=str) == [
        (root.id, "email_change", "admin", {"changed": ["email"], **whom}),
        (root.id, "privacy_update", "admin", {"changed": ["trackingConsent"], **whom}),
        (root.id, "profile_update", "admin", {"changed": ["displayName", "timezone"], **whom}),
    ]
    assert len({row["act_id"] for row in recorded(since=known)}) == 1


def test_saving_what_is_there_leaves_nothing(root: Desk, member: Member) -> None:
    ada = member("ada")
    known = event_ids()
    assert root.save(page_of(ada)).status_code == 302
    assert recorded(since=known) == []


def test_a_time_zone_that_is_none_is_refused(root: Desk, member: Member) -> None:
    ada = member("ada")
    known = event_ids()
    answer = root.save(page_of(ada), timezone="Middle/Earth")
    assert "must be the name of a time zone" in answer.text
    assert User.objects.get(pk=ada.id).timezone == "UTC"
    assert recorded(since=known) == []


def test_a_new_username_reaches_the_graph(root: Desk, member: Member) -> None:
    ada = member("ada")
    root.save(page_of(ada), username="countess")
    assert UserNode.nodes.get(user_id=int(ada.id)).username == "countess"


def test_setting_a_password_ends_every_session(root: Desk, member: Member) -> None:
    ada = member("ada")
    known = event_ids()
    path = f"{MEMBERS}{ada.id}/password/"
    refused = root.post(path, {"usable_password": "true", "password1": "x", "password2": "y"})
    assert refused.status_code == 200
    assert recorded(since=known) == []
    fields = {"usable_password": "true", "password1": NEW, "password2": NEW}
    assert root.post(path, fields).status_code == 302
    assert User.objects.get(pk=ada.id).check_password(NEW)
    assert ada.errors("{ me { id } }")[0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert rows(known) == [(root.id, "password_change", "admin", {"member": int(ada.id)})]


def test_a_member_whom_staff_add_can_sign_in_and_is_in_the_graph(
    root: Desk, client_of_nobody: Callable[[], Client]
) -> None:
    known = event_ids()
    fields = {"username": "ada", "usable_password": "true", "password1": NEW, "password2": NEW}
    assert root.post(f"{MEMBERS}add/", fields).status_code == 302
    assert recorded(since=known) == []
    found = client_of_nobody().mutate("login", {"username": "ada", "password": NEW}, "user { id }")
    assert UserNode.nodes.get(user_id=int(found["user"]["id"])).username == "ada"


def test_the_hash_of_a_password_never_shows(root: Desk, member: Member) -> None:
    ada = member("ada")
    stored = User.objects.get(pk=ada.id).password
    page = root.page(page_of(ada))
    algorithm, salt, digest = stored.split("$")
    assert algorithm in page
    assert salt not in page
    assert digest not in page
    assert root.get(MEMBERS, password__startswith=stored[:5]).status_code in (302, 400)


@pytest.mark.parametrize("change", ["{pk}/delete/", ""])
def test_nobody_deletes_a_member(root: Desk, member: Member, change: str) -> None:
    ada = member("ada")
    root.post(
        MEMBERS + change.format(pk=ada.id),
        {"action": "delete_selected", "_selected_action": ada.id, "post": "yes"},
    )
    assert User.objects.filter(pk=ada.id).exists()


def test_staff_who_edit_members_gain_and_give_no_power(
    staff: Callable[..., Desk], root: Desk, member: Member
) -> None:
    desk, ada = staff("sam", "view_user", "change_user"), member("ada")
    known = event_ids()
    path = f"{MEMBERS}{root.id}/"
    for own in (page_of(ada), f"{MEMBERS}{desk.id}/change/"):
        desk.save(own, is_superuser="on", is_staff="on", user_permissions="1", groups="1")
    assert desk.post(f"{path}change/", {"username": "ada2"}).status_code == 403
    password = {"usable_password": "true", "password1": NEW, "password2": NEW}
    assert desk.post(f"{path}password/", password).status_code == 403
    assert list(User.objects.filter(is_superuser=True).values_list("pk", flat=True)) == [root.id]
    assert not User.objects.get(pk=ada.id).is_staff
    assert not User.objects.get(pk=root.id).check_password(NEW)
    assert recorded(since=known) == []
