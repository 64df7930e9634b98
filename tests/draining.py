"""The stream as it is in production, drained at once: what was done is read right afterwards.

tests/user_activity/storing/test_drain.py and tests/acceptance run the worker, as production does.
"""

import logging
from collections import Counter
from collections.abc import Sequence

from django.db import InterfaceError, OperationalError

from user_activity.buffer import Finish
from user_activity.buffers.redis import RedisBuffer
from user_activity.events import Event
from user_activity.storing.drain import drain
from user_activity.tallies import Tally


class DrainingBuffer(RedisBuffer):
    def begin(self, events: Sequence[Event], tallies: Counter[Tally]) -> Finish:
        finish = super().begin(events, tallies)

        def finish_and_drain() -> None:
            finish()
            try:
                drain()
            except (OperationalError, InterfaceError):
                logging.getLogger("tests").warning("not drained: the database is away")

        return finish_and_drain
