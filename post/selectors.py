"""Reading posts and comments, as far as the reader may see them."""

from collections.abc import Iterable, Sequence

from account.models import User
from account.visibility import not_muted
from community.models import Community, Role
from community.visibility import visible
from ooumph import graph
from ooumph.errors import NotFound
from ooumph.ids import as_number
from post.models import Comment, Post
from post.visibility import comment_shown, listed, readable

After = tuple[float, str]  # The instant and uid of the last item before the page.

_BEFORE = (
    "({0}.created_at <= $before AND ({0}.created_at < $before OR {0}.uid < $before_uid))"  # Keyset.
)
_NEWEST_FIRST = "RETURN {0} ORDER BY {0}.created_at DESC, {0}.uid DESC LIMIT $limit"


def post_for(*, viewer_id: int, post_id: str, field: str = "postId") -> Post:
    """A post that the viewer may read; NotFound names `field`, the same whether it exists."""
    row = graph.single(
        f"MATCH (p:Post {{uid: $uid}}) WHERE {readable('$viewer', 'p')} RETURN p",
        uid=post_id,
        viewer=viewer_id,
    )
    if row is None:
        raise NotFound(field=field)
    post: Post = Post.inflate(row[0])
    return post


def posts(
    *,
    viewer: User,
    author_id: str | None = None,
    community_id: str | None = None,
    tag: str | None = None,
    after: After | None = None,
    limit: int,
) -> list[Post]:
    """What the viewer may read and has not hidden, newest first.

    Muted authors show on their own list alone. An author or a community that is not there has
    no posts.
    """
    conditions = [_BEFORE.format("p"), readable("$viewer", "p"), listed("$viewer", "p")]
    if author_id is not None:
        conditions.insert(0, "p.author_id = $author")
    else:
        conditions.append(not_muted("$viewer", "p.author_id"))
    if community_id is not None:
        conditions.insert(0, "p.community_uid = $community")
    if tag is not None:
        conditions.append("$tag IN p.tags")
    rows = graph.query(
        f"MATCH (p:Post) WHERE {' AND '.join(conditions)} {_NEWEST_FIRST.format('p')}",
        viewer=viewer.pk,
        author=as_number(author_id or ""),
        community=community_id,
        tag=tag,
        limit=limit,
        **_before(after),
    )
    return [Post.inflate(row[0]) for row in rows]


def comments(
    *,
    viewer: User,
    post_id: str,
    parent_id: str | None = None,
    after: After | None = None,
    limit: int,
) -> list[Comment]:
    """The comments on a post, replies among them, newest first; NotFound without the post.

    `parent_id`: only the replies to that comment. What blocked or muted members wrote is left
    out.
    """
    post_for(viewer_id=viewer.pk, post_id=post_id)
    replies = "" if parent_id is None else "AND c.reply_to_uid = $parent "
    rows = graph.query(
        "MATCH (c:Comment {parent_uid: $uid, parent_type: 'post'}) "
        f"WHERE {_BEFORE.format('c')} {replies}AND {comment_shown('$viewer', 'c')} "
        f"{_NEWEST_FIRST.format('c')}",
        uid=post_id,
        parent=parent_id,
        viewer=viewer.pk,
        limit=limit,
        **_before(after),
    )
    return [Comment.inflate(row[0]) for row in rows]


def readers_among(post: Post, members: Sequence[int]) -> list[int]:
    """Those of `members` who may read the post as it is here, saved or not, in their order."""
    if not members:
        return []
    facts = {name: getattr(post, name) for name in ("author_id", "privacy", "community_uid")}
    rows = graph.query(
        "WITH $post AS p UNWIND $members AS member "
        f"WITH p, member WHERE {readable('member', 'p')} RETURN member",
        post=facts,
        members=members,
    )
    able = {row[0] for row in rows}
    return [member for member in members if member in able]


def may_moderate(*, user: User, community_uid: str) -> bool:
    """Whether the member is staff, or an admin of the community that content is in."""
    if user.is_staff:
        return True
    row = community_uid and graph.single(
        "MATCH (:UserNode {user_id: $user_id})-[r:MEMBER_OF]->(:Community {uid: $uid}) "
        "WHERE r.role = $admin RETURN true",
        user_id=user.pk,
        uid=community_uid,
        admin=Role.ADMIN.value,
    )
    return bool(row)


def communities_by_uid(uids: Iterable[str], viewer_id: int) -> dict[str, Community]:
    """A loader: the communities that the viewer may see, by their uid."""
    rows = graph.query(
        f"MATCH (c:Community) WHERE c.uid IN $uids AND {visible('$viewer', 'c')} RETURN c",
        uids=list(uids),
        viewer=viewer_id,
    )
    found = [Community.inflate(row[0]) for row in rows]
    return {community.uid: community for community in found}


def _before(after: After | None) -> dict[str, float | str]:
    instant, uid = after or (float("inf"), "")
    return {"before": instant, "before_uid": uid}
