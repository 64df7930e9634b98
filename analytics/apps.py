from typing import Any

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        from user_activity.retention import about_to_remove

        about_to_remove.connect(aggregate_first, dispatch_uid="aggregate before retention")


def aggregate_first(**_: Any) -> None:
    """What is about to go is counted before."""
    from analytics import engine

    engine.run()
