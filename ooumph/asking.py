"""Questions to services that may hang: asked side by side, and waited for no longer than said.

No driver's time-outs bound a server that is stopped. One thread at a time asks a question, however
many wait for its answer, so that a service that hangs costs a process one thread.
"""

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from threading import Lock, Thread
from typing import Any

logger = logging.getLogger("ooumph.asking")


class Question:
    """`ask` answers, or raises where there is no answer; made once, at import."""

    def __init__(self, name: str, ask: Callable[[], Any]) -> None:
        self.name = name
        self._ask = ask
        self._failing = False
        self._renew()
        os.register_at_fork(after_in_child=self._renew)

    def _renew(self) -> None:
        """A forked child has none of its parent's threads."""
        self._lock = Lock()
        self._asked: Future[Any] | None = None

    def begin(self) -> Future[Any]:
        """The answer to come, of whoever asks already or of a new thread."""
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                name = f"asking {self.name}"
                thread = Thread(target=self._answer, args=(self._asked,), name=name, daemon=True)
                try:
                    thread.start()
                except RuntimeError as error:  # The system gives no thread; the next one may.
                    self._asked.set_exception(error)
            return self._asked

    def _answer(self, answer: Future[Any]) -> None:
        try:
            found = self._ask()
        except Exception as error:  # Whatever its library raises.
            if not self._failing:  # Once an outage.
                logger.warning("no answer", extra={"service": self.name}, exc_info=error)
            self._failing = True
            answer.set_exception(error)
        else:
            self._failing = False
            answer.set_result(found)


def ask_all(questions: Sequence[Question], *, seconds: float) -> dict[str, Any]:
    """The answers by name that came within `seconds`; who gave none is left out."""
    asked = {question.name: question.begin() for question in questions}
    wait(asked.values(), timeout=seconds)
    return {
        name: answer.result()
        for name, answer in asked.items()
        if answer.done() and answer.exception() is None
    }
