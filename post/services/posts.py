"""A post's life: published, edited, deleted."""

from typing import Any

from account.mentions import mentioned_members
from account.models import User, member_ref
from community.visibility import belongs, visible
from ooumph import graph
from ooumph.errors import Forbidden, Invalid, NotFound
from ooumph.graphql.media import kept_media
from post.models import Post, Privacy, post_ref
from post.selectors import may_moderate, post_for, readers_among
from post.services.comments import delete_comments_on
from post.services.tracking import report_mentions
from post.words import MAX_TEXT, as_tags
from user_activity.collecting import act
from user_activity.vocabulary import ContentType, ContextType

Media = list[dict[str, Any]]


@act
@graph.write
def create_post(
    *,
    actor: User,
    text: str = "",
    media: Media | None = None,
    tags: list[str] | None = None,
    privacy: str | None = None,
    community_id: str | None = None,
) -> Post:
    """Publish a post, for everyone unless `privacy` says otherwise.

    Raises Invalid; NotFound or Forbidden for a community that one does not belong to.
    """
    post = Post(
        author_id=actor.pk,
        text=text.strip(),
        media=kept_media(media),
        tags=as_tags(tags),
        privacy=privacy or Privacy.PUBLIC.value,
        community_uid=community_id or "",
    )
    _check(post)
    if community_id:
        _check_membership(actor, community_id)
    mentioned = _mention(post)
    post.save()
    graph.relate_once(post_ref(post.uid), "WRITTEN_BY", member_ref(actor.pk))
    report_mentions(
        ContextType.POST, post.uid, author_id=actor.pk, members=mentioned, at=post.created_at
    )
    return post


@act
@graph.write
def update_post(
    *,
    actor: User,
    post_id: str,
    text: str | None = None,
    media: Media | None = None,
    tags: list[str] | None = None,
    privacy: str | None = None,
    community_id: str | None = None,
) -> Post:
    """Change what is given; an empty `community_id` takes it out of its community.

    Raises NotFound, Forbidden for who is not its author, and as `create_post`.
    """
    post = _locked(post_id)
    if post.author_id != actor.pk:
        raise _refusal(actor, post_id, "Only its author may edit a post.")
    changed = _changes(
        post,
        text=None if text is None else text.strip(),
        media=None if media is None else kept_media(media),
        tags=None if tags is None else as_tags(tags),
        privacy=privacy,
        community_uid=community_id,
    )
    if not changed:
        return post
    for name, value in changed.items():
        setattr(post, name, value)
    _check(post)
    if changed.get("community_uid"):
        _check_membership(actor, post.community_uid)
    mentioned = _mention(post)
    post.save()
    report_mentions(
        ContextType.POST, post.uid, author_id=actor.pk, members=mentioned, at=post.updated_at
    )
    return post


@act
@graph.write
def delete_post(*, actor: User, post_id: str) -> Post:
    """Delete it and its comments: its author, an admin of its community who may read it, or
    staff may.

    Returns it as it was. Raises NotFound, Forbidden.
    """
    post = _locked(post_id)
    if post.author_id != actor.pk and not actor.is_staff:
        refusal = _refusal(actor, post_id, "Only its author or an admin may delete a post.")
        if not may_moderate(user=actor, community_uid=post.community_uid):
            raise refusal
    delete_comments_on(ContentType.POST, post.uid)
    post.delete()
    return post


def _locked(post_id: str) -> Post:
    try:
        return graph.lock(Post, post_id)
    except NotFound as error:
        raise NotFound(field="postId") from error


def _refusal(actor: User, post_id: str, message: str) -> Forbidden:
    """Forbidden for who may read the post; raises NotFound for who may not."""
    post_for(viewer_id=actor.pk, post_id=post_id)
    return Forbidden(message, field="postId")


def _changes(post: Post, **given: Any) -> dict[str, Any]:
    """What is given and differs from what the post has."""
    return {
        name: value
        for name, value in given.items()
        if value is not None and value != getattr(post, name)
    }


def _check(post: Post) -> None:
    if not (post.text or post.media):
        raise Invalid("A post needs text or media.", field="text")
    if len(post.text) > MAX_TEXT:
        raise Invalid(f"A post has at most {MAX_TEXT} characters.", field="text")
    if post.privacy == Privacy.COMMUNITY and not post.community_uid:
        raise Invalid("Say which community.", field="communityId")


def _check_membership(actor: User, community_uid: str) -> None:
    row = graph.single(
        f"MATCH (c:Community {{uid: $uid}}) WHERE {visible('$viewer', 'c')} "
        f"RETURN {belongs('$viewer', 'c.uid')}",
        uid=community_uid,
        viewer=actor.pk,
    )
    if row is None:
        raise NotFound(field="communityId")
    if not row[0]:
        raise Forbidden("Only its members post to a community.", field="communityId")


def _mention(post: Post) -> list[int]:
    """Note on the post whom it newly mentions: members who may read it."""
    named = mentioned_members(post.text, author_id=post.author_id)
    new = [member for member in named if member not in post.mentioned_ids]
    readers = readers_among(post, new)
    post.mentioned_ids = [*post.mentioned_ids, *readers]
    return readers
