"""What is shown beside posts and comments: one query a page, whatever its length."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ooumph import graph
from post.models import LIKE

MAX_REACTIONS = 20


@dataclass(frozen=True, slots=True)
class ReactionCount:
    reaction: str
    count: int


@dataclass(frozen=True, slots=True)
class PostCounts:
    """Of one post, and what the viewer holds of it."""

    likes: int = 0
    reactions: list[ReactionCount] = field(default_factory=list)
    comments: int = 0
    shares: int = 0
    saves: int = 0
    viewer_reaction: str | None = None
    viewer_has_saved: bool = False


def counts_by_post(uids: Iterable[str], viewer_id: int) -> dict[str, PostCounts]:
    """A loader: the counters of posts by their uid; the commonest twenty reactions of each."""
    rows = graph.query(
        "UNWIND $uids AS uid MATCH (p:Post {uid: uid}) "
        "OPTIONAL MATCH (:UserNode {user_id: $viewer})-[own:LIKES]->(p) "
        "RETURN uid, COLLECT { MATCH (p)<-[r:LIKES]-() "
        "WITH r.reaction AS reaction, count(r) AS held RETURN [reaction, held] }, "
        "COUNT { MATCH (:Comment {parent_uid: uid, parent_type: 'post'}) }, "
        "COUNT { (p)<-[:SHARES]-() }, COUNT { (p)<-[:SAVES]-() }, "
        "own.reaction, "
        "EXISTS { MATCH (:UserNode {user_id: $viewer})-[:SAVES]->(p) }",
        uids=list(uids),
        viewer=viewer_id,
    )
    return {uid: _counts(*counted) for uid, *counted in rows}


def replies_by_comment(uids: Iterable[str]) -> dict[str, int]:
    """A loader: how many replies each comment has."""
    rows = graph.query(
        "MATCH (c:Comment) WHERE c.reply_to_uid IN $uids RETURN c.reply_to_uid, count(c)",
        uids=list(uids),
    )
    return {row[0]: row[1] for row in rows}


def _counts(
    reactions: list[tuple[str, int]],
    comments: int,
    shares: int,
    saves: int,
    own: str | None,
    saved: bool,
) -> PostCounts:
    counted = [ReactionCount(name, count) for name, count in reactions]
    counted.sort(key=lambda each: (-each.count, each.reaction))
    return PostCounts(
        likes=next((each.count for each in counted if each.reaction == LIKE), 0),
        reactions=counted[:MAX_REACTIONS],
        comments=comments,
        shares=shares,
        saves=saves,
        viewer_reaction=own,
        viewer_has_saved=saved,
    )
