"""What `make run` and a developer's shell use: debugging on, loopback only."""

from ooumph.settings.base import *  # noqa: F403  (a settings module extends another)

DEBUG = True
INSTALLED_APPS = [*INSTALLED_APPS, "graphene_django_graphiql_static"]  # noqa: F405
SECRET_KEY = SECRET_KEY or "development only, on loopback"  # noqa: F405
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
