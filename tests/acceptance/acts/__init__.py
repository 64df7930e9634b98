"""Every act of the product, by area; importing this registers them all."""

from tests.acceptance.acts import (
    accounts,
    communities,
    connections,
    messages,
    posts,
    reports,
    stories,
)

__all__ = ["accounts", "communities", "connections", "messages", "posts", "reports", "stories"]
