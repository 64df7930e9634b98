"""Who acts and from where: truncated, reduced and hashed before anything is stored."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import RequestFactory

from tests.api import Client, event_ids, recorded
from user_activity.context import device_of, keyed_session_id, truncated_address
from user_activity.models import UserActivity

ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/125.0.0.0 Mobile Safari/537.36"
)
IPAD = (
    "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.4 Mobile/15E148 Safari/604.1"
)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0"
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def test_every_row_says_where_from(member: Callable[..., Client]) -> None:
    ada = member("ada")
    session, request = str(uuid4()), str(uuid4())
    ada.headers |= {"X-Session-ID": session, "X-Request-ID": request, "User-Agent": ANDROID}
    before = event_ids()

    ada.mutate("createPost", {"text": "Hello"}, "post { id }")

    rows = recorded(since=before)
    assert len(rows) == 2
    for row in rows:
        assert str(row["session_id"]) == session
        assert str(row["request_id"]) == request
        assert row["device"] == "mobile/Android/Chrome Mobile"
        assert row["ip"] == "127.0.0.0"
        assert ANDROID not in str(row)


def test_a_sign_in_session_is_kept_as_a_keyed_hash(
    member: Callable[..., Client], settings: Any
) -> None:
    ada = member("ada")
    ada.mutate("trackActivity", {"activityType": "SEARCH"}, "tracked")
    ada.mutate("trackActivity", {"activityType": "SEARCH"}, "tracked")

    sessions = set(
        UserActivity.objects.filter(activity_type__in=["signup", "login", "search"]).values_list(
            "session_id", flat=True
        )
    )
    assert len(sessions) == 1
    (session,) = sessions
    assert isinstance(session, UUID)
    assert ada.token not in str(session)
    assert keyed_session_id(ada.token) == session
    settings.SECRET_KEY = "another"
    assert keyed_session_id(ada.token) != session


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        (ANDROID, "mobile/Android/Chrome Mobile"),
        (IPAD, "tablet/iOS/Mobile Safari"),
        (FIREFOX, "desktop/Linux/Firefox"),
        (GOOGLEBOT, "bot/Other/Googlebot"),
        ("", ""),
        ("\x00\x01", "other/Other/Other"),
    ],
)
def test_a_user_agent_is_reduced_to_three_families(agent: str, device: str) -> None:
    assert device_of(agent) == device


@pytest.mark.parametrize(
    ("hops", "remote", "forwarded", "kept"),
    [
        (0, "203.0.113.77", "198.51.100.9", "203.0.113.0"),
        (1, "10.0.0.2", "198.51.100.9", "198.51.100.0"),
        (1, "10.0.0.2", "192.0.2.1, 198.51.100.9", "198.51.100.0"),
        (2, "10.0.0.2", "192.0.2.1, 198.51.100.9, 10.0.0.1", "198.51.100.0"),
        (0, "2001:db8:aaaa:bbbb::1", "", "2001:db8:aaaa::"),
        (0, "::ffff:203.0.113.77", "", "203.0.113.0"),
        (0, "", "", None),
        (1, "10.0.0.2", "not an address", None),
    ],
)
def test_an_address_is_truncated_and_only_configured_hops_are_believed(
    settings: Any, hops: int, remote: str, forwarded: str, kept: str | None
) -> None:
    settings.TRUSTED_PROXY_HOPS = hops
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)

    assert truncated_address(request) == kept
