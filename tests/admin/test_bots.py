"""A bot's user agent proposes, staff decide, and the numbers follow either way."""

from collections.abc import Callable
from datetime import timedelta

from account.bots import SEEN_WITHIN, propose_bots
from account.models import User
from analytics.models import PlatformDay
from ooumph import clock
from tests.admin.desk import MEMBERS, Desk
from tests.analytics.events import aggregate, assert_exact
from tests.api import PASSWORD, Client

CRAWLER = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Safari/604.1"
SEARCH = {"activityType": "SEARCH"}


def crawl(client: Client) -> None:
    client.headers = {"User-Agent": CRAWLER}
    client.mutate("trackActivity", SEARCH, "tracked")


def proposed(desk: Desk) -> list[str]:
    return desk.column(MEMBERS, "Username", seen_as_bot="proposed")


def judge(desk: Desk, action: str, client: Client) -> None:
    answer = desk.post(MEMBERS, {"action": action, "_selected_action": client.id})
    assert answer.status_code == 302, answer.text


def counted() -> tuple[int, int]:
    """The acts of the platform's day, and those left out of it."""
    aggregate()
    assert_exact()
    day = PlatformDay.objects.get()
    return day.acts, day.left_out_acts


def test_signing_in_by_a_bots_user_agent_proposes_and_changes_no_number(
    root: Desk, member: Callable[[str], Client]
) -> None:
    for name, agent in (("crawler", CRAWLER), ("phone", PHONE)):
        client = member(name)
        client.headers, client.token = {"User-Agent": agent}, ""
        client.mutate("login", {"username": name, "password": PASSWORD}, "sessionToken")
    before = counted()

    assert propose_bots() == 1

    assert proposed(root) == ["crawler"]
    assert root.column(MEMBERS, "Bot") == ["", "proposed", ""]
    assert not User.objects.filter(is_bot=True).exists()
    assert counted() == before


def test_what_staff_decide_counts_and_may_be_decided_anew(root: Desk, ada: Client) -> None:
    crawl(ada)
    propose_bots()
    acts, left_out = counted()

    judge(root, "mark_as_bots", ada)
    assert proposed(root) == []
    assert counted() == (acts - 2, left_out + 2)  # Signing up, and what was tracked.

    judge(root, "mark_as_no_bots", ada)
    assert counted() == (acts, left_out)
    assert root.column(MEMBERS, "Username", seen_as_bot="judged") == ["ada"]

    crawl(ada)
    assert propose_bots() == 0
    assert proposed(root) == []


def test_the_form_decides_as_well(root: Desk, ada: Client) -> None:
    crawl(ada)
    propose_bots()

    root.save(f"{MEMBERS}{ada.id}/change/", is_bot="on")

    assert proposed(root) == []
    assert User.objects.get(pk=ada.id).bot_judged_at is not None


def test_who_may_not_change_members_decides_nothing(
    staff: Callable[..., Desk], ada: Client
) -> None:
    crawl(ada)
    propose_bots()
    sam = staff("sam", "view_user")

    sam.post(MEMBERS, {"action": "mark_as_bots", "_selected_action": ada.id})

    assert not User.objects.get(pk=ada.id).is_bot


def test_staff_do_not_decide_about_who_has_more_power(
    root: Desk, staff: Callable[..., Desk], ada: Client
) -> None:
    sam = staff("sam", "view_user", "change_user")

    sam.post(MEMBERS, {"action": "mark_as_bots", "_selected_action": [str(root.id), ada.id]})

    assert list(User.objects.filter(is_bot=True).values_list("username", flat=True)) == ["ada"]


def test_what_was_seen_long_ago_proposes_nobody(ada: Client) -> None:
    crawl(ada)

    with clock.at(clock.now() + SEEN_WITHIN + timedelta(minutes=1)):
        assert propose_bots() == 0
    assert propose_bots() == 1
