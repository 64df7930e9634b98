"""What members do with stories: one call is one act, its rows and its change or neither."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from account.mentions import mentioned_members
from account.models import User, member_ref
from ooumph import clock, graph
from ooumph.errors import Forbidden, Invalid, NotFound
from ooumph.graph.nodes import to_instant
from ooumph.graphql.media import kept_media
from ooumph.ids import derived_id, new_id
from post.models import Comment, comment_ref
from post.services.comments import delete_comments_on
from post.services.tracking import report_mentions
from post.words import as_word
from story.models import DEFAULT_HOURS, Story, story_ref
from story.selectors import story_for, viewers_among
from user_activity.collecting import act
from user_activity.lifecycle import facts_of
from user_activity.services import ActivityService
from user_activity.vocabulary import ContentType, ContextType, InteractionType


@act
@graph.write
def create_story(
    *,
    actor: User,
    text: str = "",
    media: list[dict[str, Any]] | None = None,
    ttl_hours: int = DEFAULT_HOURS,
) -> Story:
    """Show a story to one's connections for so many hours; raises Invalid for an empty one.

    Who is mentioned in it and may see it is told.
    """
    at = clock.now()
    story = Story(
        author_id=actor.pk,
        text=text.strip(),
        media=kept_media(media),
        created_at=at,
        expires_at=at + timedelta(hours=ttl_hours),
    )
    if not (story.text or story.media):
        raise Invalid("A story needs text or media.", field="text")
    story.mentioned_ids = viewers_among(actor.pk, mentioned_members(story.text, author_id=actor.pk))
    story.save()
    graph.relate_once(story_ref(story.uid), "WRITTEN_BY", member_ref(actor.pk))
    report_mentions(
        ContextType.STORY, story.uid, author_id=actor.pk, members=story.mentioned_ids, at=at
    )
    return story


@act
@graph.write
def delete_story(*, actor: User, story_id: str) -> Story:
    """Delete it with its comments: its author or staff may, while it lives.

    Returns it as it was. Raises NotFound, Forbidden.
    """
    try:
        story = graph.lock(Story, story_id)
    except NotFound as error:
        raise NotFound(field="storyId") from error
    if actor.pk != story.author_id and not actor.is_staff:
        story_for(viewer_id=actor.pk, story_id=story_id)
        raise Forbidden("Only its author may delete a story.", field="storyId")
    if story.expires_at <= clock.now():
        raise NotFound(field="storyId")
    delete_comments_on(ContentType.STORY, story.uid)
    story.delete()
    return story


@act
@graph.write
def view_story(*, actor: User, story_id: str) -> Story:
    """Look at it: each time is a view, the first is kept with the story. Raises NotFound."""
    story = story_for(viewer_id=actor.pk, story_id=story_id)
    at = clock.now()
    held = {"at": to_instant(at)}
    is_first = graph.relate_once(member_ref(actor.pk), "VIEWED", story_ref(story.uid), held)
    if is_first:
        report_first_view(story, user_id=actor.pk, at=at)
    else:
        _report(InteractionType.VIEW, story, actor.pk, at, event_id=new_id())
    return story


def report_first_view(story: Story, *, user_id: int, at: datetime) -> None:
    """The row of a member's first view."""
    _report(InteractionType.VIEW, story, user_id, at)


@act
@graph.write
def react_to_story(*, actor: User, story_id: str, reaction: str) -> Story:
    """React to it; another reaction takes the place of the first, the same changes nothing.

    Raises NotFound.
    """
    given = as_word(reaction, field="reaction")
    story = story_for(viewer_id=actor.pk, story_id=story_id)
    at = clock.now()
    previous = _hold_reaction(story, actor, given, at)
    if previous != given:
        report_reaction(story, user_id=actor.pk, reaction=given, previous=previous, at=at)
    return story


def report_reaction(
    story: Story, *, user_id: int, reaction: str, previous: str | None, at: datetime
) -> None:
    """The row of a reaction, which may take the place of `previous`."""
    details = {"reaction": reaction} | ({"previous": previous} if previous else {})
    _report(InteractionType.REACT, story, user_id, at, details=details)


@act
@graph.write
def comment_on_story(*, actor: User, story_id: str, text: str) -> Comment:
    """Comment on it; raises NotFound, Invalid."""
    if not text.strip():
        raise Invalid("This may not be blank.", field="text")
    story = story_for(viewer_id=actor.pk, story_id=story_id)
    comment = Comment(
        author_id=actor.pk,
        text=text.strip(),
        parent_type=ContentType.STORY.value,
        parent_uid=story.uid,
        parent_author_id=story.author_id,
        parent_privacy=story.privacy,
    )
    comment.save()
    # Relating it holds the story, so that nobody deletes that meanwhile.
    graph.relate_once(comment_ref(comment.uid), "ON", story_ref(story.uid))
    graph.relate_once(comment_ref(comment.uid), "WRITTEN_BY", member_ref(actor.pk))
    return comment


def _hold_reaction(story: Story, actor: User, reaction: str, at: datetime) -> str | None:
    """Let the actor hold `reaction`, and return the one before, None where none was.

    The lock on the member's node orders those who react at the same instant.
    """
    row = graph.single(
        "MATCH (s:Story {uid: $uid}) MERGE (m:UserNode {user_id: $user_id}) "
        "SET m._locked = true REMOVE m._locked "
        "WITH m, s MERGE (m)-[r:REACTED]->(s) WITH r, r.reaction AS previous "
        "SET r += CASE WHEN previous = $reaction THEN {} ELSE $held END, "
        "r.previous = CASE WHEN previous = $reaction THEN r.previous ELSE previous END "
        "RETURN previous",
        uid=story.uid,
        user_id=actor.pk,
        reaction=reaction,
        held={"reaction": reaction, "at": to_instant(at)},
    )
    if row is None:
        raise NotFound(field="storyId")
    previous: str | None = row[0]
    return previous


def _report(
    word: InteractionType,
    story: Story,
    user_id: int,
    at: datetime,
    *,
    details: dict[str, str] | None = None,
    event_id: UUID | None = None,
) -> None:
    ActivityService.track_content_interaction(
        content_type=ContentType.STORY,
        content_id=story.uid,
        interaction_type=word,
        user_id=user_id,
        author_id=story.author_id,
        metadata=facts_of(story) | (details or {}),
        event_id=event_id or derived_id(story.uid, user_id, word, at.isoformat()),
        occurred_at=at,
    )
