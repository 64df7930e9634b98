"""Members who act at the same instant, over real HTTP, and a graph that asks to try again."""

from collections.abc import Callable
from functools import partial

from neo4j import Driver
from neo4j.exceptions import TransientError

from account.models import User
from msg import services
from ooumph import graph as product_graph
from tests.api import Client
from tests.msg.acts import bodies, say, start
from tests.watching import Watch, at_once, content, social


def test_two_who_start_at_once_have_one_conversation(
    member: Callable[..., Client], graph: Driver
) -> None:
    ada = member("ada")
    for number in range(4):
        other = member(f"m{number}")
        found = at_once(*[partial(start, ada, other), partial(start, other, ada)] * 2)
        assert len(set(found)) == 1
    with graph.session() as session:
        count = session.run("MATCH (c:Conversation) RETURN count(c)").single(strict=True)[0]
    assert count == 4


def test_messages_at_once_all_arrive(ada: Client, bob: Client, eve: Client) -> None:
    conversation = start(ada, bob, eve)
    watch = Watch()
    senders = (ada, bob, eve) * 2
    sent = at_once(
        *(partial(say, client, conversation, str(n)) for n, client in enumerate(senders))
    )
    expected = [
        row
        for client, message in zip(senders, sent, strict=True)
        for row in (
            content(client, "create", "conversation_message", message, client),
            *(
                social(client, "message_send", "conversation", conversation, other)
                for other in (ada, bob, eve)
                if other is not client
            ),
        )
    ]
    assert watch.rows(acts=6) == sorted(expected, key=repr)
    assert sorted(bodies(ada, conversation)) == ["0", "1", "2", "3", "4", "5"]


def test_a_transaction_that_is_tried_again_leaves_its_rows_once(ada: Client, bob: Client) -> None:
    conversation = start(ada, bob)
    actor = User.objects.get(pk=int(ada.id))
    tries = []

    @product_graph.write
    def sending() -> str:
        message = services.send_message(actor=actor, conversation_id=conversation, body="Hello")
        tries.append(message.uid)
        if len(tries) < 3:
            raise TransientError("deadlock")
        return str(message.uid)

    watch = Watch()
    message = sending()
    assert len(tries) == 3
    assert watch.rows() == [
        content(ada, "create", "conversation_message", message, ada),
        social(ada, "message_send", "conversation", conversation, bob),
    ]
    assert bodies(bob, conversation) == ["Hello"]
