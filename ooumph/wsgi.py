"""The WSGI entry point that the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ooumph.settings.production")

application = get_wsgi_application()

from ooumph.schema import schema as schema  # noqa: E402  (Made before the server forks, once.)
