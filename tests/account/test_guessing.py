"""How many passwords one may try, and accounts one may make."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.conf import settings as django_settings
from redis import Redis

from account.models import User
from ooumph import rate_limits
from ooumph.embedded.services import Services
from tests.account.test_signing_in import kinds, sign_in
from tests.api import PASSWORD, Client, Member, event_ids, recorded

Nobody = Callable[[], Client]
GUESS = "wrong"


@pytest.fixture
def limited(settings: Any) -> Callable[..., None]:
    """Set some of the limits; the others stay as they are."""

    def set_limits(**limits: str) -> None:
        settings.RATE_LIMITS = {**django_settings.RATE_LIMITS, **limits}

    return set_limits


def try_password(client: Client, name: str, password: str = GUESS) -> str:
    values = {"username": name, "password": password}
    errors = client.payload("login", values, "")["errors"]
    return errors[0]["code"] if errors else "IN"


def test_wrong_passwords_in_a_row_are_bounded_for_every_spelling_of_a_name(
    member: Member, client_of_nobody: Nobody, limited: Any
) -> None:
    member("ada")
    limited(password_member="3 per hour")
    before, client = event_ids(), client_of_nobody()

    tried = [try_password(client, name) for name in ("ada", "ADA", "\uff41da", "Ada", "adA")]
    right = client.payload("login", {"username": "ada", "password": PASSWORD}, "sessionToken")

    assert tried == ["UNAUTHENTICATED"] * 3 + ["RATE_LIMITED"] * 2
    assert right["sessionToken"] is None
    assert right["errors"][0]["code"] == "RATE_LIMITED"
    assert kinds(recorded(since=before)) == ["login_failed"] * 3


def test_who_finds_the_password_has_all_tries_again(
    member: Member, client_of_nobody: Nobody, limited: Any
) -> None:
    member("ada")
    limited(password_member="3 per hour")
    client = client_of_nobody()

    for _ in range(3):
        assert [try_password(client, "ada") for _ in range(2)] == ["UNAUTHENTICATED"] * 2
        sign_in(client_of_nobody(), "ada")


def test_a_name_that_nobody_has_is_bounded_the_same(
    member: Member, client_of_nobody: Nobody, limited: Any
) -> None:
    member("ada")
    limited(password_member="2 per hour")
    client = client_of_nobody()

    there, not_there = ([try_password(client, name) for _ in range(3)] for name in ("ada", "eve"))

    assert there == not_there == ["UNAUTHENTICATED"] * 2 + ["RATE_LIMITED"]


def test_guesses_at_the_same_instant_count_one_by_one(
    member: Member, client_of_nobody: Nobody, limited: Any
) -> None:
    member("ada")
    limited(password_member="4 per hour")
    clients = [client_of_nobody() for _ in range(8)]

    with ThreadPoolExecutor(8) as pool:
        found = sorted(pool.map(lambda client: try_password(client, "ada"), clients))

    assert found == ["RATE_LIMITED"] * 4 + ["UNAUTHENTICATED"] * 4


def test_an_address_tries_only_so_many_names_whatever_it_claims_to_be(
    client_of_nobody: Nobody, limited: Any
) -> None:
    limited(password_address="3 per hour")
    client = client_of_nobody()

    found = []
    for number in range(5):
        client.headers["X-Forwarded-For"] = f"203.0.113.{number}"
        found.append(try_password(client, f"name{number}"))

    assert found == ["UNAUTHENTICATED"] * 3 + ["RATE_LIMITED"] * 2


@pytest.mark.parametrize(
    ("addresses", "found"),
    [
        (["203.0.113.7", "203.0.113.8"], ["UNAUTHENTICATED"] * 2),
        (["203.0.113.7", "203.0.113.7"], ["UNAUTHENTICATED", "RATE_LIMITED"]),
        (["2001:db8::1", "2001:db8::2"], ["UNAUTHENTICATED", "RATE_LIMITED"]),
        (["2001:db8:0:1::1", "2001:db8:0:2::1"], ["UNAUTHENTICATED"] * 2),
    ],
)
def test_behind_a_proxy_it_is_the_clients_whole_address(
    client_of_nobody: Nobody,
    limited: Any,
    settings: Any,
    valkey_client: Redis,
    addresses: list[str],
    found: list[str],
) -> None:
    limited(password_address="1 per hour")
    settings.TRUSTED_PROXY_HOPS = 1
    client = client_of_nobody()

    answers = []
    for number, address in enumerate(addresses):
        client.headers["X-Forwarded-For"] = address
        answers.append(try_password(client, f"name{number}"))

    assert answers == found
    keys = str(valkey_client.keys("limits:*"))
    assert "password_address" in keys
    assert not any(said in keys for said in ("203.0.113", "2001:db8", "name0"))


def test_accounts_from_one_address_are_bounded(client_of_nobody: Nobody, limited: Any) -> None:
    limited(sign_up="2 per hour")
    client = client_of_nobody()

    def register(name: str) -> list[str]:
        values = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
        client.http.cookies.clear()
        return [error["code"] for error in client.payload("register", values, "")["errors"]]

    assert [register(name) for name in ("ada", "bob", "eve")] == [[], [], ["RATE_LIMITED"]]
    assert set(User.objects.values_list("username", flat=True)) == {"ada", "bob"}


def test_the_old_password_cannot_be_guessed_in_a_session(member: Member, limited: Any) -> None:
    ada = member("ada")
    limited(password_member="2 per hour")
    before = event_ids()

    def change(old: str) -> str:
        values = {"oldPassword": old, "newPassword": "another battery staple"}
        return ada.refusal("changePassword", values)["code"]

    assert [change(old) for old in ("a", "b", "c", PASSWORD)] == ["INVALID"] * 2 + [
        "RATE_LIMITED"
    ] * 2
    assert recorded(since=before) == []
    assert User.objects.get(pk=ada.id).check_password(PASSWORD)


def test_the_admins_form_has_the_same_tries(
    member: Member, client_of_nobody: Nobody, limited: Any
) -> None:
    member("ada")
    limited(password_member="3 per hour")
    assert try_password(client_of_nobody(), "ada") == "UNAUTHENTICATED"
    http = client_of_nobody().http

    def send(password: str) -> httpx.Response:
        http.get("/admin/login/")
        token = http.cookies["csrftoken"]
        form = {"username": "ada", "password": password, "csrfmiddlewaretoken": token}
        return http.post("/admin/login/", data=form)

    assert ["Too many requests" in send("wrong").text for _ in range(4)] == [
        False, False, True, True,
    ]  # fmt: skip


def test_without_redis_members_still_sign_in(
    member: Member, client_of_nobody: Nobody, limited: Any, services: Services
) -> None:
    member("ada")
    limited(password_member="1 per hour")
    services.valkey.kill()

    assert [try_password(client_of_nobody(), "ada", PASSWORD) for _ in range(5)] == ["IN"] * 5
    assert rate_limits.BREAKER.current_state == "open"
