"""Content for the admin's tests, and what its changes left."""

from datetime import UTC, datetime
from typing import Any

from ooumph import clock
from post.models import Post
from tests.api import recorded

POSTS, CONNECTIONS = "/admin/post/post/", "/admin/connection/connection/"
DAY = datetime(2026, 3, 10, 12, tzinfo=UTC)


def rows(since: set[Any]) -> list[tuple[Any, ...]]:
    return [
        (row["table"], row.get("activity_type") or row["interaction_type"], row["user_id"],
         row["source"])
        for row in recorded(since=since)
    ]  # fmt: skip


def post(text: str, author_id: int = 7, at: datetime = DAY, **properties: Any) -> Post:
    with clock.at(at):
        saved: Post = Post(author_id=author_id, text=text, **properties).save()
    return saved
