"""Who engages most with a piece of content, as far as the reader sees their acts anyway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from account.models import User
from account.selectors import users_by_id
from analytics.content.figures import Item
from analytics.graph import ask
from analytics.statements import fetch, sql_file
from ooumph import clock
from ooumph.graph.nodes import to_instant
from ooumph.ranges import DayRange
from post.visibility import comment_shown
from story.visibility import live
from user_activity.vocabulary import ContentType

TOP_ENGAGERS = 10
CANDIDATES = 5 * TOP_ENGAGERS  # Some of them may have taken all their comments away.
# Comments are all that members show of each other under their names.
COMMENTERS = (
    "MATCH (c:Comment {parent_uid: $uid, parent_type: $type}) "
    f"WHERE c.author_id IN $members AND {comment_shown('$viewer', 'c')} "
    "RETURN DISTINCT c.author_id"
)
COMMENTED = {
    ContentType.POST.value: f"MATCH (parent:Post {{uid: $uid}}) {COMMENTERS}",
    ContentType.STORY.value: (
        f"MATCH (parent:Story {{uid: $uid}}) WHERE {live('parent')} {COMMENTERS}"
    ),
}


@dataclass(frozen=True, slots=True)
class TopEngager:
    """`engagements`: what the member did in the range; to others than staff, the comments made."""

    user: User
    engagements: int
    last_engaged_on: date


def top_engagers(
    item: Item, days: DayRange, *, viewer: User, author_id: int | None
) -> list[TopEngager]:
    """Whose acts `viewer`, the author or staff, sees: to staff all, to others comments that stand.

    Two queries to the database, and for others one to the graph; raises Unavailable.
    """
    if not viewer.is_staff and item.content_type not in COMMENTED:
        return []
    values = {
        "type": item.content_type,
        "id": item.content_id,
        "first": days.first,
        "last": days.last,
        "author": author_id,
        "limit": CANDIDATES,
    }
    acts = "engagements" if viewer.is_staff else "comments"
    rows = fetch(sql_file("item_engagers").replace("{acts}", acts), values)
    if not viewer.is_staff:
        seen = _commenters(item, [row[0] for row in rows], viewer)
        rows = [row for row in rows if row[0] in seen]
    users = users_by_id([row[0] for row in rows])
    found = [TopEngager(users[who], acts, on) for who, acts, on in rows if who in users]
    return found[:TOP_ENGAGERS]


def _commenters(item: Item, members: Sequence[int], viewer: User) -> set[int]:
    """Those of `members` whose comments on it the viewer may read."""
    if not members:
        return set()
    rows = ask(
        COMMENTED[item.content_type],
        uid=item.content_id,
        type=item.content_type,
        members=members,
        viewer=viewer.pk,
        now=to_instant(clock.now()),
    )
    return {row[0] for row in rows}
