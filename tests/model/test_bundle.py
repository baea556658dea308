from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stb.model.bundle import BadBundle, Bundle, Inventory, iso_week
from stb.model.household import Rule, Segment

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
WEEK = timedelta(days=7)
SPORT = Segment("sports", 1000, Rule.read({}))


def bundle(start: datetime = MONDAY) -> Bundle:
    return Bundle(SPORT, iso_week(start), start, start + WEEK, ())


def test_a_bundle_is_valid_from_its_first_to_before_its_last_moment():
    moment = timedelta(microseconds=1)

    assert [
        bundle().valid(at)
        for at in (MONDAY - moment, MONDAY, MONDAY + WEEK - moment, MONDAY + WEEK)
    ] == [False, True, True, False]


@pytest.mark.parametrize("length", [timedelta(0), -WEEK])
def test_a_bundle_that_ends_before_it_starts_is_refused(length):
    with pytest.raises(BadBundle):
        Bundle(SPORT, "2026-W47", MONDAY, MONDAY + length, ())


def test_of_two_weeks_in_hand_one_is_active():
    this, following = bundle(), bundle(MONDAY + WEEK)
    inventory = Inventory((this, following))

    assert inventory.active(MONDAY + WEEK / 2) == (this,)
    assert inventory.active(MONDAY + WEEK) == (following,)
    assert inventory.active(MONDAY - WEEK) == ()


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (datetime(2026, 11, 18, tzinfo=UTC), "2026-W47"),
        (datetime(2027, 1, 1, tzinfo=UTC), "2026-W53"),
        (datetime(2027, 1, 4, tzinfo=UTC), "2027-W01"),
        (datetime(2024, 12, 30, tzinfo=UTC), "2025-W01"),
    ],
)
def test_a_week_belongs_to_the_year_of_its_thursday(day, week):
    assert iso_week(day) == week
