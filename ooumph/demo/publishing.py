"""What a member publishes: posts for everyone or for some, stories, edits, second thoughts."""

from account.models import User
from account.selectors import users_by_id
from connection.models import ConnectionStatus
from connection.selectors import connections
from ooumph.demo.groups import own_community
from ooumph.demo.scene import Scene
from ooumph.demo.topics import EDITS, STORIES, TOPICS, post_tags, post_text
from post import services as posts
from post.models import Privacy
from story import services as stories

SHARE_OF_PRIVACY = {Privacy.PUBLIC: 80, Privacy.CONNECTIONS: 17, Privacy.ONLY_ME: 3}


def publish(scene: Scene) -> None:
    """Perhaps a post, perhaps a story."""
    pace = scene.persona.pace.posts_a_visit
    if scene.chance(pace):
        _post(scene)
    if scene.chance(pace / 2):
        scene.do(stories.create_story, text=scene.rng.choice(STORIES))


def favourite_topic(scene: Scene) -> str:
    """One of the member's tastes, the stronger the likelier."""
    tastes = scene.persona.tastes
    return scene.rng.choices(list(tastes), list(tastes.values()))[0]


def friends(scene: Scene) -> list[User]:
    """The members who are connected with this one, the latest first."""
    found = scene.see(
        connections, status=ConnectionStatus.ACCEPTED.value, direction=None, after=None, limit=20
    )
    ids = [c.receiver_id if c.requester_id == scene.user.pk else c.requester_id for c in found]
    users = users_by_id(ids)
    return [users[pk] for pk in ids if pk in users]


def _post(scene: Scene) -> None:
    topic = favourite_topic(scene)
    text = post_text(scene.rng, topic)
    if scene.chance(0.1) and (known := friends(scene)):
        text += f" With @{scene.rng.choice(known).username}."
    community = own_community(scene, TOPICS[topic].community) if scene.chance(0.35) else None
    privacy = scene.rng.choices(list(SHARE_OF_PRIVACY), list(SHARE_OF_PRIVACY.values()))[0]
    if community is not None:
        privacy = scene.rng.choice((Privacy.PUBLIC, Privacy.COMMUNITY))
    post = scene.do(
        posts.create_post,
        text=text,
        tags=post_tags(scene.rng, topic),
        privacy=privacy.value,
        community_id=community.uid if community else None,
    )
    if scene.chance(0.08):
        edited = scene.rng.choice(EDITS).format(text=text)
        scene.do(posts.update_post, post_id=post.uid, text=edited)
    elif scene.chance(0.03):
        scene.do(posts.delete_post, post_id=post.uid)
