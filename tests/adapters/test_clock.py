from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

import pytest

from stb.adapters.clock import Pacer, SystemClock, Tally, VirtualClock
from stb.model.time import NTSC, PAL

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)


class RealTime:
    """A second hand that only moves when somebody sleeps or works."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    work = sleep


def test_a_virtual_clock_stands_still():
    clock = VirtualClock(EVENING)

    assert clock.utc() == clock.utc() == EVENING


@pytest.mark.parametrize("rate", [PAL, NTSC])
def test_a_day_of_steps_is_a_day_at_any_rate(rate):
    clock = VirtualClock(EVENING)

    for _ in range(rate.num):
        clock.advance(1 / rate.fraction)

    assert clock.utc() == EVENING + timedelta(seconds=rate.den)


def test_a_microsecond_counts_after_thirty_years():
    clock = VirtualClock(EVENING)

    clock.advance(Fraction(10**15 + 1, 10**6))

    assert clock.utc() - EVENING == timedelta(microseconds=10**15 + 1)


def test_a_virtual_clock_shows_utc_whatever_zone_it_was_set_in():
    there = EVENING.astimezone(timezone(timedelta(hours=1)))

    assert VirtualClock(there).utc().tzinfo is UTC


def test_a_virtual_clock_can_be_set_back_and_ahead():
    clock = VirtualClock(EVENING)

    clock.jump(datetime(1970, 1, 1, tzinfo=UTC))
    clock.advance(1)

    assert clock.utc() == datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC)


def test_time_does_not_run_backwards_by_advancing():
    with pytest.raises(ValueError, match="advances"):
        VirtualClock(EVENING).advance(Fraction(-1, 25))


def test_a_time_without_a_zone_is_a_mistake():
    with pytest.raises(ValueError, match="zone"):
        VirtualClock(EVENING.replace(tzinfo=None))


def test_the_system_clock_starts_where_it_was_told_to():
    clock = SystemClock(EVENING)

    assert EVENING <= clock.utc() < EVENING + timedelta(seconds=10)
    clock.jump(EVENING - timedelta(days=365))
    assert clock.utc() < EVENING - timedelta(days=364)


def test_steps_come_at_their_own_times_whatever_the_work_between_them():
    real = RealTime()
    pacer = Pacer(PAL, monotonic=real.monotonic, sleep=real.sleep)

    for step in range(1, 251):
        real.work(0.039 if step % 2 else 0.001)
        assert pacer.pace() == 0
        assert real.now == pytest.approx(1000 + step / 25)


def test_a_late_step_is_told_and_made_up_for():
    real = RealTime()
    pacer = Pacer(PAL, monotonic=real.monotonic, sleep=real.sleep)

    real.work(0.13)

    assert pacer.pace() == 2
    assert [pacer.pace() for _ in range(3)] == [1, 0, 0]
    assert real.now == pytest.approx(1000.16)


def test_after_a_long_stop_steps_go_on_from_now():
    real = RealTime()
    pacer = Pacer(PAL, monotonic=real.monotonic, sleep=real.sleep)

    real.work(3600)
    pacer.pace()

    assert pacer.pace() == 0
    assert real.now == pytest.approx(4600.04)


def test_a_tally_is_of_the_last_second_only():
    real = RealTime()
    tally = Tally(monotonic=real.monotonic)
    for _ in range(100):
        real.sleep(1 / 32)
        tally.count()
    assert tally.per_second() == 32

    real.sleep(0.5)
    assert tally.per_second() == 16
    real.sleep(1)
    assert tally.per_second() == 0
