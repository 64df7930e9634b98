"""What the tests of popular content ask with."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from ooumph import clock
from tests.analytics.events import event
from tests.analytics.graphql.asking import MAY, META
from tests.analytics.graphql.content import COUNTERS, store
from tests.api import Client
from user_activity.vocabulary import ContentType
from user_activity.vocabulary import InteractionType as Act

CONTENT = """
    content {
        __typename ... on Post { text author { username } likeCount } ... on Story { text }
        ... on Comment { text author { username } replyCount } ... on Community { name memberCount }
    }
"""
POPULAR = f"""
    query(
        $type: ContentTypeEnum, $range: DateRangeInput, $orderBy: PopularOrder, $first: Int,
        $after: String
    ) {{
        popularContent(
            contentType: $type, range: $range, orderBy: $orderBy, first: $first, after: $after
        ) {{
            range {{ from to }} {META} pageInfo {{ hasNextPage endCursor }}
            edges {{
                cursor node {{ contentType contentId {COUNTERS} trendingScore {CONTENT} }}
            }}
        }}
    }}
"""


def popular(client: Client, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.query(POPULAR, **asked)["popularContent"]
    return found


def nodes(client: Client, **asked: Any) -> list[dict[str, Any]]:
    return [edge["node"] for edge in popular(client, **{"range": MAY, **asked})["edges"]]


def ids(client: Client, **asked: Any) -> list[str]:
    return [node["contentId"] for node in nodes(client, **asked)]


def seen_lately(
    author: Client, uid: str, members: Iterable[int], kind: ContentType = ContentType.POST
) -> None:
    """Each of `members` views the author's content within the last minutes."""
    at = clock.now() - timedelta(minutes=5)
    about: dict[str, Any] = {"content_type": kind, "content_id": uid, "author_id": int(author.id)}
    store(*(event(Act.VIEW, who, at, **about) for who in members))
