"""The one module that reads the environment.

`make run` writes the addresses of its embedded services to `.ooumph/environment`; variables
that are already set win over that file.
"""

import os
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
STATE_DIR = BASE_DIR / ".ooumph"

env = environ.Env()
if (STATE_DIR / "environment").is_file():
    env.read_env(str(STATE_DIR / "environment"), overwrite=False)


def _number(name: str, *, default: int) -> int:
    try:
        return int(env.int(name, default=default))
    except ValueError:
        raise ValueError(f"{name}: {env.str(name)!r} is no whole number.") from None


DATABASE = env.db_url("DATABASE_URL", default="postgres://localhost/ooumph")
DATABASE["HOST"] = unquote(DATABASE["HOST"])  # A socket's folder comes percent-encoded.
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
NEO4J_BOLT_URL = env.str("NEO4J_BOLT_URL", default="bolt://neo4j:neo4j@127.0.0.1:7687")
SECRET_KEY = env.str("OOUMPH_SECRET_KEY", default="")
ALLOWED_HOSTS = env.list("OOUMPH_ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("OOUMPH_CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXY_HOPS = _number("OOUMPH_TRUSTED_PROXY_HOPS", default=0)
PLATFORM_TIME_ZONE = ZoneInfo(env.str("OOUMPH_PLATFORM_TIME_ZONE", default="UTC")).key
AGGREGATION_ENGINES = _number("OOUMPH_AGGREGATION_ENGINES", default=min(4, os.cpu_count() or 1))
TRACKING = env.bool("OOUMPH_TRACKING", default=True)
RECONCILE_BACKFILL = env.bool("OOUMPH_RECONCILE_BACKFILL", default=True)
TRACKING_CONSENT_DEFAULT = env.bool("OOUMPH_TRACKING_CONSENT_DEFAULT", default=True)
RATE_LIMITS = env.dict("OOUMPH_RATE_LIMITS", default={})
METRICS_FOLDER = env.str("PROMETHEUS_MULTIPROC_DIR", default="")  # As prometheus_client reads it.
METRICS_TOKEN = env.str("OOUMPH_METRICS_TOKEN", default="")
LOG_LEVEL = env.str("OOUMPH_LOG_LEVEL", default="INFO")
DEMO_PASSWORD = env.str("OOUMPH_DEMO_PASSWORD", default="")
ADMIN_PASSWORD = env.str("OOUMPH_ADMIN_PASSWORD", default="")


def _days(text: str) -> int | None:
    if text != "off" and not text.isdecimal():
        raise ValueError(f"OOUMPH_RETENTION_DAYS: {text!r} is no number of days, and not `off`.")
    return None if text == "off" else int(text)


def retention_days(**defaults: int | None) -> dict[str, int | None]:
    """Days by table, None for ever. OOUMPH_RETENTION_DAYS is `400` or `off` for all of them, or
    `user_activity=400,content_interaction=off`, where a table that is left out has its default."""
    text = env.str("OOUMPH_RETENTION_DAYS", default="").strip()
    if text and "=" not in text:
        text = ",".join(f"{table}={text}" for table in defaults)
    parts = [part.partition("=") for part in text.split(",") if part.strip()]
    given = {table.strip(): _days(days.strip()) for table, _, days in parts}
    if unknown := given.keys() - defaults.keys():
        raise ValueError(f"OOUMPH_RETENTION_DAYS knows no table {', '.join(sorted(unknown))}.")
    return defaults | given
