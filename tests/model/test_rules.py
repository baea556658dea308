"""The tables of rules: which hold on which day, and what they say."""

from __future__ import annotations

from datetime import date, time, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest

from stb.model.rows import AgeClock
from stb.model.rulebook import ROWS
from stb.model.rules import (
    AGES,
    Hours,
    Position,
    Profile,
    in_force,
    positions,
    rank,
)

TODAY = date(2026, 11, 18)


def test_every_row_has_a_name_a_source_and_days_on_which_it_holds():
    for row in ROWS:
        assert row.name
        assert row.source
        assert row.since < row.until, row.name
    assert len({row.name for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    ("profile", "tailored"),
    [(Profile.OF_2006, False), (Profile.OF_2019, True), (Profile.TODAY, True)],
)
def test_spots_are_tailored_from_2019_on(profile: Profile, tailored: bool):
    assert in_force(profile, TODAY).tailored is tailored


def test_a_profile_of_a_year_does_not_follow_the_clock_and_todays_does():
    assert in_force(Profile.OF_2019, TODAY) == in_force(Profile.OF_2019, date(2031, 1, 1))
    assert not in_force(Profile.TODAY, date(2012, 1, 1)).tailored


def allowed(profile: Profile, on: date, *, category: str = "", age: str = "") -> set[int]:
    """The hours of the day that begin within what the rules allow."""
    rules = in_force(profile, on)
    if category in rules.banned:
        return set()
    hours = rules.category_hours.get(category, ()) + rules.age_hours.get(age, ())
    return {hour for hour in range(24) if all(each.hold(time(hour)) for each in hours)}


NIGHT = set(range(6))
ALL_DAY = set(range(24))


@pytest.mark.parametrize(
    ("category", "on", "hours"),
    [
        ("alcohol", date(2008, 12, 31), ALL_DAY),
        ("alcohol", date(2009, 1, 1), {21, 22, 23} | NIGHT),
        ("alcohol", TODAY, {21, 22, 23} | NIGHT),
        ("lottery", date(2020, 1, 1), ALL_DAY),
        ("lottery", TODAY, {19, 20, 21, 22, 23} | NIGHT),
        ("gambling", date(2019, 11, 1), set()),
        ("gambling", date(2021, 12, 1), {21, 22, 23} | NIGHT),
        ("gambling", date(2023, 6, 30), {22, 23} | NIGHT),
        ("gambling", date(2023, 7, 1), set()),
        ("food", TODAY, ALL_DAY),
    ],
)
def test_a_category_has_the_hours_of_its_day(category: str, on: date, hours: set[int]):
    assert allowed(Profile.TODAY, on, category=category) == hours


@pytest.mark.parametrize(
    ("age", "on", "first"),
    [
        ("9", TODAY, None),
        ("12", date(2006, 6, 1), 20),
        ("16", date(2017, 12, 31), 22),
        ("16", date(2018, 1, 1), 20),
        ("16", TODAY, 20),
        ("14", date(2020, 1, 1), 20),
        ("18", TODAY, 0),
    ],
)
def test_an_age_of_kijkwijzer_has_the_hours_of_its_year(age: str, on: date, first: int | None):
    evening = set() if first is None or first == 0 else set(range(first, 24))
    hours = ALL_DAY if first is None else evening | NIGHT

    assert allowed(Profile.TODAY, on, age=age) == hours


def test_no_age_has_two_clocks_on_one_day():
    day = date(2000, 1, 1)
    while day < TODAY:
        ages = [age for row in ROWS if isinstance(row, AgeClock) and row.holds(day)
                for age in row.ages]  # fmt: skip
        assert len(set(ages)) == len(ages), day
        day += timedelta(days=30)


def test_hours_over_midnight_hold_on_both_sides_of_it_and_end_exactly():
    night = Hours(time(21), time(6))

    assert [night.hold(time(*at)) for at in ((20, 59), (21, 0), (0, 0), (5, 59), (6, 0))] == [
        False, True, True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(("spots", "most"), [(1, 1), (2, 1), (3, 2), (8, 4), (15, 8)])
def test_in_2019_at_most_every_second_spot_of_a_break_is_replaced(spots: int, most: int):
    rules = in_force(Profile.OF_2019, TODAY)

    assert rules.replaced == Fraction(1, 2)
    assert rules.most_replaced(spots) == most


def test_today_the_signal_alone_says_how_many_spots_may_be_replaced():
    rules = in_force(Profile.TODAY, TODAY)

    assert [rules.most_replaced(spots) for spots in (1, 2, 15)] == [1, 2, 15]


def test_ratings_rank_by_age_and_one_that_is_unknown_ranks_highest():
    assert all(rank(younger) < rank(older) for younger, older in pairwise(AGES))
    assert (rank(""), rank("PG")) == (rank("AL"), rank("18"))


def test_a_spot_alone_in_its_break_holds_the_first_position_and_the_last():
    assert positions(0, 1) == {Position.FIRST, Position.LAST}
    assert positions(2, 5) == frozenset()


def test_a_programme_is_for_children_whatever_the_case_of_its_category():
    rules = in_force(Profile.TODAY, TODAY)

    assert [rules.for_children(name) for name in ("Jeugd", "KIDS", "Drama", "")] == [
        True, True, False, False,
    ]  # fmt: skip
