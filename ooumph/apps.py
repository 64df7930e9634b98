"""The composition root as an app: its management commands and system checks."""

from django.apps import AppConfig


class OoumphConfig(AppConfig):
    name = "ooumph"
