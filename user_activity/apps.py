from typing import Any

from django.apps import AppConfig
from django.db import connection
from django.db.models.signals import post_migrate


class UserActivityConfig(AppConfig):
    name = "user_activity"
    verbose_name = "Activity"

    def ready(self) -> None:
        from user_activity import checks as checks  # They register themselves.
        from user_activity import signals
        from user_activity.buffer import buffer

        buffer()  # A wrong path fails here, as it does in the registry.
        signals.connect()
        post_migrate.connect(make_first_partitions, sender=self, dispatch_uid="first partitions")


def make_first_partitions(**_: Any) -> None:
    """The clock makes the later ones; the first event must not wait for it."""
    from user_activity.partitions import TABLES, ensure_current_partitions

    if set(TABLES) <= set(connection.introspection.table_names()):  # Not after going back to zero.
        ensure_current_partitions()
