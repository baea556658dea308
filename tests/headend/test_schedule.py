from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from stb.headend.assets import find_assets
from stb.headend.cues import Offers, breaks_of
from stb.headend.dayparts import LOCAL, NIGHT
from stb.headend.events import Airing
from stb.headend.grid import SEGMENT, nearest_segment, segment_at, starts_at
from stb.headend.schedule import Schedule
from stb.headend.services import LOWEST, Station
from stb.headend.titles import read_genres

from .paper import paper_catalogue

DATES = st.dates(date(2020, 2, 1), date(2035, 12, 31))
SPRING, AUTUMN = date(2026, 3, 28), date(2026, 10, 24)
"""Broadcast days in whose night the clocks change."""


def shown(airing: Airing) -> set[str]:
    """The clips of one segment."""
    first, end = airing.index * 96, (airing.index + 1) * 96
    return {x.clip.id for x in airing.reel.layout if x.at < end and x.at + x.frames > first}


@settings(max_examples=15)
@given(DATES, st.lists(st.integers(0, 22_499), min_size=60, max_size=60))
def test_the_ten_lowest_services_never_show_the_same_clip_at_once(
    schedule: Schedule, stations: tuple[Station, ...], day: date, places: list[int]
) -> None:
    midnight = segment_at(datetime(day.year, day.month, day.day, tzinfo=UTC))

    for k in (midnight + place for place in places):
        on_air = [shown(schedule.what_airs(station.id, k)) for station in stations[:LOWEST]]

        assert sum(map(len, on_air)) == len(set().union(*on_air))


def test_two_of_the_ten_are_never_in_a_break_together(
    schedule: Schedule, stations: tuple[Station, ...]
) -> None:
    day = date(2026, 11, 18)
    taken: list[tuple[int, int]] = sorted(
        (piece.at, piece.end)
        for station in stations[:LOWEST]
        for event in schedule.day(station.id, day)
        for piece in event.breaks
    )

    assert len(taken) > 200
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(taken))


@settings(max_examples=6)
@given(DATES | st.sampled_from([SPRING, AUTUMN, SPRING + timedelta(1), AUTUMN + timedelta(1)]))
def test_every_service_is_on_air_without_a_hole_or_an_overlap(
    schedule: Schedule, stations: tuple[Station, ...], day: date
) -> None:
    for station in stations:
        events = (*schedule.day(station.id, day), *schedule.day(station.id, day + timedelta(1)))

        assert all(one.end == two.first for one, two in pairwise(events))
        assert all(one.programme.end == two.programme.start for one, two in pairwise(events))
        for event in events:
            assert event.pieces[0].at == event.first
            assert event.pieces[-1].end == event.end
            assert all(one.end == two.at for one, two in pairwise(event.pieces))


def test_a_programme_starts_at_the_grid_point_nearest_to_its_announced_minute(
    schedule: Schedule,
) -> None:
    for event in schedule.day("luxor-4", date(2026, 11, 18)):
        assert event.first == nearest_segment(event.programme.start)
        assert abs(starts_at(event.first) - event.programme.start) <= SEGMENT / 2
        assert event.programme.start.second == 0


def test_few_programmes_start_on_the_hour_or_the_half(schedule: Schedule) -> None:
    starts = [e.programme.start.minute for e in schedule.starting_on(date(2026, 11, 18))]

    round_ones = sum(minute in (0, 30) for minute in starts)

    assert len(starts) > 1000
    assert round_ones < len(starts) / 10


def test_public_services_carry_no_break_inside_a_programme(schedule: Schedule) -> None:
    for service in ("oranje-een", "oranje-twee", "oranje-drie"):
        events = [e for n in range(5) for e in schedule.day(service, date(2026, 11, 16 + n))]

        assert not any(event.content_breaks for event in events)
        assert any(event.breaks for event in events)


def test_a_break_is_under_ninety_seconds_and_begins_between_whole_reels(schedule: Schedule) -> None:
    for event in schedule.day("vesper", date(2026, 11, 18)):
        for piece, following in pairwise(event.pieces):
            if following.is_break:
                assert piece.length % len(piece.reel.segments) == 0
                assert following.length * SEGMENT < timedelta(seconds=90)


