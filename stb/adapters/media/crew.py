"""The threads in which lanes decode; one more than is needed always stands by.

To start a thread takes milliseconds where the interpreter is busy: too long for
somebody who has a picture to show. So whoever is given the last idle thread's
work first has the next one started, and the presenter only leaves word.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from queue import SimpleQueue
from threading import Lock, Thread, current_thread
from typing import Final

SPARE: Final = 2
"""So many threads at most stand by; those that are done beyond that end."""

_log = logging.getLogger(__name__)

Work = Callable[[], None]


class Crew:
    """Does each work that it is given in a thread of its own. ``work`` raises nothing."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[tuple[str, Work] | None] = SimpleQueue()
        self._lock = Lock()
        self._threads: list[Thread] = []
        self._idle = 0
        self._hire()

    def give(self, name: str, work: Work) -> None:
        """Have ``work`` done in a thread called ``name``; this does not wait for anything."""
        self._waiting.put((name, work))

    def dismiss(self) -> None:
        """No more work will come: threads end when theirs is done."""
        self._waiting.put(None)

    def gone(self, patience_s: float | None) -> bool:
        """Whether all threads have ended, waited for so long (None: as long as it takes)."""
        until = None if patience_s is None else time.monotonic() + patience_s
        while True:
            with self._lock:
                alive = next((one for one in self._threads if one.is_alive()), None)
            if alive is None:
                return True
            alive.join(None if until is None else max(0.0, until - time.monotonic()))
            if until is not None and time.monotonic() >= until:
                with self._lock:
                    return not any(one.is_alive() for one in self._threads)

    def _hire(self) -> None:
        thread = Thread(target=self._stand_by, name="lane, idle", daemon=True)
        with self._lock:
            self._idle += 1
            self._threads = [one for one in self._threads if one.is_alive() or one.ident is None]
            self._threads.append(thread)
        thread.start()

    def _stand_by(self) -> None:
        while (given := self._waiting.get()) is not None:
            name, work = given
            current_thread().name = name
            self._leave_one_idle()
            work()
            # What was decoded shall not live on in a thread that waits.
            del given, work
            current_thread().name = "lane, idle"
            with self._lock:
                if self._idle >= SPARE:
                    return
                self._idle += 1
        self._waiting.put(None)

    def _leave_one_idle(self) -> None:
        with self._lock:
            self._idle -= 1
            lacking = self._idle == 0
        if not lacking:
            return
        try:
            self._hire()
        except RuntimeError as error:
            with self._lock:
                self._idle -= 1
            _log.warning("no more threads: %s", error)
