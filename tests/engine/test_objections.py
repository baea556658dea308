"""What speaks against a creative by itself: the hour, the programme, and what was seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from stb.engine.planner import Viewing, plan
from stb.engine.ports import Play
from stb.model.avail import Break, Spot
from stb.model.bundle import Creative, Inventory
from stb.model.plan import Decision
from stb.model.rules import Profile
from stb.model.schedule import Programme
from stb.model.time import PAL

from .conftest import bundle, creative

LATE = datetime(2026, 11, 18, 22, 30, tzinfo=UTC)
BREAK = Break("b", 1500, 125, (Spot("gen", 1500, 125, replaceable=True),))
"""A minute into the programme, and five seconds long."""


def programme(first_shown: str = "22:00", *, rating: str = "", category: str = "") -> Programme:
    hour, minute = map(int, first_shown.split(":"))
    start = datetime(2026, 11, 17, hour, minute, tzinfo=UTC)
    return Programme("p", "sirius-6", start, start + timedelta(hours=1), "Twee Keukens",
                     rating=rating, category=category)  # fmt: skip


def decide(one: Creative, **changes: object) -> Decision:
    week = replace(
        bundle(one), valid_from=LATE - timedelta(days=6000), valid_to=LATE.replace(year=2030)
    )
    about = Viewing(
        "p", PAL, LATE, Inventory((week,), frozenset({one.id})), ("young-families",), "", 1,
        local=lambda utc: utc, frame=1500, programme=programme(),
    )  # fmt: skip
    (decision,) = plan(BREAK, replace(about, **changes))  # type: ignore[arg-type]
    return decision


def reason(one: Creative, **changes: object) -> str:
    """Why ``one`` is refused, empty where it is chosen."""
    decision = decide(one, **changes)
    return decision.rejected[0].reason if decision.rejected else ""


def at(text: str) -> datetime:
    hour, minute, second = map(int, text.split(":"))
    return LATE.replace(hour=hour, minute=minute, second=second)


@pytest.mark.parametrize(
    ("viewed", "first_shown", "expected"),
    [
        ("22:30:00", "22:00", ""),
        ("20:30:00", "22:00", "plan.alcohol_hours"),
        ("22:30:00", "20:00", "plan.alcohol_slot"),
        ("22:30:00", "20:58", "plan.alcohol_slot"),
        ("22:30:00", "20:59", ""),
        ("05:59:50", "22:00", ""),
        ("05:59:55", "22:00", "plan.alcohol_hours"),
    ],
)
def test_alcohol_is_judged_on_the_viewers_clock_and_on_the_slots_to_the_end_of_the_spot(
    viewed: str, first_shown: str, expected: str
):
    beer = creative("beer", category="alcohol")

    assert reason(beer, at=at(viewed), programme=programme(first_shown)) == expected


def test_a_spot_that_is_still_to_come_is_judged_by_the_hour_when_it_comes():
    beer = creative("beer", category="alcohol")

    assert reason(beer, at=at("05:59:40"), frame=1500 - 10 * 25) == ""
    assert reason(beer, at=at("05:59:46"), frame=1500 - 10 * 25) == "plan.alcohol_hours"


def test_without_a_programme_the_viewers_clock_alone_decides():
    assert reason(creative("beer", category="alcohol"), programme=None) == ""


@pytest.mark.parametrize(
    ("category", "viewed", "first_shown", "expected"),
    [
        ("lottery", "18:30:00", "22:00", "plan.chance_hours"),
        ("lottery", "19:30:00", "18:00", "plan.chance_slot"),
        ("lottery", "19:30:00", "19:00", ""),
        ("gambling", "23:30:00", "23:00", "plan.gambling"),
    ],
)
def test_games_of_chance_have_their_hours_and_gambling_none(
    category: str, viewed: str, first_shown: str, expected: str
):
    chance = creative("chance", category=category)

    assert reason(chance, at=at(viewed), programme=programme(first_shown)) == expected


@pytest.mark.parametrize(
    ("rating", "of_programme", "viewed", "first_shown", "expected"),
    [
        ("9", "9", "12:00:00", "12:00", ""),
        ("9", "6", "22:30:00", "22:00", "plan.rating"),
        ("12", "", "22:30:00", "22:00", "plan.rating"),
        ("12", "16", "22:30:00", "22:00", ""),
        ("12", "16", "19:30:00", "22:00", "plan.age_hours"),
        ("12", "16", "22:30:00", "19:30", "plan.age_slot"),
        ("18", "18", "22:30:00", "22:00", "plan.age_hours"),
        ("18", "18", "01:00:00", "01:00", ""),
    ],
)
def test_a_rated_spot_is_never_above_its_programme_nor_before_its_hour(
    rating: str, of_programme: str, viewed: str, first_shown: str, expected: str
):
    rated = creative("rated", rating=rating)
    shown = programme(first_shown, rating=of_programme)

    assert reason(rated, at=at(viewed), programme=shown) == expected


def test_in_2019_sixteen_and_over_began_at_eight_and_before_2018_at_ten():
    rated, film = creative("rated", rating="16"), programme("22:00", rating="16")
    seen = {"at": at("20:30:00"), "programme": film}

    assert reason(rated, profile=Profile.OF_2019, **seen) == ""
    assert decide(rated, profile=Profile.OF_2006, **seen).reason == "plan.not_yet"


@pytest.mark.parametrize("category", ["Jeugd", "children", "Cartoon"])
def test_nothing_is_replaced_in_a_programme_for_children(category: str):
    decision = decide(creative("toys"), programme=programme(category=category))

    assert (decision.creative, decision.reason) == (None, "plan.children")


@pytest.mark.parametrize("day", [datetime(2006, 6, 1, 21, tzinfo=UTC), LATE])
def test_in_2006_there_are_no_tailored_spots_whatever_the_clock_says(day: datetime):
    decision = decide(creative("a"), profile=Profile.OF_2006, at=day)

    assert (decision.creative, decision.reason) == (None, "plan.not_yet")


def plays(*ago: timedelta) -> tuple[Play, ...]:
    return tuple(Play("a", "campaign-a", LATE - each) for each in ago)


MINUTES, HOURS, DAYS = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("bounds", "seen", "expected"),
    [
        ({"cap_hour": 2}, plays(5 * MINUTES, 59 * MINUTES), "plan.cap_hour"),
        ({"cap_hour": 2}, plays(5 * MINUTES, 60 * MINUTES), ""),
        ({"cap_day": 1}, plays(22 * HOURS), "plan.cap_day"),
        ({"cap_day": 1}, plays(23 * HOURS), ""),
        ({"cap": 2}, plays(HOURS, 2 * DAYS), "plan.cap"),
        ({"cap": 2}, plays(HOURS, 3 * DAYS), ""),
        ({"cap_lifetime": 2}, plays(40 * DAYS, 400 * DAYS), "plan.cap_lifetime"),
        ({"gap_s": 600}, plays(9 * MINUTES, DAYS), "plan.recent"),
        ({"gap_s": 600}, plays(10 * MINUTES), ""),
        ({"cap_hour": 1, "cap_day": 5}, plays(MINUTES), "plan.cap_hour"),
        ({}, plays(*[MINUTES] * 9), ""),
    ],
)
def test_a_campaign_is_not_seen_more_often_than_it_may(
    bounds: dict[str, int], seen: tuple[Play, ...], expected: str
):
    # 22:30 on a Wednesday: the day began 22.5 hours ago, the week 2.9 days ago.
    assert reason(creative("a", **bounds), history=seen) == expected


def test_plays_of_another_campaign_count_for_nothing():
    seen = (Play("b", "campaign-b", LATE - MINUTES),)

    assert reason(creative("a", cap=1, gap_s=600), history=seen) == ""


def test_a_play_that_a_set_back_clock_puts_in_the_future_counts():
    assert reason(creative("a", gap_s=600), history=plays(-DAYS)) == "plan.recent"
