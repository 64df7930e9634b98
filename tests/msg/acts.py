"""What the tests of messages say in a word."""

from typing import Any

from tests.api import Client

MESSAGE = "message { id body isRead conversationId attachments { url type } sender { id } }"


def start(client: Client, *others: Client, title: str = "") -> str:
    """The id of a conversation."""
    values = {"memberIds": [other.id for other in others], "title": title}
    found = client.mutate("startConversation", values, "conversation { id }")
    return str(found["conversation"]["id"])


def say(client: Client, conversation_id: str, body: str = "Hello") -> str:
    """The id of a message."""
    values = {"conversationId": conversation_id, "body": body}
    return str(client.mutate("sendMessage", values, MESSAGE)["message"]["id"])


def read(client: Client, conversation_id: str, message_id: str) -> int:
    """How many messages were newly read."""
    values = {"conversationId": conversation_id, "upToMessageId": message_id}
    found = client.mutate("markMessagesRead", values, "readCount conversation { id }")
    assert found["conversation"]["id"] == conversation_id
    return int(found["readCount"])


def block(client: Client, other: Client) -> None:
    client.mutate("blockUser", {"userId": other.id})


def bodies(client: Client, conversation_id: str) -> list[str]:
    """What a member sees of a conversation, newest first."""
    found = client.query(
        "query($id: ID!) { messages(conversationId: $id) { edges { node { body } } } }",
        id=conversation_id,
    )
    return [edge["node"]["body"] for edge in found["messages"]["edges"]]


def listed(client: Client) -> list[dict[str, Any]]:
    """A member's conversations, the last active first."""
    found = client.query(
        "{ conversations { edges { node { id title unreadCount lastMessage { body } "
        "members { username } } } } }"
    )
    return [edge["node"] for edge in found["conversations"]["edges"]]
