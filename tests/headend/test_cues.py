from __future__ import annotations

from pathlib import Path

import pytest

from stb.headend.catalogue import Clip, Creative, Kind, Laid, Reel, Role
from stb.headend.cues import Offers, break_of, pts_base, replaceable
from stb.model.bundle import Generic
from stb.model.time import TICKS_WRAP


def reel(*spots: int, featured: int = -1) -> Reel:
    """A break of spots of these lengths, between an opener and a closer."""
    clips = [Clip("opener", 1, Role.OPENER, 50)]
    clips += [
        Clip(f"s{n}", 2 + n, Role.SPOT, frames,
             advertiser="Supermarkt De Hoek" if n == featured else "")
        for n, frames in enumerate(spots)
    ]  # fmt: skip
    clips.append(Clip("closer", 99, Role.CLOSER, 50))
    laid, at = [], 0
    for clip in clips:
        laid.append(Laid(clip, at, clip.frames))
        at += clip.frames
    return Reel("b", Path("b.ts"), Kind.BREAK, "", "a", at, tuple(laid), ((0, 0),), 0)


def creative(name: str, frames: int, *segments: str, campaign: str = "") -> Creative:
    about = campaign or name
    return Creative(name, Path(name), frames, about, about, about, name, -23.0, name, segments)


def test_without_offers_every_second_spot_is_open_but_not_the_first_and_the_last() -> None:
    assert replaceable(reel(250, 250, 250), Offers()) == {1}
    assert replaceable(reel(250, 250, 250, 250, 250), Offers()) == {1, 3}
    assert replaceable(reel(*[250] * 7), Offers()) == {1, 3, 5}


def test_the_supermarket_of_one_province_is_open_wherever_it_stands() -> None:
    for place in range(5):
        assert place in replaceable(reel(*[250] * 5, featured=place), Offers())


def test_protected_places_are_opened_only_so_that_segments_see_two_of_their_own() -> None:
    offers = Offers.of(
        [creative(f"{s}-{n}", n, s) for s in ("limburg", "sports") for n in (500, 375)]
    )

    assert replaceable(reel(250, 500, 375, 250), offers) == {1, 2}
    assert replaceable(reel(500, 250, 375, 250), offers) == {0, 2}
    assert replaceable(reel(250, 500, 250, 375, 250), offers) == {1, 3}


def test_two_spots_of_one_campaign_do_not_count_as_two() -> None:
    offers = Offers.of(
        [
            creative("long", 500, "sports", campaign="boots"),
            creative("short", 250, "sports", campaign="boots"),
            creative("other", 375, "sports"),
        ]
    )

    assert offers.worth((500, 250)) == (0, 1)
    assert offers.worth((500, 375)) == (1, 2)


@pytest.mark.parametrize("count", range(1, 9))
def test_never_more_than_half_of_a_break_is_open(count: int) -> None:
    offers = Offers.of([creative(f"c{n}", 250, "sports") for n in range(6)])

    assert len(replaceable(reel(*[250] * count), offers)) <= max(1, count // 2)


def test_nothing_is_open_in_a_programme_for_children() -> None:
    offers = Offers.of([creative("toys", 250, "young-families")])

    brk = break_of(reel(250, 250, 250), name="b", first=960, kids=True, offers=offers)

    assert [spot.reason for spot in brk.spots] == ["splice.no_opportunity"] * 3
    assert [spot.at for spot in brk.spots] == [1010, 1260, 1510]


def test_for_some_programmes_the_clock_wraps_inside() -> None:
    wrapping = [
        name
        for name in map(str, range(200))
        if pts_base(name, 900) < TICKS_WRAP <= pts_base(name, 900) + 900 * 345_600
    ]

    assert 30 < len(wrapping) < 70


def test_what_stays_keeps_its_competitors_out_so_other_places_are_opened() -> None:
    family = [creative("toys", 375, "young-families"), creative("baby", 500, "young-families")]
    lottery = Generic("s1", "LotoLand", "lottery")
    lengths = (375, 250, 250, 500, 375)

    assert replaceable(reel(*lengths), Offers.of(family)) == {0, 3}
    assert replaceable(reel(*lengths), Offers.of(family, (lottery,))) == {3, 4}


def test_an_advertiser_whose_own_spot_stays_is_not_counted_on() -> None:
    offered = Creative("c", Path("c"), 375, "c", "Polderbank", "bank", "c", -23.0, "c", ("a",))
    offers = Offers.of([offered], (Generic("s0", "Polderbank", "savings"),))

    assert offers.barred(reel(250, 375, 250), (1,)) == (frozenset({"Polderbank", "savings"}),)
    assert offers.worth((375,), offers.barred(reel(250, 375, 250), (1,))) == (0, 0)
    assert offers.worth((375,)) == (0, 1)
