"""Reading stories, as far as the reader may see them. One that has ended is as one that is
missing, to everybody."""

from collections.abc import Sequence

from account.models import User
from account.visibility import not_blocked, not_muted
from connection.visibility import connected, connected_or_self
from ooumph import clock, graph
from ooumph.errors import NotFound
from ooumph.graph.nodes import to_instant
from ooumph.ids import as_number
from post.models import Comment
from post.visibility import comment_shown
from story.models import Story
from story.visibility import live, visible

After = tuple[float, str]  # The instant and uid of the last item before the page.

_BEFORE = (
    "({0}.created_at <= $before AND ({0}.created_at < $before OR {0}.uid < $before_uid))"  # Keyset.
)
_NEWEST_FIRST = "RETURN {0} ORDER BY {0}.created_at DESC, {0}.uid DESC LIMIT $limit"
_LISTED = f"WHERE {live('s')} AND {_BEFORE.format('s')}"
_OF_ALL = (
    f"{connected_or_self('$viewer', 'author')} WITH author "
    f"WHERE {not_blocked('$viewer', 'author')} AND {not_muted('$viewer', 'author')} "
    f"MATCH (s:Story {{author_id: author}}) {_LISTED} {_NEWEST_FIRST.format('s')}"
)
_OF_ONE = (
    f"MATCH (s:Story {{author_id: $author}}) {_LISTED} AND {visible('$viewer', 's')} "
    f"{_NEWEST_FIRST.format('s')}"
)


def story_for(*, viewer_id: int, story_id: str, field: str = "storyId") -> Story:
    """A live story that the viewer may see; NotFound names `field`."""
    row = graph.single(
        f"MATCH (s:Story {{uid: $uid}}) WHERE {live('s')} AND {visible('$viewer', 's')} RETURN s",
        uid=story_id,
        viewer=viewer_id,
        now=to_instant(clock.now()),
    )
    if row is None:
        raise NotFound(field=field)
    story: Story = Story.inflate(row[0])
    return story


def stories(
    *, viewer: User, author_id: str | None = None, after: After | None = None, limit: int
) -> list[Story]:
    """The live ones of the viewer and their connections, newest first; without the muted.

    `author_id`: those of one member, muted or not; none where there is nothing to see.
    """
    rows = graph.query(
        _OF_ALL if author_id is None else _OF_ONE,
        viewer=viewer.pk,
        author=as_number(author_id or ""),
        now=to_instant(clock.now()),
        limit=limit,
        **_before(after),
    )
    return [Story.inflate(row[0]) for row in rows]


def comments(
    *, viewer: User, story_id: str, after: After | None = None, limit: int
) -> list[Comment]:
    """The comments on a story, newest first, without those of blocked and muted members.

    Raises NotFound.
    """
    story_for(viewer_id=viewer.pk, story_id=story_id)
    rows = graph.query(
        "MATCH (c:Comment {parent_uid: $uid, parent_type: 'story'}) "
        f"WHERE {_BEFORE.format('c')} AND {comment_shown('$viewer', 'c')} "
        f"{_NEWEST_FIRST.format('c')}",
        uid=story_id,
        viewer=viewer.pk,
        limit=limit,
        **_before(after),
    )
    return [Comment.inflate(row[0]) for row in rows]


def viewers_among(author_id: int, members: Sequence[int]) -> list[int]:
    """Those of `members` who may see the author's stories, in their order; blocks aside."""
    if not members:
        return []
    rows = graph.query(
        f"UNWIND $members AS member WITH member WHERE {connected('member', '$author')} "
        "RETURN member",
        members=members,
        author=author_id,
    )
    able = {row[0] for row in rows}
    return [member for member in members if member in able]


def _before(after: After | None) -> dict[str, float | str]:
    instant, uid = after or (float("inf"), "")
    return {"before": instant, "before_uid": uid}
