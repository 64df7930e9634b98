"""Settings that hold everywhere; what differs is in development, production and testing."""

from ooumph.settings import environment
from ooumph.settings.environment import BASE_DIR as BASE_DIR

SECRET_KEY = environment.SECRET_KEY
DEBUG = False
ALLOWED_HOSTS = environment.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = environment.CSRF_TRUSTED_ORIGINS

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_neomodel",
    "graphene_django",
    "ooumph.apps.OoumphConfig",
    "account",
    "user_activity",
    "connection",
    "community",
    "msg",
    "post",
    "story",
    "analytics",
]

MIDDLEWARE = [
    "ooumph.graphql.middleware.GraphQLMiddleware",
    "ooumph.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "account.middleware.BearerSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "user_activity.context.ActivityContextMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "ooumph.urls"
WSGI_APPLICATION = "ooumph.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Services.
DATABASES = {
    "default": {
        **environment.DATABASE,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2, **environment.DATABASE.get("OPTIONS", {})},
    }
}
REDIS_URL = environment.REDIS_URL
NEOMODEL_NEO4J_BOLT_URL = environment.NEO4J_BOLT_URL
NEOMODEL_FORCE_TIMEZONE = True
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_timeout": 0.25, "socket_connect_timeout": 0.25},
    },
    "answers": {  # Each process keeps its own: see analytics/answers.py.
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "answers",
        "OPTIONS": {"MAX_ENTRIES": 200},
    },
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # The worker waits for Redis however long it is away.
CELERY_TIMEZONE = "UTC"

# Accounts.
AUTH_USER_MODEL = "account.User"
SESSION_ENGINE = "account.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 30 * 24 * 3600
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Language, time, files.
LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LOGIN_REDIRECT_URL = "admin:index"  # The theme's form drops where the visitor was going.
UNFOLD = {
    "SITE_TITLE": "Ooumph",
    "SITE_HEADER": "Ooumph",
    "SITE_SUBHEADER": "Every action, counted",
    "SITE_SYMBOL": "graph_3",
    "SITE_URL": None,
    "SHOW_VIEW_ON_SITE": False,
    "LOGIN": {"form": "account.forms.SignInForm"},
    "SIDEBAR": {"navigation": "ooumph.admin.navigation.navigation"},
}
GRAPHENE = {"SCHEMA": "ooumph.schema.schema", "SCHEMA_OUTPUT": "schema.graphql"}

# Ooumph's own.
PLATFORM_TIME_ZONE = environment.PLATFORM_TIME_ZONE
AGGREGATION_ENGINES = environment.AGGREGATION_ENGINES
TRACKING_CONSENT_DEFAULT = environment.TRACKING_CONSENT_DEFAULT
TRUSTED_PROXY_HOPS = environment.TRUSTED_PROXY_HOPS
ACTIVITY_TRACKING = environment.TRACKING
ACTIVITY_BUFFERS = [  # The first that is there takes the events.
    "user_activity.buffers.redis.RedisBuffer",
    "user_activity.buffers.postgres.PostgresBuffer",
]
ACTIVITY_STREAM_TIMEOUT_SECONDS = 0.3
ACTIVITY_STREAM_MAX_EVENTS = 1_000_000  # Some 0.4 GB; past it events go to the next buffer.
ACTIVITY_STREAM_NUDGE_EVENTS = 10_000
ACTIVITY_RAISES = False  # True: a mistake in capture surfaces instead of being logged and counted.
ACTIVITY_LATE_WINDOW_DAYS = 7
ACTIVITY_EVENT_KEY_DAYS = 30
ACTIVITY_RETENTION_DAYS = environment.retention_days(
    user_activity=None, content_interaction=None, social_interaction=None
)
ACTIVITY_RECONCILE_BACKFILL = environment.RECONCILE_BACKFILL  # What the clock finds missing.
ACTIVITY_STREAM_ENTRY_DAYS = 7  # How old a restored copy of the stream may be.
GRAPH_LOOKUP_TIMEOUT_SECONDS = 0.25
HEALTH_TIMEOUT_SECONDS = 0.75  # Who has not answered by then is down.
METRICS_TIMEOUT_SECONDS = 2.0  # A scrape goes without the counts of a store that takes longer.
METRICS_FOLDER = environment.METRICS_FOLDER
METRICS_TOKEN = environment.METRICS_TOKEN
ACTIVITY_CONTENT_LOOKUP_SECONDS = 2.0  # The writer may wait longer than a request.
ACTIVITY_CONTENT_CACHE_SECONDS = 60
ACTIVITY_CONTENT_CACHE_ITEMS = 20_000
RAW_ROWS_TIMEOUT_SECONDS = 10  # Of what staff count in raw rows; past it, ask for fewer days.
ANALYTICS_GRAPH_TIMEOUT_SECONDS = 2.0  # For the parts of an answer that the graph alone knows.
RATE_LIMITS = {  # As the library `limits` spells them; empty for none.
    "tracking": "10000 per 10 minutes",  # Events that a member's clients report.
    "sign_up": "30 per hour",  # Accounts from one address.
    "password_address": "100 per 10 minutes",  # Passwords tried from one address.
    "password_member": "10 per 10 minutes",  # Wrong passwords of one member in a row.
    **environment.RATE_LIMITS,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": environment.LOG_LEVEL},
    "loggers": {
        "neo4j": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
    },
}
