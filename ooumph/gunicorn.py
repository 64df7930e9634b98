"""How the web server runs, at home and in production; the address to bind is its caller's."""

import os
from pathlib import Path

wsgi_app = "ooumph.wsgi:application"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True  # One import for all workers; nothing of the product connects at import.
control_socket_disable = True
timeout = 60
graceful_timeout = 20
keepalive = 5
accesslog = None  # Each operation has its own line from the API.
if Path("/dev/shm").is_dir():  # noqa: S108  (the workers' heartbeat, which a busy disk would delay)
    worker_tmp_dir = "/dev/shm"  # noqa: S108
