"""One table: what the graph keeps of members' acts with its time, and which rows each leaves.

The graph keeps what holds: of what was undone, replaced or deleted since there is nothing to
compare, and a view of a post or a profile never is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from analytics.reconciling import reports
from analytics.reconciling.reports import StandIns

Report = Callable[..., StandIns | None]


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Things of the graph: `match` finds them, `at` is when each happened (a property that what is
    `indexed` has an index of), `key` tells it from others of the kind, and `report` takes what
    `found` returns and records its rows."""

    name: str
    match: str
    indexed: str
    at: str
    key: str
    found: str
    report: Report
    where: str = "true"


def node(name: str, label: str, report: Report, **details: str) -> Kind:
    """Of a node's making, unless `at` names another time of it."""
    columns = {"at": "n.created_at", "key": "n.uid", "found": "n", **details}
    return Kind(name=name, match=f"(n:{label})", indexed=f"n:{label}", report=report, **columns)


def held(name: str, relationship: str, end: str, report: Report, **details: str) -> Kind:
    """Of a relationship from a member to `end`, by the time it carries."""
    label, uid = end.split(".")
    return Kind(
        name=name,
        match=f"(m:UserNode)-[r:{relationship}]->(n:{label})",
        indexed=f"r:{relationship}",
        at="r.at",
        key=details.pop("key", f"toString(m.user_id) + ' ' + toString(n.{uid})"),
        found=details.pop("found", "m.user_id, n, properties(r)"),
        report=report,
        **details,
    )


EDITED = "n.updated_at > n.created_at"
FOUNDED = "r.role = 'admin' AND m.user_id = n.author_id"
KINDS = (
    node("post", "Post", reports.post),
    node("post edit", "Post", reports.post_edit, at="n.updated_at", where=EDITED),
    node("comment", "Comment", reports.comment),
    node("story", "Story", reports.story),
    node(
        "community",
        "Community",
        reports.community,
        found="n, head([(m:UserNode)-[r:MEMBER_OF]->(n) WHERE " + FOUNDED + " | r.at])",
    ),
    node("community edit", "Community", reports.community_edit, at="n.updated_at", where=EDITED),
    node("message", "ConversationMessages", reports.message),
    node("matrix message", "MatrixMessage", reports.matrix_message),
    node("connection request", "Connection", reports.connection_request),
    node(
        "connection answer",
        "Connection",
        reports.connection_status,
        at="n.status_at",
        where="n.status <> 'pending' AND NOT coalesce(n.by_block, false)",
    ),
    node(
        "connection answer",
        "Connection",
        reports.connection_acceptance,
        at="n.accepted_at",
        where="n.status <> 'accepted'",
    ),
    held("like or reaction", "LIKES", "Post.uid", reports.like),
    held("save", "SAVES", "Post.uid", reports.save),
    held("share", "SHARES", "Post.uid", reports.share, key="r.uid"),
    held("hidden post", "HIDES", "Post.uid", reports.hiding),
    held("reported post", "REPORTS", "Post.uid", reports.complaint),
    held("first story view", "VIEWED", "Story.uid", reports.story_view),
    held("story reaction", "REACTED", "Story.uid", reports.story_reaction),
    held("block", "BLOCKS", "UserNode.user_id", reports.block),
    held("mute", "MUTES", "UserNode.user_id", reports.mute),
    held("membership", "MEMBER_OF", "Community.uid", reports.membership, where=f"NOT ({FOUNDED})"),
    held("invitation", "INVITED_TO", "Community.uid", reports.invitation),
    held("read message", "READ", "ConversationMessages.uid", reports.reading),
)
