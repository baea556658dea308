from __future__ import annotations

import pytest

from stb.studio.clips import CLIPS, CREATIVES, GENERIC_CLIPS, PROGRAMME_CLIPS, Role, clip_of_code
from stb.studio.reels import BREAKS, REELS, Laid, Reel

SEGMENTS = (
    "young-families",
    "retired",
    "limburg",
    "noord-holland",
    "sports",
    "high-income-postcodes",
)
SLOTS = {250, 375, 500, 750}


def test_every_clip_has_a_name_and_a_number_of_its_own():
    assert len({clip.id for clip in CLIPS}) == len(CLIPS)
    assert len({clip.code for clip in CLIPS}) == len(CLIPS)
    assert all(1 <= clip.code <= 255 for clip in CLIPS)


def test_the_number_in_the_picture_names_the_clip():
    assert [clip_of_code(clip.code) for clip in CLIPS] == list(CLIPS)


def test_a_number_that_no_clip_has_names_none():
    with pytest.raises(KeyError):
        clip_of_code(255)


def test_spots_last_whole_multiples_of_five_seconds_up_to_thirty():
    spots = [clip for clip in CLIPS if clip.role is Role.SPOT]

    assert len(spots) >= 24
    assert all(clip.frames % 125 == 0 and 125 <= clip.frames <= 750 for clip in spots)
    assert all(clip.advertiser and clip.category for clip in spots)


def test_ten_scenes_come_in_two_editions_each():
    assert len(PROGRAMME_CLIPS) == 20
    assert len({clip.drawing for clip in PROGRAMME_CLIPS}) == 20


@pytest.mark.parametrize("segment", SEGMENTS)
def test_each_segment_can_fill_slots_of_at_least_two_lengths(segment):
    lengths = {c.clip.frames for c in CREATIVES if segment in c.segments}

    assert len(lengths & SLOTS) >= 2


def test_the_generic_spots_offer_slots_of_every_length():
    assert {clip.frames for clip in GENERIC_CLIPS} == SLOTS


@pytest.mark.parametrize("reel", BREAKS, ids=lambda reel: reel.id)
def test_a_break_is_announced_and_closed_and_lasts_about_a_minute(reel):
    roles = [laid.clip.role for laid in reel.layout]

    assert roles[0] is Role.OPENER
    assert roles[-1] is Role.CLOSER
    assert set(roles[1:-1]) == {Role.SPOT}
    assert 4 <= len(roles) - 2 <= 6
    assert 60 * 25 <= reel.frames <= 89 * 25


def test_the_featured_break_carries_the_supermarket_of_noord_holland():
    (featured,) = [reel for reel in BREAKS if reel.featured]

    assert "gen-dehoek" in [laid.clip.id for laid in featured.layout]
    assert {laid.frames for laid in featured.layout[1:-1]} == SLOTS


def test_a_reel_that_does_not_fill_its_segments_is_refused():
    clip = PROGRAMME_CLIPS[0]
    opener = next(clip for clip in CLIPS if clip.role is Role.OPENER)

    with pytest.raises(ValueError, match="not whole segments"):
        Reel(
            id="x",
            kind="programme",
            scene="x",
            layout=(Laid(clip=clip, at=0), Laid(clip=opener, at=480)),
        )


def test_clips_lie_in_a_reel_without_a_gap():
    for reel in REELS:
        at = 0
        for laid in reel.layout:
            assert laid.at == at
            at += laid.frames
        assert at == reel.frames
