from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import av
import numpy as np
import pytest
import requests

from stb.formats.breaks import understand
from stb.formats.hls import MediaPlaylist, parse_playlist, signals
from stb.formats.picture_code import CELLS, read
from stb.formats.ts import CueReader
from stb.formats.ts import signals as cue_signals
from stb.headend.catalogue import read_catalogue
from stb.headend.cues import pts_base
from stb.headend.events import Event
from stb.headend.grid import SEGMENT, SEGMENT_FRAMES, live_pts, segment_at, starts_at
from stb.headend.server import HeadEnd
from stb.model.signal import Segmentation, SegmentType
from stb.model.time import PAL, TICKS_WRAP

from .conftest import EVENING, SetClock
from .material import sound


@pytest.fixture
def event(headend: HeadEnd) -> Event:
    """The hour of half past seven on Sirius 6, which has just ended."""
    schedule = headend.operator.schedule
    return schedule.event_at("sirius-6", segment_at(datetime(2026, 11, 18, 19, 0, tzinfo=UTC)))


def playlist(http: requests.Session, url: str) -> MediaPlaylist:
    answer = http.get(url)
    assert answer.status_code == 200
    parsed = parse_playlist(answer.text, url, allowed_hosts=frozenset({"127.0.0.1"}))
    assert isinstance(parsed, MediaPlaylist)
    assert not parsed.faults
    return parsed


def decoded(
    octets: bytes,
) -> tuple[list[tuple[int, tuple[int, int] | None]], np.ndarray, list[int]]:
    """Pictures as (PTS, code), sound as (2, samples), and the PTS of each block of sound."""
    pictures, blocks, stamps = [], [], []
    with av.open(io.BytesIO(octets), format="mpegts") as media:
        for packet in media.demux(video=0, audio=0):
            assert not packet.is_corrupt
            for frame in packet.decode():
                if isinstance(frame, av.VideoFrame):
                    pictures.append((frame.pts, code_of(frame)))
                else:
                    blocks.append(frame.to_ndarray())
                    stamps.append(frame.pts)
    return pictures, np.concatenate(blocks, axis=1), stamps


