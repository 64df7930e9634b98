from typing import Any

from django.apps import AppConfig
from django.db.models import Model


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from user_activity.maintenance import history_touched, naming_queues
        from user_activity.retention import about_to_remove

        about_to_remove.connect(aggregate_first, dispatch_uid="aggregate before retention")
        history_touched.connect(count_kept_anew, dispatch_uid="what is kept of a member")
        naming_queues.connect(later_queues, dispatch_uid="content's and platform's marks")


def aggregate_first(**_: Any) -> None:
    """What is about to go is counted before."""
    from analytics import engine

    engine.run()


def count_kept_anew(user_id: int, **_: Any) -> None:
    """Whether a member counts may have changed."""
    from analytics import marks

    marks.touch_kept_of(user_id)


def later_queues(**_: Any) -> list[type[Model]]:
    """The marks that the engine leaves for its later steps."""
    from analytics.models import TouchedContentDay, TouchedPlatformDay

    return [TouchedContentDay, TouchedPlatformDay]
