"""Who decodes and fetches gives way to who shows pictures."""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import closing
from datetime import date

import pytest

from stb.adapters.courier import LiveCourier
from stb.adapters.media.crew import Crew
from stb.adapters.priority import NICENESS, give_way
from stb.engine.ports import FetchGuide, Request
from stb.model.schedule import Schedule

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux keeps a niceness for each thread"
)

PATIENCE_S = 20


def niceness() -> int:
    """Of the calling thread."""
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_a_thread_gives_way_and_so_do_those_that_it_starts_and_nobody_else() -> None:
    before = niceness()
    seen: list[int] = []

    def work() -> None:
        give_way()
        seen.append(niceness())
        child = threading.Thread(target=lambda: seen.append(niceness()))
        child.start()
        child.join()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [max(before, NICENESS)] * 2
    assert niceness() == before


def test_a_thread_that_is_nicer_already_stays_so() -> None:
    seen: list[int] = []

    def work() -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)
        give_way()
        seen.append(niceness())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [15]


def test_what_decodes_gives_way() -> None:
    seen: list[int] = []
    crew = Crew()

    for _ in range(3):
        crew.give("work", lambda: seen.append(niceness()))
    rests = crew.rests(PATIENCE_S)
    crew.dismiss()

    assert rests
    assert seen == [max(niceness(), NICENESS)] * 3


def test_what_fetches_gives_way() -> None:
    seen: list[int] = []

    def guide(_: Request) -> Schedule:
        seen.append(niceness())
        return Schedule()

    with closing(LiveCourier({FetchGuide: guide})) as courier:
        courier.ask(FetchGuide(date(2026, 11, 18)))
        until = time.monotonic() + PATIENCE_S
        while not courier.collect() and time.monotonic() < until:
            threading.Event().wait(0.002)

    assert seen == [max(niceness(), NICENESS)]
