"""Carries the engine's requests to whoever can answer them, and the answers back.

One table says who answers which request. On the virtual clock a request is
carried out when the answers are collected, so it is there exactly one step
later, every time. In real time a few threads carry them out, and answers come
when they come; updates have a thread of their own, so that a week's creatives
never hold up a programme.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stb.adapters.priority import give_way
from stb.engine.ports import Arrival, Arrived, Missed, Request, Result, UpdateInventory
from stb.errors import StbError, UnavailableError

THREADS = 4

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Noted:
    """An answer, and what in it was malformed and left out."""

    result: Result
    notes: tuple[str, ...] = ()


Handler = Callable[[Any], Result | Noted]
"""Answers one kind of request, or raises StbError. May be called from several threads."""

Handlers = Mapping[type[Request], Handler]


class Unanswered(UnavailableError):
    """A request went wrong in a way that nobody foresaw; diagnostics have the trace."""

    code = "courier.failed"


class VirtualCourier:
    """Carries a request out when its answer is collected. Faults of ours come through."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = dict(handlers)
        self._asked: list[Request] = []

    def ask(self, request: Request) -> None:
        self._asked.append(request)

    def collect(self) -> tuple[Arrival, ...]:
        asked, self._asked = self._asked, []
        return tuple(_answer(self._handlers, request) for request in asked)

    def close(self) -> None:
        self._asked.clear()


class LiveCourier:
    """Carries requests out in threads that end with the process."""

    def __init__(self, handlers: Handlers, *, threads: int = THREADS) -> None:
        self._handlers = dict(handlers)
        self._done: queue.SimpleQueue[Arrival] = queue.SimpleQueue()
        self._quick: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._long: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(asked,), name=f"courier {n}", daemon=True)
            for n, asked in enumerate([self._long] + [self._quick] * threads)
        ]
        for thread in self._threads:
            thread.start()

    def ask(self, request: Request) -> None:
        asked = self._long if isinstance(request, UpdateInventory) else self._quick
        asked.put(request)

    def collect(self) -> tuple[Arrival, ...]:
        done = []
        while not self._done.empty():
            done.append(self._done.get())
        return tuple(done)

    def close(self) -> None:
        """Carry nothing more; what is under way ends by itself, its answer is dropped."""
        self._closed.set()
        self._long.put(None)
        for _ in self._threads[1:]:
            self._quick.put(None)

    def _run(self, asked: queue.SimpleQueue[Request | None]) -> None:
        give_way()
        while (request := asked.get()) is not None and not self._closed.is_set():
            try:
                arrival = _answer(self._handlers, request)
            except Exception:  # noqa: BLE001
                # Television goes on; the trace is for whoever mends it.
                _log.exception("%s failed", type(request).__name__)
                arrival = Missed(request, Unanswered(f"{type(request).__name__} failed"))
            self._done.put(arrival)


def _answer(handlers: Handlers, request: Request) -> Arrival:
    try:
        answer = handlers[type(request)](request)
    except StbError as error:
        return Missed(request, error)
    if isinstance(answer, Noted):
        return Arrived(request, answer.result, answer.notes)
    return Arrived(request, answer)
