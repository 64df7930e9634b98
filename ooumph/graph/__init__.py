"""The graph's one door: one driver a process, explicit transactions, exact relationships.

rows = graph.query("MATCH (p:Post {uid: $uid}) RETURN p", uid=uid)

@graph.write
def like(...):
    return graph.relate_once(member(user_id), "LIKES", node(Post, uid), {"at": now()})
"""

from ooumph.graph.driver import configure
from ooumph.graph.queries import delete_all, lock, query, single
from ooumph.graph.relationships import Ref, relate_once, unrelate
from ooumph.graph.transactions import after_commit, write

__all__ = [
    "Ref",
    "after_commit",
    "configure",
    "delete_all",
    "lock",
    "query",
    "relate_once",
    "single",
    "unrelate",
    "write",
]
