from django.apps import AppConfig


class UserActivityConfig(AppConfig):
    name = "user_activity"
    verbose_name = "Activity"

    def ready(self) -> None:
        from user_activity import signals

        signals.connect()
