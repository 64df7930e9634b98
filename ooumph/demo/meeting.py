"""Other members: profiles, requests and their answers, messages, stories; a quarrel, rarely."""

from account.models import User
from connection import blocking, services
from connection.models import ConnectionStatus, pair_of
from connection.selectors import Direction, connections
from msg import services as msg
from msg.reading import mark_messages_read
from msg.selectors import conversations, last_messages, unread_counts
from ooumph import graph
from ooumph.demo import groups
from ooumph.demo.publishing import favourite_topic, friends
from ooumph.demo.scene import Scene
from ooumph.demo.topics import COMMENTS, MESSAGES, NOTES, REACTIONS
from post.models import Post
from story import services as stories
from story.selectors import stories as stories_for
from user_activity.services import ActivityService
from user_activity.vocabulary import ActivityType, ContextType, SocialInteractionType


def answer_requests(scene: Scene) -> None:
    """Accept most of those who ask to connect."""
    waiting = scene.see(
        connections,
        status=ConnectionStatus.PENDING.value,
        direction=Direction.INCOMING.value,
        after=None,
        limit=5,
    )
    for request in waiting:
        if scene.chance(0.75):
            scene.do(services.accept_connection, connection_id=request.uid)
        elif scene.chance(0.5):
            scene.do(services.decline_connection, connection_id=request.uid)


def meet_authors(scene: Scene, opened: list[Post]) -> None:
    """Visit who wrote what one liked to read; ask some of them to connect."""
    authors = dict.fromkeys(post.author_id for post in opened if post.author_id != scene.user.pk)
    for author_id in authors:
        if not scene.chance(0.4):
            continue
        scene.report(
            ActivityService.track_profile_visit,
            visited_user_id=author_id,
            origin="feed",
            duration_ms=scene.rng.randrange(2_000, 60_000),
        )
        if scene.chance(0.02):
            _avoid(scene, author_id)
        elif scene.chance(0.5) and not _open_connection(scene, author_id):
            note = scene.rng.choice(NOTES).format(topic=favourite_topic(scene))
            scene.do(services.send_connection_request, user_id=str(author_id), note=note)


def look_for_members(scene: Scene, others: list[User]) -> None:
    """Search, and look at who is recommended."""
    scene.report(
        ActivityService.track_activity,
        activity_type=ActivityType.SEARCH,
        metadata={"query": favourite_topic(scene)},
    )
    for other in scene.rng.sample(others, min(2, len(others))):
        word = SocialInteractionType.RECOMMENDATION_VIEW
        if scene.chance(0.15):
            word = SocialInteractionType.RECOMMENDATION_DISMISS
        scene.report(
            ActivityService.track_social_interaction,
            interaction_type=word,
            target_user_id=other.pk,
            context_type=ContextType.RECOMMENDATION,
        )


def write_messages(scene: Scene) -> None:
    """Read what is new, answer some of it, and write to a friend now and then."""
    found = scene.see(conversations, after=None, limit=6)
    uids = [conversation.uid for conversation in found]
    unread = unread_counts(uids, scene.user.pk) if uids else {}
    last = last_messages(list(unread), scene.user.pk) if unread else {}
    for uid, message in sorted(last.items(), key=lambda item: item[1].created_at):
        scene.do(mark_messages_read, conversation_id=uid, up_to_message_id=message.uid)
        if scene.chance(0.3 + 0.6 * scene.persona.talkative):
            _write(scene, uid)
    if scene.chance(0.8 * scene.persona.talkative) and (known := friends(scene)):
        friend = known[
            min(int(scene.rng.expovariate(0.7)), len(known) - 1)
        ]  # Some more than others.
        conversation = scene.do(msg.start_conversation, member_ids=[str(friend.pk)])
        _write(scene, conversation.uid)
        if scene.chance(0.2):
            groups.invite(scene, friend.pk)


def watch_stories(scene: Scene) -> None:
    """Look at the friends' stories."""
    for story in scene.see(stories_for, limit=4):
        if story.author_id == scene.user.pk:
            continue
        scene.do(stories.view_story, story_id=story.uid)
        if scene.chance(0.25):
            reaction = scene.rng.choice(REACTIONS)
            scene.do(stories.react_to_story, story_id=story.uid, reaction=reaction)
        elif scene.chance(0.08):
            text = scene.rng.choice(COMMENTS)
            scene.do(stories.comment_on_story, story_id=story.uid, text=text)


def _write(scene: Scene, conversation_uid: str) -> None:
    for _ in range(scene.rng.choice((1, 1, 1, 2))):
        body = scene.rng.choice(MESSAGES)
        scene.do(msg.send_message, conversation_id=conversation_uid, body=body)


def _open_connection(scene: Scene, other_id: int) -> bool:
    """Whether the two are connected, or one waits for the other."""
    pair = pair_of(scene.user.pk, other_id)
    return graph.single("MATCH (c:Connection {pair: $pair}) RETURN true", pair=pair) is not None


def _avoid(scene: Scene, other_id: int) -> None:
    avoid = blocking.block_user if scene.chance(0.2) else blocking.mute_user
    scene.do(avoid, user_id=str(other_id))
    if scene.chance(0.2):
        take_back = {
            blocking.block_user: blocking.unblock_user,
            blocking.mute_user: blocking.unmute_user,
        }
        scene.do(take_back[avoid], user_id=str(other_id))
