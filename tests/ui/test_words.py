"""Dates, amounts and lengths in Dutch and English."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from stb.ui import words

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("days", "dutch", "english"),
    [
        (0, "Vandaag", "Today"),
        (-1, "Gisteren", "Yesterday"),
        (1, "Morgen", "Tomorrow"),
        (-3, "zo 15", "Sun 15"),
    ],
)
def test_a_day_near_today_has_its_own_word(days: int, dutch: str, english: str):
    at = TODAY + timedelta(days=days)

    assert words.near_day(at, TODAY, "nl") == dutch
    assert words.near_day(at, TODAY, "en") == english


def test_a_moment_names_day_month_and_time():
    at = datetime(2026, 11, 18, 20, 5)  # noqa: DTZ001

    assert words.moment(at, "nl") == "woensdag 18 november, 20:05"
    assert words.moment(at, "en") == "Wednesday 18 November, 20:05"


@pytest.mark.parametrize(
    ("cents", "dutch", "english"),
    [(499, "€ 4,99", "€4.99"), (5, "€ 0,05", "€0.05"), (123_456, "€ 1.234,56", "€1,234.56")],
)
def test_prices(cents: int, dutch: str, english: str):
    assert words.price(cents, "nl") == dutch
    assert words.price(cents, "en") == english


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "0:00"), (59, "0:59"), (309, "5:09"), (3_909, "1:05:09"), (-4, "0:00")],
)
def test_lengths(seconds: int, shown: str):
    assert words.length(timedelta(seconds=seconds)) == shown


def test_minutes_left_are_rounded_up():
    now = datetime(2026, 11, 18, 20, 5)  # noqa: DTZ001

    assert words.minutes_left(now + timedelta(seconds=61), now) == 2
    assert words.minutes_left(now + timedelta(seconds=60), now) == 1
    assert words.minutes_left(now - timedelta(seconds=60), now) == 0