@settings(max_examples=40)
@given(DATES)
def test_the_prime_hour_of_sirius_has_three_breaks_with_the_featured_one(
    schedule: Schedule, day: date
) -> None:
    at = datetime(day.year, day.month, day.day, 20, 0, tzinfo=LOCAL).astimezone(UTC)
    event = schedule.event_at("sirius-6", segment_at(at))

    breaks = [piece.reel for piece in event.breaks]

    assert event.programme.length == timedelta(hours=1)
    assert event.programme.catch_up
    assert len({reel.id for reel in breaks}) == 3
    assert schedule.featured in breaks
    assert "Supermarkt De Hoek" in {x.clip.advertiser for x in schedule.featured.spots}


@settings(max_examples=15)
@given(DATES)
def test_an_evening_hour_on_an_eligible_service_has_three_breaks(
    schedule: Schedule, stations: tuple[Station, ...], day: date
) -> None:
    eligible = [station.id for station in stations if station.service.tailored]
    evening = [
        event
        for service in eligible
        for event in schedule.day(service, day)
        if event.programme.start.astimezone(LOCAL).hour >= 18
    ]

    assert eligible == ["sirius-6", "vesper", "spoor-negen", "lijn-vijf"]
    for event in evening:
        assert event.programme.catch_up
        assert not event.kids
        minutes = event.programme.length // timedelta(minutes=1)
        assert len(event.breaks) >= (3 if minutes >= 60 else 2 if minutes >= 30 else 1)


@settings(max_examples=25)
@given(DATES)
def test_advertising_stays_under_twelve_minutes_an_hour(schedule: Schedule, day: date) -> None:
    for service in ("luxor-4", "sirius-6", "luxor-8"):
        hours: Counter[datetime] = Counter()
        for event in schedule.day(service, day):
            for piece in event.breaks:
                begins = starts_at(piece.at).replace(minute=0, second=0, microsecond=0)
                hours[begins] += piece.length
        most = timedelta(minutes=12) / SEGMENT
        assert all(segments <= most for segments in hours.values())


@settings(max_examples=25)
@given(DATES)
def test_a_short_programme_of_three_breaks_opens_the_featured_night(
    schedule: Schedule, day: date
) -> None:
    short = next(event for event in schedule.day("sirius-6", day) if event.part == NIGHT)

    assert short.programme.length == timedelta(minutes=9)
    assert len(short.breaks) == 3
    assert short.breaks[1].reel == schedule.featured


def test_beer_is_not_advertised_by_day(schedule: Schedule, stations: tuple[Station, ...]) -> None:
    hours = {
        starts_at(piece.at).astimezone(LOCAL).hour
        for station in stations
        for event in schedule.day(station.id, date(2026, 11, 18))
        for piece in event.breaks
        if any(laid.clip.category == "alcohol" for laid in piece.reel.spots)
    }

    assert hours
    assert not hours & set(range(6, 21))


def test_the_schedule_follows_from_the_seed_alone(
    schedule: Schedule, stations: tuple[Station, ...]
) -> None:
    genres = read_genres(find_assets())
    day = date(2026, 11, 18)
    again = Schedule(1, stations=stations, catalogue=paper_catalogue(), genres=genres)
    other = Schedule(2, stations=stations, catalogue=paper_catalogue(), genres=genres)

    assert again.starting_on(day) == schedule.starting_on(day)
    assert other.starting_on(day) != schedule.starting_on(day)


def test_a_programme_is_found_by_its_id_and_no_other_id_finds_one(schedule: Schedule) -> None:
    for event in schedule.day("lijn-vijf", date(2026, 11, 18)):
        assert schedule.event(event.programme.id) == event

    for unknown in ("", "x", "sirius-6-20261118T1829Z", "no-20261118T1828Z", "sirius-6-later"):
        assert schedule.event(unknown) is None


def test_what_may_be_replaced_keeps_the_share_of_generics(schedule: Schedule) -> None:
    found = 0
    for service in ("sirius-6", "vesper", "spoor-negen", "lijn-vijf"):
        for event in schedule.day(service, date(2026, 11, 18)):
            for brk in breaks_of(event, Offers()):
                open_places = [n for n, spot in enumerate(brk.spots) if spot.replaceable]
                hoek = [
                    n for n, piece in enumerate(brk.spots) if piece.id == "spot-2"
                ]  # may stand first or last and still be replaced
                found += len(open_places)
                assert len(open_places) <= len(brk.spots) / 2
                assert all(later - earlier > 1 for earlier, later in pairwise(open_places))
                assert not {0, len(brk.spots) - 1} & set(open_places) - set(hoek)
                assert not (event.kids and open_places)
                if hoek and not event.kids:
                    assert hoek[0] in open_places
    assert found > 50
