"""When PostgreSQL is away for a while."""

from django.db import InterfaceError, InternalError, OperationalError

# What may go away by itself: a lost connection, a deadlock, a server that starts; and one that is
# read-only, as a standby is until it takes over.
AWAY = (OperationalError, InterfaceError, InternalError)
