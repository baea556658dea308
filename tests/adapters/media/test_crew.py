"""Threads that stand by for a deck's work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from stb.adapters.media.crew import SPARE, Crew

PATIENCE_S = 20


@pytest.fixture
def crew() -> Iterator[Crew]:
    crew = Crew()
    yield crew
    crew.dismiss()


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Holds up work until it is set; set at the end, whatever happened."""
    gate = threading.Event()
    yield gate
    gate.set()


def mine(before: set[threading.Thread]) -> set[threading.Thread]:
    return set(threading.enumerate()) - before


def test_work_is_begun_though_all_that_was_given_before_is_held_up(
    crew: Crew, gate: threading.Event
) -> None:
    begun = [threading.Event() for _ in range(12)]

    for number, event in enumerate(begun):
        crew.give(f"work {number}", lambda event=event: (event.set(), gate.wait(PATIENCE_S)))

    assert all(event.wait(PATIENCE_S) for event in begun)
    assert not crew.rests(0)


def test_who_gives_work_starts_no_thread_but_the_first(crew: Crew) -> None:
    starters: list[str] = []
    done = threading.Event()

    class Noted(threading.Thread):
        def start(self) -> None:
            starters.append(threading.current_thread().name)
            super().start()

    crew = Crew(Noted)
    for _ in range(5):
        done.clear()
        crew.give("work", done.set)
        assert done.wait(PATIENCE_S)
    assert crew.rests(PATIENCE_S)
    crew.dismiss()

    assert starters.count(threading.current_thread().name) == 1


def test_a_crew_that_rests_keeps_few_threads_and_one_that_is_dismissed_none(
    gate: threading.Event,
) -> None:
    before = set(threading.enumerate())
    crew = Crew()
    for _ in range(10):
        crew.give("work", lambda: gate.wait(PATIENCE_S))
    gate.set()

    rests = crew.rests(PATIENCE_S)
    until = time.monotonic() + PATIENCE_S
    while len(mine(before)) > SPARE and time.monotonic() < until:
        threading.Event().wait(0.002)
    kept = len(mine(before))
    crew.dismiss()

    assert rests
    assert kept <= SPARE
    assert not mine(before)


def test_a_thread_bears_the_name_of_its_work(crew: Crew) -> None:
    names: list[str] = []

    crew.give("lane sprint", lambda: names.append(threading.current_thread().name))

    assert crew.rests(PATIENCE_S)
    assert names == ["lane sprint"]


def test_where_no_thread_can_be_started_the_next_work_finds_one_as_soon_as_it_can(
    gate: threading.Event,
) -> None:
    short = [True]

    class Scarce(threading.Thread):
        def start(self) -> None:
            if short[0]:
                raise RuntimeError("can't start new thread")
            super().start()

    crew = Crew(Scarce)
    with pytest.raises(RuntimeError):
        crew.give("refused", lambda: None)
    short[0] = False
    begun = [threading.Event() for _ in range(4)]
    for number, event in enumerate(begun):
        crew.give(f"work {number}", lambda event=event: (event.set(), gate.wait(PATIENCE_S)))

    assert all(event.wait(2) for event in begun)
    gate.set()
    crew.dismiss()
