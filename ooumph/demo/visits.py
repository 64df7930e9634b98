"""One visit from signing in to leaving: the same steps for everybody, each as they please."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from account.models import User
from account.services import ensure_node, update_profile
from ooumph.demo import groups, meeting
from ooumph.demo.diary import Visit
from ooumph.demo.publishing import publish
from ooumph.demo.reading import read_feed
from ooumph.demo.scene import Scene
from user_activity.collecting import act, collecting
from user_activity.models import UserActivity
from user_activity.services import ActivityService
from user_activity.vocabulary import ActivityType

SIGNED_IN_FOR = timedelta(days=10)


class Stage:
    """Where the visits happen; knows the members who have joined and when they signed in."""

    def __init__(self) -> None:
        self.members = {user.username: user for user in User.objects.all()}
        self.signed_in = _signed_in({user.pk: name for name, user in self.members.items()})
        self._free_from = datetime.min.replace(tzinfo=UTC)

    def play(self, visit: Visit) -> None:
        """What one member does from coming to leaving; its events leave together.

        One visit follows another, so that nobody sees what is yet to be written.
        """
        at = max(visit.at, self._free_from)
        scene = Scene(user=self._user(visit), persona=visit.persona, at=at, seed=visit.seed)
        with scene.played(), collecting():
            self._arrive(scene, visit)
            opened = read_feed(scene)
            if scene.chance(0.3):
                meeting.answer_requests(scene)
            meeting.meet_authors(scene, opened)
            if scene.chance(0.5):
                meeting.watch_stories(scene)
            if scene.chance(0.15 + 0.5 * visit.persona.talkative):
                meeting.write_messages(scene)
            if scene.chance(0.1):
                groups.visit_communities(scene)
            if scene.chance(0.1):
                meeting.look_for_members(scene, self._others(scene.user))
            publish(scene)
            self._leave(scene, visit)
        self._free_from = scene.moment

    def _user(self, visit: Visit) -> User:
        name = visit.persona.username
        if name not in self.members:
            self.members[name] = User.objects.create(
                username=name,
                password="!",  # noqa: S106  (unusable)
                email=f"{name}@example.org",
                timezone=visit.persona.zone,
                date_joined=visit.at,
                tracking_consent=True,
            )
        return self.members[name]

    def _others(self, user: User) -> list[User]:
        return [other for other in self.members.values() if other.pk != user.pk]

    def _arrive(self, scene: Scene, visit: Visit) -> None:
        if visit.first:
            self._join(scene)
        elif not self._is_signed_in(visit):
            if scene.chance(0.1):
                self._track(scene, ActivityType.LOGIN_FAILED, success=False)
            self._track(scene, ActivityType.LOGIN)
        self.signed_in.setdefault(visit.persona.username, visit.at)

    def _is_signed_in(self, visit: Visit) -> bool:
        name = visit.persona.username
        since = self.signed_in.get(name)
        if since is None or visit.at - since < SIGNED_IN_FOR:
            return since is not None
        del self.signed_in[name]
        return False

    def _join(self, scene: Scene) -> None:
        scene.now(_sign_up, scene.user)
        persona = scene.persona
        topics = " and ".join(list(persona.tastes)[:2])
        scene.do(update_profile, display_name=persona.display_name, bio=f"Mostly {topics}.")
        if persona.hides_visits:
            scene.do(update_profile, hide_profile_visits=True)
        if persona.founds:
            groups.found(scene, persona.founds)

    def _leave(self, scene: Scene, visit: Visit) -> None:
        if visit.first and visit.persona.refuses_tracking:
            scene.do(update_profile, tracking_consent=False)
        if scene.chance(0.05):
            self._track(scene, ActivityType.LOGOUT)
            del self.signed_in[scene.persona.username]

    @staticmethod
    def _track(scene: Scene, word: ActivityType, *, success: bool = True) -> None:
        scene.wait(1, 10)
        scene.now(ActivityService.track_activity, activity_type=word, success=success)


@act
def _sign_up(user: User) -> None:
    """What registering leaves. Not `register` itself: it hashes a password for each member."""
    ensure_node(user)
    ActivityService.track_activity(activity_type=ActivityType.SIGNUP, user_id=user.pk)
    ActivityService.track_activity(activity_type=ActivityType.LOGIN, user_id=user.pk)


def _signed_in(names: Mapping[int, str]) -> dict[str, datetime]:
    """Since when who is signed in, by what an interrupted run has left."""
    since: dict[str, datetime] = {}
    rows = UserActivity.objects.filter(
        activity_type__in=(ActivityType.LOGIN, ActivityType.LOGOUT), user_id__in=list(names)
    ).order_by("occurred_at")
    for user_id, word, at in rows.values_list("user_id", "activity_type", "occurred_at"):
        since.pop(names[user_id], None)
        if word == ActivityType.LOGIN:
            since[names[user_id]] = at
    return since
