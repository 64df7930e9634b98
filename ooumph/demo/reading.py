"""What a member does with the feed: looks, stays, likes, comments, keeps, passes on."""

from ooumph.demo.scene import Scene
from ooumph.demo.topics import COMMENTS, REACTIONS, TOPICS
from post import services as posts
from post.models import HideReason, Post
from post.selectors import comments
from post.selectors import posts as posts_for
from user_activity.lifecycle import facts_of
from user_activity.services import ActivityService
from user_activity.vocabulary import ActivityType, ContentType, InteractionType

PAGE = 8
READING_MAX_MS = 240_000


def read_feed(scene: Scene) -> list[Post]:
    """Look at the newest posts; those that were opened."""
    scene.report(
        ActivityService.track_activity,
        activity_type=ActivityType.PAGE_VIEW,
        metadata={"path": "/feed"},
    )
    shown = scene.see(posts_for, limit=PAGE)
    for position, post in enumerate(shown):
        _report(
            scene, InteractionType.IMPRESSION, post,
            surface="feed", position=position, impression_id=str(scene.new_uuid()),
        )  # fmt: skip
    opened = [post for post in shown if scene.chance(0.25 * interest(scene, post))]
    for post in opened:
        _read(scene, post)
    return opened


def interest(scene: Scene, post: Post) -> float:
    """How much the member cares for a post: about 1, by its tags and their tastes."""
    mine = {tag for topic in scene.persona.tastes for tag in TOPICS[topic].tags}
    own = 0.3 if post.author_id == scene.user.pk else 1.0
    return own * (1.5 if mine & set(post.tags) else 0.5)


def _read(scene: Scene, post: Post) -> None:
    visit_id = str(scene.new_uuid())
    scene.do(posts.view_post, post_id=post.uid, source="feed", visit_id=visit_id)
    care = interest(scene, post)
    whole_ms = min(int(scene.rng.lognormvariate(9.6, 0.8) * care), READING_MAX_MS)
    for share in (0.4, 1.0):  # Clients report cumulative values.
        _report(
            scene, InteractionType.TIME_SPENT, post,
            duration_ms=int(whole_ms * share), visit_id=visit_id,
        )  # fmt: skip
    depth = round(min(100.0, 30 + 70 * scene.rng.random() * care), 1)
    _report(scene, InteractionType.SCROLL_DEPTH, post, scroll_depth=depth, visit_id=visit_id)
    if post.author_id != scene.user.pk:
        _respond(scene, post, care)
    if scene.chance(0.12 * care):
        _comment(scene, post)


def _respond(scene: Scene, post: Post, care: float) -> None:
    if scene.chance(0.35 * care):
        reaction = scene.rng.choice(REACTIONS) if scene.chance(0.2) else None
        scene.do(posts.like_post, post_id=post.uid, reaction=reaction)
    if scene.chance(0.07 * care):
        scene.do(posts.save_post, post_id=post.uid)
    if scene.chance(0.04 * care):
        scene.do(posts.share_post, post_id=post.uid)
    if scene.chance(0.02):
        undo = scene.rng.choice((posts.unlike_post, posts.unsave_post))
        scene.do(undo, post_id=post.uid)
    if scene.chance(0.02 / care):
        reason = scene.rng.choice((HideReason.HIDE, HideReason.NOT_INTERESTED))
        scene.do(posts.hide_post, post_id=post.uid, reason=reason.value)
    elif scene.chance(0.003):
        scene.do(posts.report_post, post_id=post.uid, reason="spam")


def _comment(scene: Scene, post: Post) -> None:
    parent_id = None
    if scene.chance(0.4):
        known = scene.see(comments, post_id=post.uid, limit=5)
        parent_id = scene.rng.choice(known).uid if known else None
    text = scene.rng.choice(COMMENTS)
    comment = scene.do(posts.comment_on_post, post_id=post.uid, text=text, parent_id=parent_id)
    if scene.chance(0.04):
        scene.do(posts.delete_comment, comment_id=comment.uid)


def _report(scene: Scene, word: InteractionType, post: Post, **columns: object) -> None:
    scene.report(
        ActivityService.track_content_interaction,
        content_type=ContentType.POST,
        content_id=post.uid,
        interaction_type=word,
        author_id=post.author_id,
        metadata=facts_of(post),
        **columns,
    )
