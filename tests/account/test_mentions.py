"""Which members a text mentions."""

import pytest

from account.mentions import MAX_MENTIONS, mentioned_members
from account.models import User, member_ref
from ooumph import graph

pytestmark = pytest.mark.django_db(transaction=True)


def made(*usernames: str) -> list[int]:
    return [User.objects.create(username=username).pk for username in usernames]


@graph.write
def block(one: int, other: int) -> None:
    graph.relate_once(member_ref(one), "BLOCKS", member_ref(other), {"at": 0.0})


@pytest.mark.parametrize(
    "text",
    [
        "@ada",
        "Hi @ADA!",
        "(@ada)",
        "@ada, @ada; @Ada.",
        "one\n@ada\ttwo",
        "@ada's",
        "@ada...",
        "@ada.lovelace",
        "https://example.org/ @ada",
    ],
)
def test_a_name_after_the_sign_in_any_case_is_one_mention(text: str) -> None:
    author, ada = made("author", "ada")
    assert mentioned_members(text, author_id=author) == [ada]


@pytest.mark.parametrize("text", ["", "ada", "@", "@ ada", "me@ada", "@@ada", "@adam", "@" * 500])
def test_what_names_nobody_mentions_nobody(text: str) -> None:
    author, _ = made("author", "ada")
    assert mentioned_members(text, author_id=author) == []


def test_the_longest_name_that_somebody_has_counts() -> None:
    author, plain, dotted, mail = made("author", "ada", "ada.", "ada@example.org")
    assert mentioned_members("@ada.", author_id=author) == [dotted]
    assert mentioned_members("@ada@example.org.", author_id=author) == [mail]
    assert mentioned_members("@ada!", author_id=author) == [plain]


def test_they_come_in_the_order_of_the_text() -> None:
    author, ada, bob, zoe = made("author", "ada", "bob", "zoe")
    assert mentioned_members("@zoe @ada @bob @zoe", author_id=author) == [zoe, ada, bob]


def test_the_author_the_closed_and_the_blocked_are_left_out() -> None:
    author, ada, bob, closed = made("author", "ada", "bob", "closed")
    User.objects.filter(pk=closed).update(is_active=False)
    block(author, ada)
    block(bob, author)
    assert mentioned_members("@author @ada @bob @closed", author_id=author) == []


def test_a_text_mentions_so_many_at_most() -> None:
    author, last = made("author", "last")
    several = "@somebody " * (MAX_MENTIONS - 1)
    assert mentioned_members(several + "@last", author_id=author) == [last]
    assert mentioned_members(several + "@one @last", author_id=author) == []
