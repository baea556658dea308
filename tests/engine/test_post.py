"""When envelopes leave, and that it tells nothing."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.adapters.ids import SeededEntropy
from stb.engine.post import (
    LATE,
    OLDEST,
    SLOTS_A_WEEK,
    YOUNGEST,
    caught_up,
    drawn,
    fit,
    is_lost,
    week_begins,
)

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
WEEK = timedelta(weeks=1)
LONG_AGO = MONDAY - 10 * WEEK

moments = st.integers(0, 7 * 86_400 - 1).map(lambda s: MONDAY + timedelta(seconds=s))
seeds = st.integers(0, 1 << 30).map(SeededEntropy)


@given(at=moments, entropy=seeds)
def test_a_box_sends_as_many_whenever_in_the_week_it_is_switched_on(
    at: datetime, entropy: SeededEntropy
) -> None:
    slots = drawn(at, entropy, agreed_at=LONG_AGO)

    assert len(slots) == SLOTS_A_WEEK
    assert list(slots) == sorted(slots)
    assert all(at <= slot < MONDAY + WEEK for slot in slots)


@given(at=moments, entropy=seeds)
def test_a_yes_in_mid_week_gives_its_share_of_slots(at: datetime, entropy: SeededEntropy) -> None:
    slots = drawn(at, entropy, agreed_at=at)

    assert len(slots) == round(SLOTS_A_WEEK * ((MONDAY + WEEK - at) / WEEK))


def test_slots_lie_evenly_over_the_week() -> None:
    entropy = SeededEntropy(1)

    days = Counter(
        slot.weekday() for _ in range(500) for slot in drawn(MONDAY, entropy, agreed_at=LONG_AGO)
    )

    even = 500 * SLOTS_A_WEEK / 7
    chi_square = sum((days[day] - even) ** 2 / even for day in range(7))
    assert chi_square < 22.46  # 6 degrees of freedom, once in a thousand


@given(back=moments, entropy=seeds, other=seeds)
def test_what_was_missed_is_drawn_anew_and_nothing_is_sent_in_a_burst(
    back: datetime, entropy: SeededEntropy, other: SeededEntropy
) -> None:
    slots = drawn(MONDAY, entropy, agreed_at=LONG_AGO)

    after = caught_up(slots, back, other)

    assert len(after) == SLOTS_A_WEEK
    assert all(back - LATE <= slot < MONDAY + WEEK for slot in after)
    assert {slot for slot in slots if slot >= back - LATE} <= set(after)


def test_slots_of_a_week_that_is_over_are_gone() -> None:
    slots = drawn(MONDAY, SeededEntropy(1), agreed_at=LONG_AGO)

    assert caught_up(slots, MONDAY + WEEK, SeededEntropy(2)) == ()


@pytest.mark.parametrize(
    ("hours", "leaves"), [(0, False), (23, False), (24, True), (168, True), (169, False)]
)
def test_a_play_leaves_one_to_seven_days_after_it(hours: int, leaves: bool) -> None:
    seen = MONDAY

    taken = fit([(seen, "play")], seen + timedelta(hours=hours))

    assert (taken is not None) is leaves


def test_the_oldest_play_that_may_leave_goes_first() -> None:
    waiting = [(MONDAY + timedelta(hours=n), n) for n in (30, 5, 0, 12)]

    assert fit(waiting, MONDAY + OLDEST + timedelta(hours=1)) == waiting[1]


@given(age=st.timedeltas(timedelta(days=-30), timedelta(days=30)))
def test_a_play_waits_leaves_or_is_lost(age: timedelta) -> None:
    at = MONDAY
    seen = at - age

    waits = timedelta(0) <= age < YOUNGEST
    leaves = fit([(seen, "play")], at) is not None
    assert waits + leaves + is_lost(seen, at) == 1


@given(at=moments)
def test_a_week_begins_on_monday_and_holds_its_moment(at: datetime) -> None:
    assert week_begins(at) == MONDAY
