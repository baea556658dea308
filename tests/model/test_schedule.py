from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.model.schedule import CATCH_UP_KEPT, Programme, Schedule

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def programme(name: str, start: int, end: int, service: str = "sirius-6") -> Programme:
    """From minute ``start`` to ``end`` of the evening."""
    return Programme(name, service, EVENING + start * MINUTE, EVENING + end * MINUTE, name)


NEWS, FILM, LATE = programme("news", 0, 25), programme("film", 25, 120), programme("late", 130, 150)
SCHEDULE = Schedule.of((LATE, NEWS, FILM, programme("other", 0, 60, "vesper")))


@pytest.mark.parametrize(
    ("minute", "now", "following"),
    [
        (-1, None, NEWS),
        (0, NEWS, FILM),
        (24, NEWS, FILM),
        (25, FILM, LATE),
        (125, None, LATE),
        (149, LATE, None),
        (150, None, None),
    ],
)
def test_present_and_following(minute, now, following):
    at = EVENING + minute * MINUTE

    assert SCHEDULE.at("sirius-6", at) == now
    assert SCHEDULE.present_following("sirius-6", at) == (now, following)


def test_a_service_without_programmes_shows_none():
    assert SCHEDULE.present_following("unknown", EVENING) == (None, None)
    assert SCHEDULE.of_service("unknown") == ()


@pytest.mark.parametrize(
    ("start", "end", "names"),
    [(0, 25, ["news"]), (-5, 0, []), (24, 26, ["news", "film"]), (120, 130, []),
     (0, 999, ["news", "film", "late"])],
)  # fmt: skip
def test_what_airs_for_any_moment_of_a_window(start, end, names):
    found = SCHEDULE.between("sirius-6", EVENING + start * MINUTE, EVENING + end * MINUTE)

    assert [each.id for each in found] == names


def test_a_programme_is_found_by_its_id():
    assert SCHEDULE.programme("film") == FILM
    assert SCHEDULE.programme("none") is None


def test_of_two_that_overlap_the_later_start_gives_way():
    clash = programme("clash", 20, 30)

    assert Schedule.of((clash, NEWS, FILM)).of_service("sirius-6") == (NEWS, FILM)


minutes = st.integers(0, 300)


@given(st.lists(st.tuples(minutes, st.integers(1, 90))), st.lists(minutes))
def test_at_any_minute_at_most_one_programme_airs(made, asked):
    schedule = Schedule.of(
        tuple(programme(f"p{n}", start, start + length) for n, (start, length) in enumerate(made))
    )

    for minute in asked:
        at = EVENING + minute * MINUTE
        airing = [each for each in schedule.of_service("sirius-6") if each.airs(at)]
        assert [schedule.at("sirius-6", at)] == (airing or [None])


def test_what_is_fetched_later_wins_where_it_airs_and_the_rest_stays():
    newer = Schedule.of((replace(FILM, title="another film"),))

    merged = SCHEDULE.with_more(newer)

    assert [each.title for each in merged.of_service("sirius-6")] == [
        "news",
        "another film",
        "late",
    ]
    assert merged.of_service("vesper") == SCHEDULE.of_service("vesper")


def test_a_day_is_merged_beside_another():
    tomorrow = Schedule.of((programme("tomorrow", 1440, 1500),))

    assert [p.id for p in tomorrow.with_more(SCHEDULE).of_service("sirius-6")] == [
        "news", "film", "late", "tomorrow",
    ]  # fmt: skip


def test_catching_up_begins_with_the_programme_and_ends_after_a_week():
    assert not NEWS.can_be_caught_up(NEWS.start)
    assert NEWS.can_be_caught_up(NEWS.start + timedelta(seconds=1))
    assert NEWS.can_be_caught_up(NEWS.end + CATCH_UP_KEPT - timedelta(seconds=1))
    assert not NEWS.can_be_caught_up(NEWS.end + CATCH_UP_KEPT)
    assert not replace(NEWS, catch_up=False).can_be_caught_up(NEWS.end)


@pytest.mark.parametrize(
    "change",
    [
        {"end": NEWS.start},
        {"start": NEWS.start.replace(tzinfo=None)},
        {"start": NEWS.start.astimezone(timezone(timedelta(hours=1)))},
    ],
)
def test_a_programme_that_lasts_no_time_or_is_not_in_utc_is_a_mistake(change):
    with pytest.raises((ValueError, TypeError)):
        replace(NEWS, **change)
