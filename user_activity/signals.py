"""Connects the registry: one generic receiver for content, one for the life of a connection,
and Django's own signals for signing in and out."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import post_delete, post_save
from django.utils.module_loading import import_string

from ooumph import graph
from user_activity import lifecycle
from user_activity.building import UNKNOWN_MEMBER
from user_activity.collecting import acting
from user_activity.guarding import never_raising
from user_activity.registry import CONNECTION_MODEL, CONNECTION_PROPERTIES, TRACKED, Tracked
from user_activity.services import ActivityService
from user_activity.vocabulary import ActivityType

# One that raises would break the save it listens to, and what it leaves for after the commit the
# service that made it.
reporting = never_raising("signal", otherwise=None)


def after_commit(report: Callable[..., None], *args: Any, **kwargs: Any) -> None:
    """Report once the graph's transaction has committed."""
    graph.after_commit(partial(reporting(report), *args, **kwargs))


def connect() -> None:
    """Connect every row. Classes, not strings: a DjangoNode's signals never match a string."""
    for row in TRACKED:
        node_class = node_class_of(row.model, row.properties)
        for signal, track in ((post_save, track_saved), (post_delete, track_deleted)):
            signal.connect(
                partial(track, row),
                sender=node_class,
                weak=False,
                dispatch_uid=f"activity {row.model} {track.__name__}",
            )
    post_save.connect(
        track_connection_activity,
        sender=node_class_of(CONNECTION_MODEL, CONNECTION_PROPERTIES),
        dispatch_uid="activity connection",
    )
    user_logged_in.connect(track_login, dispatch_uid="activity login")
    user_login_failed.connect(track_login_failed, dispatch_uid="activity login failed")
    user_logged_out.connect(track_logout, dispatch_uid="activity logout")


def node_class_of(model: str, properties: Iterable[str]) -> type:
    """The class at a dotted path; ImproperlyConfigured where it lacks one of `properties`."""
    node_class: type = import_string(model)
    missing = [name for name in properties if not hasattr(node_class, name)]
    if missing:
        raise ImproperlyConfigured(f"{model} is tracked but has no {', '.join(missing)}.")
    return node_class


@reporting
def track_saved(row: Tracked, sender: type, instance: Any, created: bool, **_: Any) -> None:
    """A node was made or edited."""
    if created:
        after_commit(lifecycle.report_created, row, instance)
    elif row.updates:
        after_commit(lifecycle.report_updated, row, instance, instance.updated_at)


@reporting
def track_deleted(row: Tracked, sender: type, instance: Any, **_: Any) -> None:
    """A node was deleted."""
    after_commit(lifecycle.report_deleted, row, instance)


@reporting
def track_connection_activity(sender: type, instance: Any, created: bool, **_: Any) -> None:
    """The whole life of a connection: made, accepted, declined, cancelled, removed."""
    if instance.by_block:
        return  # What a block ended, the block's own event tells.
    after_commit(
        lifecycle.report_connection,
        instance,
        created=created,
        status=str(instance.status),
        status_at=instance.status_at,
    )


@reporting
def track_login(sender: type, user: Any, **_: Any) -> None:
    ActivityService.track_activity(activity_type=ActivityType.LOGIN, user_id=user.pk)


@reporting
def track_login_failed(sender: type, credentials: dict[str, Any], **_: Any) -> None:
    """The member when the name is known, else the unknown member; never what was typed."""
    member = (
        get_user_model()
        .objects.filter(username__iexact=str(credentials.get("username", "")))
        .first()
    )
    ActivityService.track_activity(
        activity_type=ActivityType.LOGIN_FAILED,
        user_id=member.pk if member else UNKNOWN_MEMBER,
        success=False,
    )


@reporting
def track_logout(sender: type, user: Any, **_: Any) -> None:
    if user is not None:
        with acting():
            ActivityService.track_activity(activity_type=ActivityType.LOGOUT, user_id=user.pk)
