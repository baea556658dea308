"""The schedule over the very material in assets/: what was promised on paper, held there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stb.headend.assets import find_assets
from stb.headend.catalogue import Catalogue, Kind, Role, read_catalogue
from stb.headend.cues import Offers, breaks_of
from stb.headend.dayparts import PRIME
from stb.headend.schedule import Schedule
from stb.headend.services import LOWEST, Station
from stb.headend.store import read_products, read_reel_names
from stb.headend.titles import read_genres

from .test_schedule import shown

SEGMENTS = ("young-families", "retired", "limburg", "sports")
"""The segments of the four households of the demonstration."""


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(find_assets())


@pytest.fixture(scope="module")
def own(catalogue: Catalogue, stations: tuple[Station, ...]) -> Schedule:
    genres = read_genres(find_assets())
    return Schedule(1, stations=stations, catalogue=catalogue, genres=genres)


def swaps(catalogue: Catalogue, segment: str, lengths: tuple[int, ...]) -> int:
    """How many spots of these lengths a segment sees of its own, whatever is drawn."""
    offered = tuple(creative for creative in catalogue.creatives if segment in creative.segments)
    return Offers((offered,)).worth(lengths)[1]


@pytest.mark.parametrize("day", [date(2026, 11, 18), date(2026, 3, 28), date(2029, 2, 28)])
def test_the_ten_lowest_services_never_show_the_same_clip_at_once(
    own: Schedule, stations: tuple[Station, ...], day: date
) -> None:
    first = own.day("oranje-een", day)[0].first

    for k in range(first, first + 22_400, 97):
        on_air = [shown(own.what_airs(station.id, k)) for station in stations[:LOWEST]]

        assert sum(map(len, on_air)) == len(set().union(*on_air))


def test_every_household_of_the_demonstration_sees_two_spots_of_its_own_in_each_break(
    own: Schedule, catalogue: Catalogue
) -> None:
    offers = Offers.of(catalogue.creatives)

    for n in range(7):
        for event in own.day("sirius-6", date(2026, 11, 16) + timedelta(days=n)):
            if event.part != PRIME:
                continue
            breaks = breaks_of(event, offers)
            assert len(breaks) == 3
            for brk in breaks:
                lengths = tuple(spot.frames for spot in brk.spots if spot.replaceable)
                assert [swaps(catalogue, segment, lengths) for segment in SEGMENTS] == [2, 2, 2, 2]


def test_limburg_sees_something_else_than_the_supermarket_of_noord_holland(
    own: Schedule, catalogue: Catalogue
) -> None:
    (brk,) = (
        brk
        for event in own.day("sirius-6", date(2026, 11, 18))
        if event.part == PRIME
        for brk in breaks_of(event, Offers.of(catalogue.creatives))
        if any(spot.id == "gen-dehoek" for spot in brk.spots)
    )

    (hoek,) = (spot for spot in brk.spots if spot.id == "gen-dehoek")

    assert hoek.replaceable
    assert any(c.frames == hoek.frames and "limburg" in c.segments for c in catalogue.creatives)
    assert brk.frames / 25 < 90


def test_every_reel_and_creative_has_its_file(catalogue: Catalogue) -> None:
    for reel in catalogue.reels:
        offset, length = reel.segments[-1]
        assert reel.file.stat().st_size == offset + length
    assert all(creative.file.is_file() for creative in catalogue.creatives)


def test_a_break_is_announced_closed_and_full_of_spots(catalogue: Catalogue) -> None:
    for reel in catalogue.of_kind(Kind.BREAK):
        roles = [laid.clip.role for laid in reel.layout]
        assert roles[0] is Role.OPENER
        assert roles[-1] is Role.CLOSER
        assert set(roles[1:-1]) == {Role.SPOT}


def test_every_film_of_the_store_has_its_pictures(catalogue: Catalogue) -> None:
    clips = {reel.layout[0].clip.id for reel in catalogue.reels}
    named = read_reel_names(find_assets())

    assert {named.get(film.id, film.id) for film in read_products(find_assets())} <= clips
