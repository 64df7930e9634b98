"""The lists of conversations and messages: their order, their pages, their cost."""

from collections.abc import Callable
from typing import Any

from tests.api import Client
from tests.msg.acts import block, listed, read, say, start
from tests.watching import counted_queries

CONVERSATIONS = """query($first: Int, $after: String) {
  conversations(first: $first, after: $after) { pageInfo { hasNextPage endCursor }
  edges { node { id title createdAt activeAt unreadCount members { username }
  lastMessage { body isRead sender { username } readBy { username } } } } } }"""

MESSAGES = """query($id: ID!, $first: Int, $after: String) {
  messages(conversationId: $id, first: $first, after: $after) { pageInfo { hasNextPage endCursor }
  edges { node { id body isRead createdAt sender { username } readBy { username } } } } }"""


def all_pages(client: Client, document: str, name: str, **arguments: Any) -> list[dict[str, Any]]:
    page = client.query(document, **arguments)[name]
    nodes = [edge["node"] for edge in page["edges"]]
    while page["pageInfo"]["hasNextPage"]:
        after = page["pageInfo"]["endCursor"]
        page = client.query(document, after=after, **arguments)[name]
        nodes += [edge["node"] for edge in page["edges"]]
    return nodes


def test_the_last_active_conversation_comes_first(ada: Client, bob: Client, eve: Client) -> None:
    first = start(ada, bob, title="first")
    second = start(ada, eve, title="second")
    assert [each["title"] for each in listed(ada)] == ["second", "first"]
    say(bob, first, "Hello")
    assert [each["title"] for each in listed(ada)] == ["first", "second"]
    say(ada, second, "Hello")
    assert [(each["title"], each["unreadCount"]) for each in listed(ada)] == [
        ("second", 0),
        ("first", 1),
    ]


def test_what_a_block_hides_moves_nothing(ada: Client, bob: Client, eve: Client) -> None:
    group = start(ada, bob, eve, title="group")
    start(ada, eve, title="later")
    block(ada, bob)
    say(bob, group, "hidden")
    assert [each["title"] for each in listed(ada)] == ["later", "group"]
    assert [each["lastMessage"] for each in listed(ada)] == [None, None]


def test_pages_of_conversations(ada: Client, bob: Client) -> None:
    for number in range(5):
        start(ada, bob, title=str(number))
    nodes = all_pages(ada, CONVERSATIONS, "conversations", first=2)
    assert [node["title"] for node in nodes] == ["4", "3", "2", "1", "0"]


def test_pages_of_messages(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    for number in range(5):
        say((ada, bob)[number % 2], conversation, str(number))
    nodes = all_pages(ada, MESSAGES, "messages", id=conversation, first=2)
    assert [node["body"] for node in nodes] == ["4", "3", "2", "1", "0"]
    assert [node["sender"]["username"] for node in nodes] == ["ada", "bob", "ada", "bob", "ada"]


def test_a_page_of_conversations_costs_the_same_however_long(
    member: Callable[..., Client], ada: Client
) -> None:
    costs = []
    for many in (1, 19):
        for number in range(many):
            other = member(f"m{many}x{number}")
            conversation = start(ada, other)
            read(ada, conversation, say(other, conversation))
        with counted_queries() as queries:
            found = ada.query(CONVERSATIONS, first=50)["conversations"]["edges"]
        costs.append((len(found), queries.counts))
    assert [length for length, _ in costs] == [1, 20]
    assert costs[0][1] == costs[1][1]
    assert costs[0][1][0] == 3, "the page, the last messages, the unread counts"


def test_a_page_of_messages_costs_the_same_however_long(
    member: Callable[..., Client], ada: Client
) -> None:
    others = [member(f"m{number}") for number in range(4)]
    conversation = start(ada, *others)
    costs = []
    for many in (1, 19):
        for number in range(many):
            last = say(others[number % 4], conversation)
        read(ada, conversation, last)
        read(others[3], conversation, last)
        with counted_queries() as queries:
            found = ada.query(MESSAGES, id=conversation, first=50)["messages"]["edges"]
        costs.append((len(found), queries.counts))
    assert [length for length, _ in costs] == [1, 20]
    assert costs[0][1] == costs[1][1]
    assert costs[0][1][0] == 2, "the conversation, its messages"


def test_nobody_reads_a_list(client_of_nobody: Callable[[], Client]) -> None:
    for field in ("conversations", 'messages(conversationId: "x")'):
        (error,) = client_of_nobody().errors("{ " + field + " { totalCount } }")
        assert error["extensions"]["code"] == "UNAUTHENTICATED"
