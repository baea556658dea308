from __future__ import annotations

import threading
import time

import pytest

from stb.adapters.alarm import Alarm


@pytest.fixture
def alarm():
    alarm = Alarm()
    yield alarm
    alarm.dismiss()


def watchers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "limits of time"]


def gone(thread: threading.Thread) -> bool:
    thread.join(10)
    return not thread.is_alive()


def test_a_limit_that_is_reached_strikes_once(alarm):
    struck = threading.Event()
    times: list[float] = []

    begun = time.monotonic()
    alarm.set(0.02, lambda: (times.append(time.monotonic()), struck.set()))

    assert struck.wait(10)
    assert times[0] >= begun + 0.02
    assert len(times) == 1


def test_limits_strike_in_the_order_of_their_times_not_in_that_of_their_setting(alarm):
    struck: list[str] = []
    last = threading.Event()

    alarm.set(0.2, lambda: (struck.append("later"), last.set()))
    alarm.set(0.01, lambda: struck.append("sooner"))

    assert last.wait(10)
    assert struck == ["sooner", "later"]


def test_a_limit_that_was_lifted_does_not_strike(alarm):
    struck: list[str] = []
    last = threading.Event()

    lifted = alarm.set(0.01, lambda: struck.append("lifted"))
    alarm.lift(lifted)
    alarm.set(0.05, last.set)

    assert last.wait(10)
    assert struck == []


def test_one_thread_watches_over_all_limits_and_is_dismissed(alarm):
    before = set(watchers())

    limits = [alarm.set(100, lambda: None) for _ in range(50)]
    mine = set(watchers()) - before
    for limit in limits:
        alarm.lift(limit)
    alarm.dismiss()

    assert len(mine) == 1
    assert gone(*mine)


def test_a_dismissed_alarm_still_watches_over_what_is_set_and_can_be_set_again(alarm):
    first, second = threading.Event(), threading.Event()

    alarm.set(0.02, first.set)
    alarm.dismiss()

    assert first.wait(10)

    alarm.set(0.02, second.set)

    assert second.wait(10)


def test_the_thread_ends_when_nothing_was_watched_over_for_a_while():
    before = set(watchers())
    alarm = Alarm(linger_s=0.02)
    struck, seen = threading.Event(), threading.Event()

    alarm.set(0.01, lambda: (struck.set(), seen.wait(10)))
    assert struck.wait(10)
    (mine,) = set(watchers()) - before
    seen.set()

    assert gone(mine)


def test_a_strike_that_fails_takes_no_other_with_it(alarm, caplog):
    struck = threading.Event()

    def fails() -> None:
        raise OSError("gone")

    alarm.set(0.01, fails)
    alarm.set(0.05, struck.set)

    assert struck.wait(10)
    assert "gone" in caplog.text
