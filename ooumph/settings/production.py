"""What a deployment uses: refuses to start without its secrets, HTTPS only."""

from django.core.exceptions import ImproperlyConfigured

from ooumph.settings import environment
from ooumph.settings.base import *  # noqa: F403  (a settings module extends another)

for _name, _value in (
    ("OOUMPH_SECRET_KEY", SECRET_KEY),  # noqa: F405
    ("OOUMPH_ALLOWED_HOSTS", ALLOWED_HOSTS),  # noqa: F405
):
    if not _value:
        raise ImproperlyConfigured(f"Set {_name} in the environment.")

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^metrics$"]  # Each web server is scraped itself, by a token.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_HOPS else None  # noqa: F405
SECURE_HSTS_SECONDS = 365 * 24 * 3600

ACTIVITY_RETENTION_DAYS = environment.retention_days(
    user_activity=400, content_interaction=400, social_interaction=400
)
