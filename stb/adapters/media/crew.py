"""The threads in which a deck's work is done; one more than is needed always stands by.

To start a thread takes milliseconds where the interpreter is busy: too long for
somebody who has a picture to show. So whoever takes the last idle thread first has
the next one started, and the presenter only leaves word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from queue import SimpleQueue
from threading import Condition, Thread, current_thread
from typing import Final

from stb.adapters.priority import give_way

SPARE: Final = 2
"""So many threads at most stand by; those that are done beyond that end."""

_IDLE: Final = "deck, idle"
_log = logging.getLogger(__name__)

Work = Callable[[], None]


class Crew:
    """Does each work that it is given in a ``thread`` of its own. Work raises nothing."""

    def __init__(self, thread: type[Thread] = Thread) -> None:
        self._thread = thread
        self._waiting: SimpleQueue[tuple[str, Work] | None] = SimpleQueue()
        self._changed = Condition()
        self._threads: list[Thread] = []
        self._idle = 0
        self._given = 0

    def give(self, name: str, work: Work) -> None:
        """Have ``work`` done in a thread called ``name``; only the first is waited for."""
        with self._changed:
            self._given += 1
            first = not self._threads
        self._waiting.put((name, work))
        if first:
            self._hire()

    def rests(self, patience_s: float) -> bool:
        """Whether all work is done, waited for so long."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._given, patience_s)

    def dismiss(self) -> None:
        """End all threads, and wait for them; they end when their work is done."""
        self._waiting.put(None)
        while (thread := self._one_alive()) is not None:
            thread.join()

    def _one_alive(self) -> Thread | None:
        with self._changed:
            return next((thread for thread in self._threads if thread.is_alive()), None)

    def _hire(self) -> None:
        thread = self._thread(target=self._stand_by, name=_IDLE, daemon=True)
        with self._changed:
            self._idle += 1
            self._threads = [one for one in self._threads if one.is_alive()]
        try:
            thread.start()
        except RuntimeError:
            with self._changed:
                self._idle -= 1
            raise
        with self._changed:
            self._threads.append(thread)

    def _stand_by(self) -> None:
        give_way()
        while (given := self._waiting.get()) is not None:
            current_thread().name, work = given
            self._leave_one_idle()
            work()
            current_thread().name = _IDLE
            # What was decoded shall not live on in a thread that waits.
            del given, work
            with self._changed:
                self._given -= 1
                self._changed.notify_all()
                if self._idle >= SPARE:
                    return
                self._idle += 1
        self._waiting.put(None)

    def _leave_one_idle(self) -> None:
        with self._changed:
            self._idle -= 1
            if self._idle:
                return
        try:
            self._hire()
        except RuntimeError as error:
            _log.warning("no more threads: %s", error)
