"""The composition root as an app: the graph's driver and the management commands."""

from django.apps import AppConfig


class OoumphConfig(AppConfig):
    name = "ooumph"

    def ready(self) -> None:
        from ooumph.graph import configure

        configure()
