"""Celery beat's scheduler, whose file of what ran last may have been cut by a kill."""

import logging
from contextlib import suppress

from celery.beat import PersistentScheduler

logger = logging.getLogger("ooumph")


class Scheduler(PersistentScheduler):
    """Celery's own ends for ever where it cannot read the file; here that begins anew."""

    def setup_schedule(self) -> None:
        try:
            super().setup_schedule()
        except Exception:  # Whatever reading half a pickle raises.
            logger.exception("schedule file unreadable, begun anew")
            with suppress(Exception):
                self._store.close()
            self._remove_db()
            super().setup_schedule()
