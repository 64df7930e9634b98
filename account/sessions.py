"""Sessions in Postgres whose key is stored as a hash: a leaked table signs nobody in.

The key is both the cookie's value and the `sessionToken` of the API.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session

from ooumph import clock


def stored_key(session_key: str) -> str:
    """What the table holds for a key (which has 160 random bits, so a plain hash will do)."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]


class SessionStore(DatabaseSessionStore):
    """Django's database sessions under hashed keys."""

    def _get_session_from_db(self) -> Session | None:
        key = self.session_key
        session = (
            Session.objects.filter(session_key=stored_key(key), expire_date__gt=clock.now()).first()
            if key
            else None
        )
        if session is None:
            self._session_key = None
        return session

    def exists(self, session_key: str) -> bool:
        return super().exists(stored_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(stored_key(key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        session = super().create_model_instance(data)
        session.session_key = stored_key(session.session_key)
        return session
