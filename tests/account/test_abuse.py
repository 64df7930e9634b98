"""Signing in as an attacker would, or as a client at a bad moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from account.middleware import BearerSessionMiddleware
from tests.account.test_signing_in import ME, kinds, sign_in
from tests.api import PASSWORD, Client, Member, event_ids, recorded
from user_activity.context import keyed_session_id


def test_a_name_in_other_letters_of_the_same_meaning_is_the_same_name(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    ada, wide = member("ada"), "\uff41\uff44\uff41"  # Full-width letters.
    values = {"username": wide, "email": "wide@example.org", "password": PASSWORD}
    before = event_ids()

    error = client_of_nobody().refusal("register", values)

    assert (error["code"], error["field"]) == ("CONFLICT", "username")
    assert recorded(since=before) == []
    assert sign_in(client_of_nobody(), wide).id == ada.id
    assert {row["user_id"] for row in recorded(since=before)} == {int(ada.id)}


def test_who_want_one_address_at_the_same_instant_are_told_which_it_is(
    client_of_nobody: Callable[[], Client],
) -> None:
    clients = [client_of_nobody() for _ in range(6)]

    def register(number: int) -> list[tuple[str, str]]:
        values = {"username": f"ada{number}", "email": "ada@example.org", "password": PASSWORD}
        errors = clients[number].payload("register", values, "")["errors"]
        return [(error["code"], error["field"]) for error in errors]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(register, range(6)))

    assert sorted(answers) == [[], *[[("CONFLICT", "email")]] * 5]


@pytest.mark.parametrize("name", ["login", "register"])
@pytest.mark.parametrize("by", ["bearer", "cookie"])
def test_signing_in_as_another_gives_a_token_and_ends_the_session_before(
    member: Member, client_of_nobody: Callable[[], Client], name: str, by: str
) -> None:
    ada, bob = member("ada"), member("bob")
    device = sign_in(client_of_nobody(), "ada")
    old = device.token
    if by == "cookie":
        device.token = ""
        device.http.cookies.set("sessionid", old)
        device.http.cookies.set("csrftoken", "a" * 32)
        device.headers["X-CSRFToken"] = "a" * 32
    values = {"username": "bob" if name == "login" else "eve", "password": PASSWORD}
    before = event_ids()

    mail = {"email": "eve@example.org"} if name == "register" else {}
    token = device.mutate(name, values | mail, "sessionToken")["sessionToken"]

    device.headers.clear()
    device.http.cookies.clear()
    device.token = token
    assert device.query(ME)["me"]["username"] == values["username"]
    rows = recorded(since=before)
    assert kinds(rows)[-1] == "login"
    assert rows[-1]["session_id"] == keyed_session_id(token)
    device.token = old
    assert device.errors(ME)[0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (ada.query(ME)["me"]["id"], bob.query(ME)["me"]["id"]) == (ada.id, bob.id)


def test_a_session_that_ends_while_it_is_used_stays_ended(member: Member) -> None:
    ada = member("ada")

    def ending(request: HttpRequest) -> HttpResponse:
        request.session["used"] = True
        Session.objects.all().delete()
        return HttpResponse("done")

    request = RequestFactory().post("/", headers={"Authorization": f"Bearer {ada.token}"})
    answer = BearerSessionMiddleware(ending)(request)

    assert isinstance(answer, HttpResponse)
    assert (answer.status_code, answer.content) == (200, b"done")
    assert Session.objects.count() == 0


def test_an_operation_tries_one_password(
    member: Member, client_of_nobody: Callable[[], Client]
) -> None:
    member("ada")
    before, client = event_ids(), client_of_nobody()
    login = 'login(input: {username: "ada", password: "%s"}) { errors { code } }'
    guesses = [f"guess{n}: {login % n}" for n in range(2)]
    spread = f"fragment F on Mutation {{ {guesses[1]} }}"

    for document in (
        f"mutation {{ {' '.join(guesses)} }}",
        f"mutation {{ {guesses[0]} ...F }} {spread}",
        f"mutation {{ {guesses[0]} ... on Mutation {{ ... {{ {guesses[1]} }} }} }}",
    ):
        (error,) = client.errors(document)
        assert error["extensions"]["code"] == "INVALID"
        assert "password" in error["message"]
    assert recorded(since=before) == []

    found = client.query(f"mutation {{ {login % PASSWORD} logout {{ errors {{ code }} }} }}")
    assert found == {"login": {"errors": []}, "logout": {"errors": []}}
    assert kinds(recorded(since=before)) == ["login", "logout"]


@pytest.mark.parametrize("sign", ["\n", "\r", "\t", "\u2028", "\u202e", "\u2066", "\x00", "\x1b"])
def test_a_name_cannot_pass_for_what_is_around_it(member: Member, sign: str) -> None:
    ada, bob = member("ada"), member("bob")
    before, name = event_ids(), f"Ada{sign}Admin"

    for mutation, values, field in (
        ("updateProfile", {"displayName": name}, "displayName"),
        ("startConversation", {"memberIds": [bob.id], "title": name}, "title"),
        ("createPost", {"text": "Hi", "tags": [name]}, "tags"),
    ):
        error = ada.refusal(mutation, values)
        assert (error["code"], error["field"]) == ("INVALID", field)
    assert recorded(since=before) == []

    family = "\U0001f468\u200d\U0001f469 \u05e2\u05d3\u05d4"  # Joined, and from right to left.
    ada.mutate("updateProfile", {"displayName": family})
