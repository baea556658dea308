"""Randomised answers: what one may tell, and what many do."""

from __future__ import annotations

import math
import random
from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.model.telemetry import (
    EPSILON,
    LIE,
    OTHERS,
    TRUTH,
    VALUES,
    Watched,
    answered,
    loss_in_a_year,
    period,
    shares,
)

CRITICAL_9 = 27.88
"""Chi-square with 9 degrees of freedom: passed by chance once in a thousand."""


@pytest.mark.parametrize("truth", [Watched.NONE, Watched.SPORT, Watched.OTHER])
def test_the_frequencies_of_a_hundred_thousand_answers_fit_a_loss_of_one(truth: Watched) -> None:
    chance = random.Random(truth.value)

    told = Counter(answered(truth, chance.randrange) for _ in range(100_000))

    expected = {value: 100_000 * (TRUTH if value is truth else LIE) for value in VALUES}
    chi_square = sum((told[v] - e) ** 2 / e for v, e in expected.items())
    assert chi_square < CRITICAL_9


def test_a_draw_of_another_loss_would_not_fit() -> None:
    chance = random.Random("another loss")
    p = math.exp(1.1) / (math.exp(1.1) + OTHERS)

    told = Counter(
        Watched.NEWS if chance.random() < p else VALUES[chance.randrange(1, 10)]
        for _ in range(100_000)
    )

    expected = {value: 100_000 * (TRUTH if value is Watched.NEWS else LIE) for value in VALUES}
    assert sum((told[v] - e) ** 2 / e for v, e in expected.items()) > CRITICAL_9


def test_no_answer_is_more_than_e_times_as_likely_for_one_truth_as_for_another() -> None:
    def likely(answer: Watched, truth: Watched) -> float:
        return TRUTH if answer is truth else LIE

    for answer, one, other in product(VALUES, VALUES, VALUES):
        assert likely(answer, one) <= math.exp(EPSILON) * likely(answer, other) * (1 + 1e-12)
    assert math.isclose(sum(likely(answer, Watched.FILM) for answer in VALUES), 1)


def test_shares_come_back_from_the_noise_within_their_error() -> None:
    chance = random.Random("ten thousand homes")
    truth = {Watched.SPORT: 0.5, Watched.NEWS: 0.3, Watched.NONE: 0.2}
    homes = chance.choices(list(truth), weights=list(truth.values()), k=10_000)

    told = shares(Counter(answered(home, chance.randrange) for home in homes))

    for value in VALUES:
        assert abs(told[value].value - truth.get(value, 0)) < 4 * told[value].standard_error
        assert told[value].standard_error < 0.035
    assert math.isclose(sum(share.value for share in told.values()), 1)


def test_no_answers_give_no_shares() -> None:
    assert shares({}) == {}


@given(day=st.dates(date(2001, 1, 1), date(2199, 1, 1)))
def test_a_period_is_four_weeks_from_a_monday(day: date) -> None:
    name = period(day)

    first = date.fromisocalendar(int(name[:4]), int(name[-2:]), 1)
    assert first <= day < first + timedelta(weeks=4)
    assert period(first) == period(first + timedelta(days=27)) == name
    assert period(first + timedelta(weeks=4)) != name


def test_a_year_of_answers_loses_thirteen() -> None:
    assert loss_in_a_year() == 13
