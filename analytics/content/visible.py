"""What of content a member may see, as the graph has it now."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from account.visibility import not_muted
from analytics.content.figures import Item
from analytics.graph import ask
from community.models import Community
from community.visibility import visible as community_visible
from ooumph import clock
from ooumph.graph.nodes import to_instant
from post.models import Comment, Post
from post.visibility import comment_shown, listed, readable
from story.models import Story
from story.visibility import live
from story.visibility import visible as story_visible
from user_activity.vocabulary import ContentType

STANDING = (
    "MATCH (c:Connection {requester_id: $viewer, status: 'accepted'}) "
    "RETURN 'connected' AS how, c.receiver_id AS id "
    "UNION ALL MATCH (c:Connection {receiver_id: $viewer, status: 'accepted'}) "
    "RETURN 'connected' AS how, c.requester_id AS id "
    "UNION ALL MATCH (:UserNode {user_id: $viewer})-[:MEMBER_OF|INVITED_TO]->(c:Community) "
    "RETURN 'communities' AS how, c.uid AS id "
    "UNION ALL MATCH (:UserNode {user_id: $viewer})-[:BLOCKS]-(m:UserNode) "
    "RETURN 'apart' AS how, m.user_id AS id "
    "UNION ALL MATCH (:UserNode {user_id: $viewer})-[:MUTES]->(m:UserNode) "
    "RETURN 'apart' AS how, m.user_id AS id"
)
PARENT_READ = (
    "(EXISTS { MATCH (p:Post {uid: n.parent_uid}) "
    f"WHERE n.parent_type = 'post' AND {readable('$viewer', 'p')} AND {listed('$viewer', 'p')} }} "
    "OR EXISTS { MATCH (s:Story {uid: n.parent_uid}) "
    f"WHERE n.parent_type = 'story' AND {live('s')} AND {story_visible('$viewer', 's')} }})"
)
AUTHOR_LISTED = not_muted("$viewer", "n.author_id")
# The class of each kind, and when a member sees such a node in a list.
NODES: dict[str, tuple[Any, str]] = {
    ContentType.POST.value: (
        Post,
        f"{readable('$viewer', 'n')} AND {listed('$viewer', 'n')} AND {AUTHOR_LISTED}",
    ),
    ContentType.STORY.value: (
        Story,
        f"{live('n')} AND {story_visible('$viewer', 'n')} AND {AUTHOR_LISTED}",
    ),
    ContentType.COMMENT.value: (Comment, f"{comment_shown('$viewer', 'n')} AND {PARENT_READ}"),
    ContentType.COMMUNITY.value: (Community, community_visible("$viewer", "n")),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Whom a member is connected to, which communities they belong or are invited to, and whom
    a block or mute keeps apart."""

    connected: list[int] = field(default_factory=list)
    communities: list[str] = field(default_factory=list)
    apart: list[int] = field(default_factory=list)


def standing(viewer_id: int) -> Standing:
    """In one query; raises Unavailable."""
    found = Standing()
    for how, identity in ask(STANDING, viewer=viewer_id):
        getattr(found, how).append(identity)
    return found


def nodes_of(viewer_id: int, items: Collection[Item]) -> dict[Item, Any]:
    """The nodes of those of `items` that the viewer sees in lists, in one query a kind of them;
    raises Unavailable."""
    uids: defaultdict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.content_type in NODES:
            uids[item.content_type].append(item.content_id)
    now = to_instant(clock.now())
    return {
        Item(kind, row[0]): NODES[kind][0].inflate(row[1])
        for kind, wanted in uids.items()
        for row in ask(_cypher(kind), uids=wanted, viewer=viewer_id, now=now)
    }


def _cypher(kind: str) -> str:
    node_class, condition = NODES[kind]
    return (
        f"UNWIND $uids AS uid MATCH (n:{node_class.__label__} {{uid: uid}}) "
        f"WHERE {condition} RETURN uid, n"
    )
