"""What the tests of posts say in a word."""

from typing import Any

from neomodel import DoesNotExist

from ooumph import graph
from post.models import Post
from tests.api import Client

POST = """post { id text tags privacy media { url type } author { username } communityId
    likeCount reactionCounts { reaction count } commentCount shareCount saveCount
    viewerReaction viewerHasSaved createdAt updatedAt }"""
ONE = "query($id: ID!) { post(id: $id) { id text likeCount viewerReaction } }"
LIST = """query($author: ID, $community: ID, $tag: String, $first: Int, $after: String) {
    posts(authorId: $author, communityId: $community, tag: $tag, first: $first, after: $after) {
        pageInfo { hasNextPage endCursor } edges { node { text } } } }"""
COMMENTS = """query($id: ID!, $parent: ID, $first: Int, $after: String) {
    comments(postId: $id, parentId: $parent, first: $first, after: $after) {
        pageInfo { hasNextPage endCursor }
        edges { node { id text parentId replyCount author { username } } } } }"""
COMMENT = "comment { id text author { username } postId storyId parentId replyCount createdAt }"

# What each act on a post is called with beside its id.
ACTS: dict[str, dict[str, Any]] = {
    "viewPost": {},
    "likePost": {},
    "unlikePost": {},
    "commentOnPost": {"text": "Well said."},
    "sharePost": {},
    "savePost": {},
    "unsavePost": {},
    "hidePost": {},
    "reportPost": {"reason": "spam"},
}


def publish(who: Client, text: str = "Hello", **values: Any) -> str:
    """The id of a new post."""
    made = who.mutate("createPost", {"text": text, **values}, "post { id }")
    return str(made["post"]["id"])


def act(who: Client, name: str, uid: str, **values: Any) -> dict[str, Any]:
    """The post after `who` did `name` to it."""
    found: dict[str, Any] = who.mutate(name, {"postId": uid, **values}, POST)["post"]
    return found


def comment(who: Client, uid: str, text: str = "Indeed", **values: Any) -> str:
    """The id of a new comment."""
    values = {"postId": uid, "text": text, **values}
    return str(who.mutate("commentOnPost", values, "comment { id }")["comment"]["id"])


def sees(who: Client, uid: str) -> bool:
    """Whether `post` answers; where it does not, as for what does not exist."""
    answer = who.post(ONE, {"id": uid}).json()
    if "errors" not in answer:
        return True
    missing = who.post(ONE, {"id": "missing"}).json()
    assert answer == missing
    assert answer["errors"][0]["extensions"] == {"code": "NOT_FOUND", "field": "id"}
    return False


def texts(who: Client, **variables: Any) -> list[str]:
    """The posts of one page of `posts`."""
    edges = who.query(LIST, **variables)["posts"]["edges"]
    return [edge["node"]["text"] for edge in edges]


def comments_of(who: Client, uid: str, **variables: Any) -> list[str]:
    edges = who.query(COMMENTS, id=uid, **variables)["comments"]["edges"]
    return [edge["node"]["text"] for edge in edges]


def exists(uid: str) -> bool:
    try:
        return bool(Post.nodes.get(uid=uid))
    except DoesNotExist:
        return False


def held(kind: str, uid: str) -> list[dict[str, Any]]:
    """What members hold of a post, by kind of relationship; one entry each."""
    cypher = f"MATCH (m:UserNode)-[r:{kind}]->(:Post {{uid: $uid}}) RETURN properties(r)"
    return [row[0] for row in graph.query(cypher, uid=uid)]
