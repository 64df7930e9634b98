"""What a member does with their own account."""

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib import auth
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from account import guessing
from account.models import User, UserNode
from ooumph import clock, graph
from ooumph.errors import Conflict, Invalid, Unauthenticated, Unavailable
from user_activity.collecting import act
from user_activity.maintenance import touch_history
from user_activity.services import ActivityService
from user_activity.vocabulary import ActivityType

# The parts of an account: the activity that a change of it is, and its fields in the API.
PARTS = (
    (
        ActivityType.PROFILE_UPDATE,
        {"display_name": "displayName", "bio": "bio", "timezone": "timezone"},
    ),
    (ActivityType.PRIVACY_UPDATE, {"tracking_consent": "trackingConsent"}),
    (ActivityType.PRIVACY_UPDATE, {"hide_profile_visits": "hideProfileVisits"}),
    (ActivityType.EMAIL_CHANGE, {"email": "email"}),
)


@act
def register(*, request: HttpRequest, username: str, email: str, password: str) -> User:
    """Create a member and sign them in; raises Conflict, RateLimited or ValidationError."""
    guessing.count_sign_up(request)
    user = create_member(username=username, email=email, password=password)
    signed_up_at = clock.now()
    try:
        _sign_in(request, user)
    finally:  # Only now there is a session that its row can name.
        ActivityService.track_activity(
            activity_type=ActivityType.SIGNUP, user_id=user.pk, occurred_at=signed_up_at
        )
    return user


def create_member(*, username: str, email: str, password: str, **columns: Any) -> User:
    """A member and their node, which is made later where the graph is away."""
    name = User.normalize_username(username)
    user = User(username=name, email=User.objects.normalize_email(email), **columns)
    _check_free(user)
    user.clean_fields(exclude=["password"])
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        _check_free(user)  # Who was first says which of the two it is.
        raise Conflict("This username or e-mail address is taken.", field="username") from error
    ensure_node(user)
    return user


def _check_free(user: User) -> None:
    if User.objects.filter(username__iexact=user.username).exists():
        raise Conflict("This username is taken.", field="username")
    if user.email and User.objects.filter(email__iexact=user.email).exists():
        raise Conflict("This e-mail address is taken.", field="email")


def ensure_node(user: User) -> None:
    """Make the member's node where it is missing; whatever relates a member makes it as well."""

    @graph.write
    def merge() -> None:
        graph.query(
            f"MERGE (m:{UserNode.__label__} {{user_id: $user_id}}) SET m.username = $username",
            user_id=user.pk,
            username=user.username,
        )

    try:
        merge()
    except Unavailable:
        return


@act
def login(*, request: HttpRequest, username: str, password: str) -> User:
    """Sign in; raises Unauthenticated, the same for a wrong name as for a wrong password, or
    RateLimited."""
    name = User.normalize_username(username)
    member = guessing.by_name(name)
    guessing.count_try(request, member)
    user = auth.authenticate(request, username=name, password=password)
    if user is None:
        raise Unauthenticated("The username or the password is wrong.", field="password")
    assert isinstance(user, User)
    guessing.found(member)
    _sign_in(request, user)
    return user


def _sign_in(request: HttpRequest, user: User) -> None:
    """Into a session of its own; whichever the request came with ends."""
    request.session.flush()  # Or Django leaves who was another before without a key until later.
    auth.login(request, user)


def logout(*, request: HttpRequest) -> None:
    """End the session at once, wherever its token is."""
    auth.logout(request)


@act
def update_profile(*, actor: User, **changes: Any) -> User:
    """Change what is given; each part that really changed (profile, consent, visibility) is
    one event. Raises Django's ValidationError."""
    changed = {name: value for name, value in changes.items() if getattr(actor, name) != value}
    if not changed:
        return actor
    before = {name: getattr(actor, name) for name in changed}
    for name, value in changed.items():
        setattr(actor, name, value)
    try:
        actor.clean_fields(exclude=["password"])
    except ValidationError:
        for name, value in before.items():
            setattr(actor, name, value)
        raise
    with transaction.atomic():
        actor.save(update_fields=list(changed))
        if "timezone" in changed:
            touch_history(actor.pk)
    for activity_type, names in changed_parts(changed):
        ActivityService.track_activity(
            activity_type=activity_type, user_id=actor.pk, metadata={"changed": names}
        )
    return actor


def changed_parts(changed: Collection[str]) -> Iterator[tuple[ActivityType, list[str]]]:
    """Each part that is among the `changed` columns, with its fields as a client spells them."""
    for activity_type, part in PARTS:
        names = [public for name, public in part.items() if name in changed]
        if names:
            yield activity_type, names


@act
def change_password(
    *, request: HttpRequest, actor: User, old_password: str, new_password: str
) -> User:
    """Change the password and end every other session; a bearer's token stays as it is.

    Raises Invalid, RateLimited or ValidationError.
    """
    member = guessing.by_id(actor.pk)
    guessing.count_try(request, member)
    if not actor.check_password(old_password):
        raise Invalid("The old password is wrong.", field="oldPassword")
    guessing.found(member)
    try:
        validate_password(new_password, actor)
    except ValidationError as error:
        raise ValidationError({"new_password": error.messages}) from error
    actor.set_password(new_password)
    actor.save(update_fields=["password"])
    if getattr(request, "by_bearer", False):
        request.session[auth.HASH_SESSION_KEY] = actor.get_session_auth_hash()
    else:
        auth.update_session_auth_hash(request, actor)
    ActivityService.track_activity(activity_type=ActivityType.PASSWORD_CHANGE, user_id=actor.pk)
    return actor
