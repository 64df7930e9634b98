"""Who may call a root field: declared beside it, checked before anything else runs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ooumph.errors import Forbidden, Unauthenticated


def _is_signed_in(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active)


def _anyone(user: Any) -> None:
    """Let everybody in, without loading the user."""


def _signed_in(user: Any) -> None:
    if not _is_signed_in(user):
        raise Unauthenticated


def _staff(user: Any) -> None:
    _signed_in(user)
    if not user.is_staff:
        raise Forbidden


@dataclass(frozen=True, slots=True)
class Permission:
    """A rule; `check(user)` raises Unauthenticated or Forbidden."""

    check: Callable[[Any], None]


ANYONE = Permission(_anyone)
SIGNED_IN = Permission(_signed_in)
STAFF = Permission(_staff)
