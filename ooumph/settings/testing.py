"""What the tests use: as production where it matters, quick where it does not."""

from ooumph.settings.base import *  # noqa: F403  (a settings module extends another)

SECRET_KEY = "tests only"  # noqa: S105  (guards nothing but throw-away data)
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACTIVITY_RAISES = True
ACTIVITY_BUFFERS = [
    "tests.draining.DrainingBuffer",
    "user_activity.buffers.postgres.PostgresBuffer",
]
RATE_LIMITS = {  # All tests come from one address.
    **RATE_LIMITS,  # noqa: F405
    "sign_up": "10000 per hour",
    "password_address": "10000 per hour",
    "password_member": "1000 per hour",
}
GRAPH_LOOKUP_TIMEOUT_SECONDS = (
    10.0  # A busy machine is no hung graph; the tests of a hung one set their own.
)
ACTIVITY_STREAM_TIMEOUT_SECONDS = 5.0  # Likewise, of a hung Redis.
ANALYTICS_GRAPH_TIMEOUT_SECONDS = ACTIVITY_CONTENT_LOOKUP_SECONDS = 10.0  # Likewise.
HEALTH_TIMEOUT_SECONDS = METRICS_TIMEOUT_SECONDS = 10.0  # Likewise.
