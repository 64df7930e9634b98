"""The Cypher conditions on who sees which story, for the queries of every app."""

from account.visibility import not_blocked
from connection.visibility import connected


def live(story: str) -> str:
    """`live("s")`: it has not ended at `$now` (seconds since 1970)."""
    return f"{story}.expires_at > $now"


def visible(viewer: str, story: str) -> str:
    """`visible("$viewer", "s")`: its author's, and their connections' while neither blocks."""
    author = f"{story}.author_id"
    return (
        f"({author} = {viewer} OR ({connected(viewer, author)} AND {not_blocked(viewer, author)}))"
    )
