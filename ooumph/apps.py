"""The composition root as an app: the graph's driver, the limits and the commands."""

from django.apps import AppConfig


class OoumphConfig(AppConfig):
    name = "ooumph"

    def ready(self) -> None:
        from ooumph.graph import configure
        from ooumph.rate_limits import check_limits

        check_limits()
        configure()
