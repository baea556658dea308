from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.model.consent import (
    NO_RESTS,
    YES_LASTS,
    Answer,
    ConsentRecord,
    Consents,
    Method,
    Notice,
    Purpose,
)

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
YES = ConsentRecord(
    "1", Purpose.TAILORED_SPOTS, Answer.YES, EVENING, Method.POPUP, Notice(1, "nl", "ab" * 32)
)
NO = replace(YES, id="2", answer=Answer.NO)
SPOTS = Purpose.TAILORED_SPOTS


def test_nothing_is_allowed_before_an_answer_and_everything_may_be_asked():
    assert not any(Consents().allows(purpose, EVENING) for purpose in Purpose)
    assert all(Consents().is_due(purpose, EVENING) for purpose in Purpose)


def test_a_yes_holds_for_its_own_purpose_only():
    consents = Consents((YES,))

    assert [p for p in Purpose if consents.allows(p, EVENING)] == [SPOTS]


def test_a_yes_lasts_twelve_months_and_is_then_asked_again():
    consents = Consents((YES,))
    end = EVENING + YES_LASTS

    assert consents.allows(SPOTS, end - SECOND)
    assert not consents.is_due(SPOTS, end - SECOND)
    assert not consents.allows(SPOTS, end)
    assert consents.is_due(SPOTS, end)


def test_after_a_no_there_is_rest_for_six_months():
    consents = Consents((NO,))

    assert not consents.allows(SPOTS, EVENING)
    assert not consents.is_due(SPOTS, EVENING + NO_RESTS - SECOND)
    assert consents.is_due(SPOTS, EVENING + NO_RESTS)


def test_the_last_answer_counts_whatever_its_time_says():
    earlier_no = replace(NO, at=EVENING - timedelta(days=1))

    assert not Consents((YES, earlier_no)).allows(SPOTS, EVENING)
    assert Consents((earlier_no, YES)).allows(SPOTS, EVENING)


def test_a_new_text_switches_a_yes_off_and_is_asked_but_leaves_a_no_alone():
    assert not Consents((YES,), version=2).allows(SPOTS, EVENING)
    assert Consents((YES,), version=2).is_due(SPOTS, EVENING)
    assert not Consents((NO,), version=2).is_due(SPOTS, EVENING)


def test_a_yes_given_in_the_future_is_not_in_force():
    assert not Consents((YES,)).allows(SPOTS, EVENING - SECOND)


@given(st.datetimes(timezones=st.just(UTC)))
def test_no_jump_of_the_clock_turns_a_no_into_a_yes(at):
    assert not Consents((YES, NO)).allows(SPOTS, at)


@given(st.timedeltas(min_value=timedelta(days=-9000), max_value=timedelta(days=9000)))
def test_no_jump_of_the_clock_makes_a_yes_last_longer(jump):
    in_force = Consents((YES,)).allows(SPOTS, EVENING + jump)

    assert in_force is (timedelta(0) <= jump < YES_LASTS)


def test_records_are_only_added():
    first = Consents((YES,))

    second = first.with_record(NO)

    assert (first.records, second.records) == ((YES,), (YES, NO))


@pytest.mark.parametrize(
    ("records", "marked"),
    [
        ((), False),
        ((YES,), False),
        ((replace(YES, method=Method.START_SWITCH),), True),
        ((replace(YES, method=Method.START_SWITCH), NO), False),
        ((replace(YES, method=Method.START_SWITCH, purpose=Purpose.TELEMETRY), NO), True),
    ],
)
def test_an_answer_that_a_switch_gave_is_marked_until_the_viewer_gives_one(records, marked):
    assert Consents(records).set_by_switch is marked
