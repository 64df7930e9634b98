"""How the web server runs, at home and in production; the address to bind is its caller's."""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

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

memory = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
if memory:
    worker_tmp_dir = memory  # The workers' heartbeat, which a busy disk would delay.


def remove_own(folder: str, owner_pid: int) -> None:
    """Only by the process that made it, not by the workers that are forked from it."""
    if os.getpid() == owner_pid:
        shutil.rmtree(folder, ignore_errors=True)


# What the processes measure, added up at `/metrics`. prometheus_client reads its variable when it
# is imported, which therefore comes later.
if not os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="ooumph-metrics-", dir=memory)
    atexit.register(remove_own, os.environ["PROMETHEUS_MULTIPROC_DIR"], os.getpid())


def pre_fork(_server: Any, _worker: Any) -> None:
    """What was imported stays: looking for garbage in it is time of every request, and copies the
    memory that the workers share."""
    gc.collect()
    gc.freeze()


def child_exit(_server: Any, worker: Any) -> None:
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)