def code_of(frame: av.VideoFrame) -> tuple[int, int] | None:
    luma = frame.to_ndarray()[: frame.height]
    row = luma[-frame.height // 72]
    width = frame.width // CELLS
    return read([int(row[n * width + width // 2]) for n in range(CELLS)])


def test_catch_up_is_one_rising_line_of_pictures_and_sound_across_every_join(
    headend: HeadEnd, http: requests.Session, event: Event
) -> None:
    brk = event.content_breaks[0]
    first = brk.at - event.first - 6
    count = brk.length + 12
    url = f"{headend.url}catch-up/{event.programme.id}/"

    octets = b"".join(http.get(f"{url}{n}.ts").content for n in range(first, first + count))
    pictures, samples, stamps = decoded(octets)

    base = pts_base(event.programme.id, event.content_end - event.first)
    expected = [
        (laid.clip.code, frame - laid.at)
        for k in range(event.first + first, event.first + first + count)
        for airing in [event.airing(k)]
        for laid in airing.reel.layout
        for frame in range(airing.index * 96, airing.index * 96 + 96)
        if laid.at <= frame < laid.at + laid.frames
    ]
    assert [code for _, code in pictures] == expected
    assert pictures[0][0] % TICKS_WRAP == (base + first * 345_600) % TICKS_WRAP
    assert {later - earlier for (earlier, _), (later, _) in pairwise(pictures)} == {3600}
    assert stamps[0] == pictures[0][0]
    assert {later - earlier for earlier, later in pairwise(stamps)} == {1920}
    assert samples.shape[1] == len(pictures) * 1920


def test_each_clip_brings_its_own_sound_to_the_sample(headend: HeadEnd, event: Event) -> None:
    brk = event.content_breaks[0]
    operator = headend.operator
    first = brk.at - event.first - 1

    octets = b"".join(
        operator.catch_up_segment(event.programme.id, n)
        for n in range(first, first + brk.length + 2)
    )
    samples = decoded(octets)[1]

    for laid in brk.reel.layout:
        own = sound(laid.clip.code, laid.frames * 1920)[0]
        at = (SEGMENT_FRAMES + laid.at) * 1920
        middle = own.size // 2
        heard = samples[0, at + middle : at + middle + 1024]
        lags = [
            float(np.dot(heard, own[middle + lag : middle + lag + 1024])) for lag in range(-40, 41)
        ]
        assert int(np.argmax(lags)) - 40 == 0


def test_the_join_of_two_reels_has_no_gap_in_the_sound(headend: HeadEnd, event: Event) -> None:
    octets = b"".join(headend.operator.catch_up_segment(event.programme.id, n) for n in range(12))

    samples = decoded(octets)[1][0]

    power = np.sqrt(np.mean(samples[2048:].reshape(-1, 512) ** 2, axis=1))
    assert power.min() > power.mean() / 4


def test_cues_say_exactly_where_the_spots_of_the_layout_are(
    headend: HeadEnd, http: requests.Session, event: Event
) -> None:
    listed = playlist(http, f"{headend.url}catch-up/{event.programme.id}/index.m3u8")
    base = pts_base(event.programme.id, event.content_end - event.first)

    found = understand(
        signals(listed), rate=PAL, origin_ticks=base, length=len(listed.segments) * SEGMENT_FRAMES
    )

    laid_out = [
        [
            ((piece.at - event.first) * 96 + laid.at, laid.frames, laid.clip.id)
            for laid in piece.reel.spots
        ]
        for piece in event.content_breaks
    ]
    assert [[(s.at, s.frames, s.id) for s in brk.spots] for brk in found] == laid_out
    assert [(brk.at, brk.frames) for brk in found] == [
        ((piece.at - event.first) * 96, piece.reel.frames) for piece in event.content_breaks
    ]
    assert len(found) == 3
    assert found == tuple(headend.operator.breaks(event.programme.id))
    assert any(spot.id == "spot-hoek" and spot.replaceable for brk in found for spot in brk.spots)
    assert listed.segments[0].date == starts_at(event.first)
    assert len(listed.segments) == event.end - event.first


def test_opportunities_are_the_broadcasters_and_the_operators(
    headend: HeadEnd, http: requests.Session, event: Event
) -> None:
    listed = playlist(http, f"{headend.url}catch-up/{event.programme.id}/index.m3u8")

    kinds = {
        descriptor.type
        for signal in signals(listed)
        for descriptor in signal.content.descriptors
        if isinstance(descriptor, Segmentation)
    }

    assert kinds == {
        SegmentType.BREAK_START,
        SegmentType.PROVIDER_SPOT_START,
        SegmentType.PROVIDER_OPPORTUNITY_START,
        SegmentType.DISTRIBUTOR_OPPORTUNITY_START,
    }


def test_cues_hold_also_where_the_clock_of_a_programme_wraps(headend: HeadEnd) -> None:
    schedule, operator = headend.operator.schedule, headend.operator
    wrapping = next(
        event
        for service in ("sirius-6", "vesper", "spoor-negen", "lijn-vijf")
        for event in schedule.day(service, EVENING.date() - timedelta(1))
        if event.content_breaks
        and pts_base(event.programme.id, event.end - event.first) // 345_600 * 345_600
        > TICKS_WRAP - (event.end - event.first) * 345_600
    )
    name, length = wrapping.programme.id, wrapping.content_end - wrapping.first
    base = pts_base(name, length)
    at = (TICKS_WRAP - base) // 345_600

    octets = b"".join(operator.catch_up_segment(name, n) for n in range(max(0, at - 1), at + 2))
    pictures, _, stamps = decoded(octets)
    text = operator.catch_up_playlist(name)
    listed = parse_playlist(text, headend.url, allowed_hosts=frozenset({"127.0.0.1"}))
    assert isinstance(listed, MediaPlaylist)
    found = understand(signals(listed), rate=PAL, origin_ticks=base, length=length * SEGMENT_FRAMES)

    assert {later - earlier for (earlier, _), (later, _) in pairwise(pictures)} == {3600}
    assert {later - earlier for earlier, later in pairwise(stamps)} == {1920}
    assert found == tuple(operator.breaks(name))


def test_live_follows_the_clock_with_times_of_broadcast(
    headend: HeadEnd, http: requests.Session, clock: SetClock
) -> None:
    url = f"{headend.url}live/luxor-4/index.m3u8"
    edge = segment_at(clock.at)

    before = playlist(http, url)
    clock.at += 3 * SEGMENT
    after = playlist(http, url)

    assert before.media_sequence == edge - 12
    assert len(before.segments) == 12
    assert before.segments[0].date == starts_at(edge - 12)
    assert not before.ended
    assert after.media_sequence == before.media_sequence + 3
    assert after.segments[0].url == before.segments[3].url


def test_live_pictures_are_stamped_by_the_grid_and_never_break(
    headend: HeadEnd, http: requests.Session, clock: SetClock
) -> None:
    edge = segment_at(clock.at)
    url = f"{headend.url}live/sirius-6/"

    octets = b"".join(http.get(f"{url}{k}.ts").content for k in range(edge - 12, edge))
    pictures, samples, stamps = decoded(octets)

    assert pictures[0][0] == live_pts(edge - 12)
    assert {later - earlier for (earlier, _), (later, _) in pairwise(pictures)} == {3600}
    assert {later - earlier for earlier, later in pairwise(stamps)} == {1920}
    assert samples.shape[1] == 12 * 96 * 1920


def test_a_live_break_is_announced_three_times_ahead_of_its_first_frame(
    headend: HeadEnd, event: Event
) -> None:
    brk = event.content_breaks[1]
    reader = CueReader()

    found = [
        cue
        for k in range(brk.at - 4, brk.end + 1)
        for cue in reader.feed(headend.operator.live.made("sirius-6", k))
    ]
    heard, bad = cue_signals(found)
    understood = understand(
        [signal for signal in heard if signal.content.descriptors],
        rate=PAL,
        origin_ticks=live_pts(brk.at - 4),
        length=None,
    )

    assert not bad
    assert {cue.pid for cue in found} == {500}
    assert all(cue.registered for cue in found)
    assert [(b.at, b.frames) for b in understood] == [(4 * 96, brk.reel.frames)]
    assert [spot.frames for spot in understood[0].spots] == [x.frames for x in brk.reel.spots]
    assert not any(spot.replaceable for spot in understood[0].spots)
    start = [
        (signal.content.effective_pts - live_pts(brk.at - 4) - signal.seen) / 90_000
        for signal in heard
        for segment in signal.content.descriptors
        if segment.type == SegmentType.BREAK_START
    ]
    assert [round(seconds) for seconds in start] == [8, 5, 4]


def test_a_programme_on_air_is_listed_as_far_as_it_was_broadcast(
    headend: HeadEnd, http: requests.Session, clock: SetClock, event: Event
) -> None:
    url = f"{headend.url}catch-up/{event.programme.id}/"
    clock.at = starts_at(event.first) + 10 * SEGMENT

    listed = playlist(http, f"{url}index.m3u8")

    assert len(listed.segments) == 10
    assert not listed.ended
    assert listed.kind == "EVENT"
    assert http.get(f"{url}9.ts").status_code == 200
    assert http.get(f"{url}10.ts").status_code == 404


def test_catch_up_ends_seven_days_after_the_programme(
    headend: HeadEnd, http: requests.Session, clock: SetClock, event: Event
) -> None:
    url = f"{headend.url}catch-up/{event.programme.id}/index.m3u8"

    clock.at = event.programme.end + timedelta(days=7, seconds=-1)
    kept = http.get(url).status_code
    clock.at += timedelta(seconds=1)
    gone = http.get(url).status_code
    clock.at = event.programme.start - timedelta(minutes=1)
    early = http.get(url)

    assert (kept, gone, early.status_code) == (200, 404, 503)
    assert early.headers["Retry-After"]


def test_an_ordinary_player_plays_live_catch_up_and_a_film(headend: HeadEnd, event: Event) -> None:
    for path in (
        "live/sirius-6/index.m3u8",
        f"catch-up/{event.programme.id}/index.m3u8",
        "film/nachttrein/index.m3u8",
    ):
        with av.open(headend.url + path, options={"live_start_index": "-12"}) as media:
            stamps = [
                frame.pts for frame, _ in zip(media.decode(video=0), range(400), strict=False)
            ]

        assert {later - earlier for earlier, later in pairwise(stamps)} == {3600}


def test_a_film_is_as_long_as_the_store_says(headend: HeadEnd, http: requests.Session) -> None:
    film = http.get(f"{headend.url}v1/store").json()["products"][0]

    listed = playlist(http, headend.url + film["media"])

    assert abs(len(listed.segments) * SEGMENT - timedelta(minutes=film["minutes"])) < timedelta(
        seconds=60
    )
    assert listed.ended


def test_the_reels_are_those_of_the_catalogue(material) -> None:
    for reel in read_catalogue(material).reels:
        assert (
            len(reel.segments) * SEGMENT_FRAMES == reel.frames == sum(x.frames for x in reel.layout)
        )
