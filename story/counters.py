"""What is shown beside stories: one query a page, whatever its length."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ooumph import graph
from post.counters import MAX_REACTIONS, ReactionCount


@dataclass(frozen=True, slots=True)
class StoryCounts:
    """Of one story, and what the viewer holds of it; `views` are members but its author."""

    views: int = 0
    reactions: list[ReactionCount] = field(default_factory=list)
    comments: int = 0
    viewer_reaction: str | None = None
    viewer_has_viewed: bool = False


def counts_by_story(uids: Iterable[str], viewer_id: int) -> dict[str, StoryCounts]:
    """A loader: the counters of stories by their uid; the commonest twenty reactions of each."""
    rows = graph.query(
        "UNWIND $uids AS uid MATCH (s:Story {uid: uid}) "
        "OPTIONAL MATCH (:UserNode {user_id: $viewer})-[own:REACTED]->(s) "
        "RETURN uid, "
        "COUNT { MATCH (s)<-[:VIEWED]-(viewer:UserNode) WHERE viewer.user_id <> s.author_id }, "
        "COLLECT { MATCH (s)<-[r:REACTED]-() "
        "WITH r.reaction AS reaction, count(r) AS held RETURN [reaction, held] }, "
        "COUNT { MATCH (:Comment {parent_uid: uid, parent_type: 'story'}) }, "
        "own.reaction, "
        "EXISTS { MATCH (:UserNode {user_id: $viewer})-[:VIEWED]->(s) }",
        uids=list(uids),
        viewer=viewer_id,
    )
    return {uid: _counts(*counted) for uid, *counted in rows}


def _counts(
    views: int, reactions: list[tuple[str, int]], comments: int, own: str | None, viewed: bool
) -> StoryCounts:
    counted = [ReactionCount(name, count) for name, count in reactions]
    counted.sort(key=lambda each: (-each.count, each.reaction))
    return StoryCounts(views, counted[:MAX_REACTIONS], comments, own, viewed)
