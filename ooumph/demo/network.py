"""Creates the demo network; an interrupted run goes on where it was."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Max

from account.models import User
from account.services import ensure_node
from ooumph import clock
from ooumph.demo.cast import LOGIN, cast
from ooumph.demo.diary import Visit, diary
from ooumph.demo.visits import Stage
from user_activity.models import ROW_MODELS
from user_activity.partitions import ensure_partitions

ADMIN = "admin"
Progress = Callable[[int, int, datetime], None]  # Visits played, all visits, the history's instant.


class ExistsError(Exception):
    """There are members already, so that no demo network is made."""


@dataclass(frozen=True)
class Login:
    """Who can sign in, and with what."""

    username: str
    password: str
    role: str


def create_network(
    *, seed: int, members: int, days: int, passwords: dict[str, str], progress: Progress
) -> list[Login]:
    """Make the network and the two logins; `passwords` by username, random where not given.

    Raises ExistsError where the network is complete, or members of another origin are there.
    """
    _check_nothing_else_is_there()
    until = clock.now()
    personas = cast(seed=seed, members=members, days=days)
    visits = diary(seed=seed, personas=personas, days=days, until=until)
    ensure_partitions((until - timedelta(days=days + 1)).date(), until.date())
    _play(visits, progress)
    return _open(passwords)


def _check_nothing_else_is_there() -> None:
    """The demo's own login gets its password last: without one, a run was interrupted."""
    login = User.objects.filter(username=LOGIN).first()
    if login is not None and login.has_usable_password():
        raise ExistsError(
            f"The demo network is there already: sign in as {LOGIN} or {ADMIN}. "
            f"`manage.py changepassword {LOGIN}` gives a new password."
        )
    if login is None and User.objects.exists():
        raise ExistsError("There are members already: the demo network needs an empty database.")


def _play(visits: list[Visit], progress: Progress) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")  # Lost visits would be played again.
    last = _last_instant()
    stage = Stage()
    for number, visit in enumerate(visits):
        if last is None or visit.at > last:
            stage.play(visit)
        progress(number + 1, len(visits), visit.at)
    _note_last_logins(stage)


def _last_instant() -> datetime | None:
    found = [model.objects.aggregate(at=Max("occurred_at"))["at"] for model in ROW_MODELS]
    return max((at for at in found if at is not None), default=None)


def _note_last_logins(stage: Stage) -> None:
    for username, at in stage.signed_in.items():
        stage.members[username].last_login = at
    User.objects.bulk_update(stage.members.values(), ["last_login"])


def _open(passwords: dict[str, str]) -> list[Login]:
    """Both logins at once: a network with a password is complete."""
    logins = [
        Login(name, passwords.get(name) or secrets.token_urlsafe(12), role)
        for name, role in ((LOGIN, "a member"), (ADMIN, "staff, may everything"))
    ]
    admin = User(username=ADMIN, is_staff=True, is_superuser=True, display_name="Admin")
    with transaction.atomic():
        for login in logins:
            hashed = make_password(login.password)
            if login.username == ADMIN:
                admin.password = hashed
                admin.save()
            else:
                User.objects.filter(username=login.username).update(password=hashed)
    ensure_node(admin)
    return logins
