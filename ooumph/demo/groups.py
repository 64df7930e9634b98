"""Communities: founded by some, joined by who shares their taste, left now and then."""

from community import services
from community.models import Community, CommunityPrivacy, Role
from community.selectors import communities, facts_by_uid
from ooumph.demo.scene import Scene
from ooumph.demo.topics import TOPICS

PRIVATE = "books"  # The topic whose community is joined by invitation.


def found(scene: Scene, topic: str) -> None:
    """Found the community of a topic."""
    privacy = CommunityPrivacy.PRIVATE if topic == PRIVATE else CommunityPrivacy.PUBLIC
    words = TOPICS[topic]
    scene.do(
        services.create_community,
        name=words.community,
        description=f"For everybody who cares about {', '.join(words.tags)}.",
        privacy=privacy.value,
    )


def visit_communities(scene: Scene) -> None:
    """Look for communities of one's taste: join one, invite a friend, or leave."""
    seen = scene.see(communities, search="", after=None, limit=20)
    facts = facts_by_uid([community.uid for community in seen], scene.user.pk)
    mine = {TOPICS[topic].community for topic in scene.persona.tastes}
    for community in seen:
        role = facts[community.uid].viewer_role
        if role is None and community.name in mine:
            scene.do(services.join_community, community_id=community.uid)
            return
        if role == Role.MEMBER and scene.chance(0.02):
            scene.do(services.leave_community, community_id=community.uid)
            return


def own_community(scene: Scene, name: str) -> Community | None:
    """The community of that name, if the member belongs to it."""
    for community in scene.see(communities, search=name, after=None, limit=1):
        if facts_by_uid([community.uid], scene.user.pk)[community.uid].viewer_role:
            return community
    return None


def invite(scene: Scene, user_id: int) -> None:
    """Invite a member to the community that this one founded, unless they belong to it."""
    topic = scene.persona.founds
    community = own_community(scene, TOPICS[topic].community) if topic else None
    if community is None or facts_by_uid([community.uid], user_id)[community.uid].viewer_role:
        return
    scene.do(services.invite_to_community, community_id=community.uid, user_id=str(user_id))
