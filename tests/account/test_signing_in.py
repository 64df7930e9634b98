"""Signing up, in and out: the token, the cookie, and what each leaves."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session

from account.models import User
from ooumph import graph
from tests.api import PASSWORD, Client, Member, event_ids, recorded

ME = "{ me { id username email } }"


def kinds(rows: list[dict[str, object]]) -> list[object]:
    return [row.get("activity_type") or row["interaction_type"] for row in rows]


def sign_in(client: Client, username: str, password: str = PASSWORD) -> Client:
    found = client.mutate(
        "login", {"username": username, "password": password}, "sessionToken user { id }"
    )
    client.token, client.id = found["sessionToken"], found["user"]["id"]
    client.http.cookies.clear()
    return client


def test_registering_signs_in_and_is_one_act(member: Member) -> None:
    ada = member("ada")

    assert ada.query(ME) == {"me": {"id": ada.id, "username": "ada", "email": "ada@example.org"}}
    rows = recorded()
    assert kinds(rows) == ["signup", "login"]
    assert len({row["act_id"] for row in rows}) == 1
    assert {row["user_id"] for row in rows} == {int(ada.id)}


def test_a_member_has_one_node(member: Member) -> None:
    ada = member("ada")

    assert graph.query("MATCH (m:UserNode) RETURN m.user_id, m.username") == [[int(ada.id), "ada"]]


def test_nobody_reads_nothing(client_of_nobody: Callable[[], Client]) -> None:
    (error,) = client_of_nobody().errors(ME)

    assert error["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_wrong_token_is_nobody(client_of_nobody: Callable[[], Client]) -> None:
    client = client_of_nobody()
    client.token = "no such session"

    assert client.errors(ME)[0]["extensions"]["code"] == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"username": "ADA"}, "username", "CONFLICT"),
        ({"email": "Ada@example.org"}, "email", "CONFLICT"),
        ({"username": "not a name"}, "username", "INVALID"),
        ({"email": "nowhere"}, "email", "INVALID"),
        ({"password": "12345678"}, "password", "INVALID"),
    ],
)
def test_a_bad_registration_names_the_field_and_leaves_nothing(
    member: Member,
    client_of_nobody: Callable[[], Client],
    values: dict[str, str],
    field: str,
    code: str,
) -> None:
    member("ada")
    before = event_ids()
    wanted = {"username": "bob", "email": "bob@example.org", "password": PASSWORD, **values}

    errors = client_of_nobody().payload("register", wanted, "user { id }")["errors"]

    assert {(error["field"], error["code"]) for error in errors} == {(field, code)}
    assert User.objects.count() == 1
    assert recorded(since=before) == []


def test_two_who_want_one_name_at_the_same_instant(
    client_of_nobody: Callable[[], Client],
) -> None:
    clients = [client_of_nobody() for _ in range(6)]

    def register(number: int) -> list[dict[str, str]]:
        values = {"username": "ada", "email": f"{number}@example.org", "password": PASSWORD}
        errors: list[dict[str, str]] = clients[number].payload("register", values, "")["errors"]
        return errors

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(register, range(6)))

    assert sorted(len(errors) for errors in answers) == [0, 1, 1, 1, 1, 1]
    assert {error["code"] for errors in answers for error in errors} == {"CONFLICT"}
    assert User.objects.count() == 1
    assert kinds(recorded()) == ["signup", "login"]


def test_a_login_whatever_the_case_of_the_name(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    ada = member("ada")
    before = event_ids()

    again = sign_in(client_of_nobody(), "Ada")

    assert again.id == ada.id
    assert kinds(recorded(since=before)) == ["login"]


def test_a_failed_login_is_recorded_of_the_member_when_known(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    ada = member("ada")
    before = event_ids()
    somebody = client_of_nobody()

    for username in ("ada", "nobody"):
        error = somebody.refusal("login", {"username": username, "password": "wrong"})
        assert (error["code"], error["message"]) == (
            "UNAUTHENTICATED",
            "The username or the password is wrong.",
        )

    rows = recorded(since=before)
    assert kinds(rows) == ["login_failed", "login_failed"]
    assert [row["user_id"] for row in rows] == [int(ada.id), 0]
    assert [row["success"] for row in rows] == [False, False]
    assert "wrong" not in str(rows)


def test_a_member_who_was_deactivated_cannot_sign_in_or_stay(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    ada = member("ada")
    User.objects.filter(pk=ada.id).update(is_active=False)

    assert ada.errors(ME)[0]["extensions"]["code"] == "UNAUTHENTICATED"
    values = {"username": "ada", "password": PASSWORD}
    assert client_of_nobody().refusal("login", values)["code"] == "UNAUTHENTICATED"


def test_logout_ends_this_session_at_once_and_no_other(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    ada = member("ada")
    phone = sign_in(client_of_nobody(), "ada")
    before = event_ids()

    ada.mutate("logout")

    assert ada.errors(ME)[0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert phone.query(ME)["me"]["id"] == ada.id
    assert kinds(recorded(since=before)) == ["logout"]


def test_a_token_is_stored_hashed(member: Member) -> None:
    ada = member("ada")

    stored = list(Session.objects.values_list("session_key", flat=True))
    assert len(stored) == 1
    assert ada.token not in stored
    impostor = ada
    impostor.token = stored[0]
    assert impostor.errors(ME)[0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_a_new_password_ends_every_other_session(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    ada = member("ada")
    phone = sign_in(client_of_nobody(), "ada")
    before = event_ids()

    ada.mutate("changePassword", {"oldPassword": PASSWORD, "newPassword": "battery staple 9"})

    assert ada.query(ME)["me"]["id"] == ada.id
    assert phone.errors(ME)[0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert sign_in(client_of_nobody(), "ada", "battery staple 9").id == ada.id
    assert kinds(recorded(since=before)) == ["password_change", "login"]


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong", "battery staple 9", "oldPassword"), (PASSWORD, "password", "newPassword")],
)
def test_a_refused_password_changes_nothing(member: Member, old: str, new: str, field: str) -> None:
    ada = member("ada")
    stored = User.objects.get(pk=ada.id).password
    before = event_ids()

    errors = ada.payload("changePassword", {"oldPassword": old, "newPassword": new}, "")["errors"]

    assert {(error["code"], error["field"]) for error in errors} == {("INVALID", field)}
    assert User.objects.get(pk=ada.id).password == stored
    assert recorded(since=before) == []


def test_a_cookie_needs_the_csrf_token_and_a_bearer_does_not(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    member("ada")
    browser = client_of_nobody()
    browser.mutate("login", {"username": "ada", "password": PASSWORD})
    assert "sessionid" in browser.http.cookies
    before = event_ids()

    refused = browser.http.post(
        "/graphql", json={"query": "mutation { logout { errors { code } } }"}
    )

    assert refused.status_code == 403
    assert refused.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    assert recorded(since=before) == []
    assert (
        browser.http.get("/graphql", params={"query": ME}).json()["data"]["me"]["username"] == "ada"
    )
    browser.headers["X-CSRFToken"] = browser.http.cookies["csrftoken"]
    browser.mutate("logout")
    assert kinds(recorded(since=before)) == ["logout"]
