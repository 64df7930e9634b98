from datetime import datetime
from typing import Any

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from user_activity.maintenance import asking_what_waits, history_touched
        from user_activity.retention import about_to_remove

        about_to_remove.connect(aggregate_first, dispatch_uid="aggregate before retention")
        asking_what_waits.connect(marks_wait_since, dispatch_uid="content's and platform's marks")
        history_touched.connect(count_kept_anew, dispatch_uid="what is kept of a member")


def aggregate_first(**_: Any) -> None:
    """What is about to go is counted before."""
    from analytics import engine

    engine.run()


def count_kept_anew(user_id: int, **_: Any) -> None:
    """Whether a member counts may have changed."""
    from analytics import marks

    marks.touch_kept_of(user_id)


def marks_wait_since(**_: Any) -> datetime | None:
    """Of content's days and the platform's."""
    from analytics import marks

    return marks.waiting_since()
