from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.media.container import Care
from stb.adapters.media.errors import (
    MediaGone,
    MediaTruncated,
    MediaUndecodable,
    MediaUnreadable,
    RateRefused,
)
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Reader, Shot, read
from stb.adapters.media.source import BytesMedia, FileMedia, SegmentedMedia
from stb.errors import UnavailableError
from stb.model.time import FILM, HD50, HD60, NTSC, PAL, FrameRate
from tests.adapters.media.clips import Clip
from tests.adapters.media.proof import expected, heard, off, seen
from tests.adapters.media.segments import Origin, segmented

MIXES = (
    Clip("25-aac48.mp4", 1, 400),
    Clip("50-aac44.mp4", 2, 500, rate=HD50, sample_rate=44_100),
    Clip("25-mp2.ts", 3, 400, sound="mp2"),
    Clip("50-aac44.ts", 4, 500, rate=HD50, sample_rate=44_100),
    Clip("25-aac48.ts", 5, 400),
    Clip("25-ac3.ts", 6, 250, sound="ac3"),
    Clip("25-mono.mp4", 7, 250, layout="mono"),
)
FRACTIONAL = (
    Clip("film.mp4", 8, 200, rate=FILM),
    Clip("ntsc.ts", 9, 250, rate=NTSC, sample_rate=44_100),
    Clip("hd60.mp4", 10, 300, rate=HD60),
    Clip("open-gop.mp4", 11, 250, options=(("x264-params", "open-gop=1:bframes=3"),)),
    Clip("hevc.mp4", 18, 150, picture="libx265", options=(("x265-params", "log-level=none"),)),
    Clip("mp2-mono.ts", 13, 250, sound="mp2", layout="mono"),
    Clip("anamorphic.mkv", 14, 150),
)
Made = Callable[[Clip], Path]


@pytest.mark.parametrize("clip", MIXES + FRACTIONAL, ids=lambda clip: clip.name)
def test_a_media_is_as_long_as_it_was_made(made: Made, clip: Clip) -> None:
    facts = probe(FileMedia(made(clip)))

    assert (facts.rate, facts.frames, facts.sample_rate) == (
        clip.rate,
        clip.frames,
        clip.sample_rate,
    )


@pytest.mark.parametrize("clip", MIXES, ids=lambda clip: clip.name)
@pytest.mark.parametrize("service", [PAL, HD50], ids=str)
def test_random_cuts_are_exact_in_picture_and_sound(
    made: Made, clip: Clip, service: FrameRate
) -> None:
    media = FileMedia(made(clip))
    length = int(clip.frames * service.fraction / clip.rate.fraction)
    draw = random.Random(f"{clip.name} {service}")
    for _ in range(5):
        frames = draw.randint(4, 60)
        in_frame = draw.choice((0, draw.randint(0, length - frames), length - frames))
        at = draw.randint(0, 100_000)

        shots = list(read(media, in_frame=in_frame, frames=frames, play_rate=service, at=at))

        assert seen(shots) == expected(clip, in_frame=in_frame, frames=frames, rate=service)
        assert heard(shots).shape == (2, service.sample(at + frames) - service.sample(at))
        assert off(heard(shots), clip, service.sample(in_frame)) == []


@pytest.mark.parametrize("clip", FRACTIONAL[:6], ids=lambda clip: clip.name)
def test_cuts_at_the_media_s_own_rate_are_exact(made: Made, clip: Clip) -> None:
    media = FileMedia(made(clip))
    draw = random.Random(clip.name)
    for _ in range(8):
        frames = draw.randint(4, 50)
        in_frame = draw.randint(0, clip.frames - frames)

        shots = list(
            read(media, in_frame=in_frame, frames=frames, play_rate=clip.rate, at=in_frame)
        )

        assert seen(shots) == expected(clip, in_frame=in_frame, frames=frames, rate=clip.rate)
        assert off(heard(shots), clip, clip.rate.sample(in_frame)) == []


def test_a_spot_of_open_gops_is_begun_exactly_at_any_of_its_frames(made: Made) -> None:
    clip = FRACTIONAL[3]
    media = FileMedia(made(clip))

    begun = [
        seen(list(read(media, in_frame=n, frames=3, play_rate=PAL, at=n, care=Care.STRICT)))
        for n in range(0, clip.frames - 3, 5)
    ]

    assert begun == [
        expected(clip, in_frame=n, frames=3, rate=PAL) for n in range(0, clip.frames - 3, 5)
    ]


def test_two_cuts_of_one_sound_agree_to_the_bit_where_they_overlap(made: Made) -> None:
    media = FileMedia(made(MIXES[1]))

    early = heard(list(read(media, in_frame=40, frames=60, play_rate=PAL, at=40)))
    late = heard(list(read(media, in_frame=77, frames=23, play_rate=PAL, at=77)))

    assert np.array_equal(early[:, (77 - 40) * 1920 :], late)


def test_sound_is_counted_on_the_timeline_so_that_lengths_do_not_drift(made: Made) -> None:
    media = FileMedia(made(FRACTIONAL[1]))

    parts = [
        heard(list(read(media, in_frame=at, frames=7, play_rate=NTSC, at=at))).shape[1]
        for at in range(0, 210, 7)
    ]

    assert sum(parts) == NTSC.sample(210)


def test_a_media_of_another_rate_family_is_refused(made: Made) -> None:
    media = FileMedia(made(FRACTIONAL[0]))

    with pytest.raises(RateRefused) as refused:
        list(read(media, in_frame=0, frames=1, play_rate=PAL))

    assert refused.value.code == "media.rate"


def test_a_gain_changes_the_level_and_nothing_else(made: Made) -> None:
    media = FileMedia(made(MIXES[0]))

    plain = heard(list(read(media, in_frame=10, frames=10, play_rate=PAL)))
    louder = heard(list(read(media, in_frame=10, frames=10, play_rate=PAL, gain_db=6.0)))

    assert np.allclose(louder, plain * 10**0.3, rtol=1e-5)


def test_a_media_without_sound_is_silent(made: Made) -> None:
    media = FileMedia(made(Clip("silent.mp4", 15, 50, sound="")))

    shots = list(read(media, in_frame=5, frames=10, play_rate=PAL))

    assert probe(media).has_sound is False
    assert heard(shots).shape == (2, 19_200)
    assert not heard(shots).any()


def test_sound_that_ends_early_is_followed_by_silence(made: Made) -> None:
    clip = Clip("25-aac48.mp4", 1, 400)
    media = FileMedia(made(clip))
    reader = Reader(media, in_frame=0, play_rate=PAL, at=0)

    shots = [next(reader) for _ in range(400)]
    reader.close()

    assert heard(shots).shape == (2, 400 * 1920)
    assert off(heard(shots)[:, :-2048], clip, 0) == []


@pytest.mark.parametrize("clip", [MIXES[2], MIXES[3], MIXES[4]], ids=lambda clip: clip.name)
def test_segments_are_read_as_exactly_as_a_file(made: Made, clip: Clip) -> None:
    media, _ = segmented(made, clip)
    draw = random.Random(clip.name)
    for number in range(8):
        frames = draw.randint(4, 120)
        in_frame = draw.randint(0, clip.frames - frames)
        if number % 2:
            in_frame = in_frame // 96 * 96
            frames = min(frames, clip.frames - in_frame)

        shots = list(
            read(media, in_frame=in_frame, frames=frames, play_rate=clip.rate, at=in_frame)
        )

        assert seen(shots) == expected(clip, in_frame=in_frame, frames=frames, rate=clip.rate)
        assert off(heard(shots), clip, clip.rate.sample(in_frame)) == []


def test_the_clock_may_wrap_in_the_middle_of_a_stream(made: Made) -> None:
    begin = (1 << 33) // 3600 - 250
    clip = Clip("wrap.ts", 16, 400, timestamps_from=begin)
    file, (segments, _) = FileMedia(made(clip)), segmented(made, clip)

    for media in (file, segments):
        for in_frame in (0, 130, 230, 260, 330):
            shots = list(read(media, in_frame=in_frame, frames=40, play_rate=PAL, at=in_frame))

            assert seen(shots) == expected(clip, in_frame=in_frame, frames=40, rate=PAL)
            assert off(heard(shots), clip, in_frame * 1920) == []
    with av.open(str(made(clip))) as container:
        stamps = [p.pts for p in container.demux(container.streams.video[0]) if p.pts]
    assert min(stamps) < 0 < max(stamps)
    assert probe(file).first_pts_ticks == begin * 3600


def test_runs_with_a_discontinuity_between_are_read_through(made: Made) -> None:
    origin = Origin()
    first = origin.put(made(MIXES[2]), MIXES[2])[:2]
    second = origin.put(made(MIXES[4]), MIXES[4])
    second[0] = replace(second[0], discontinuity=True)
    media = SegmentedMedia(first + second, origin.fetch)

    for in_frame, frames in ((100, 200), (250, 40), (191, 60), (192, 30)):
        shots = list(read(media, in_frame=in_frame, frames=frames, play_rate=PAL, at=in_frame))

        split = max(0, 192 - in_frame)
        assert seen(shots)[:split] == expected(MIXES[2], in_frame=in_frame, frames=split, rate=PAL)
        assert seen(shots)[split:] == expected(
            MIXES[4], in_frame=in_frame + split - 192, frames=frames - split, rate=PAL
        )
        after = heard(shots[split:])
        assert off(after, MIXES[4], (in_frame + split - 192) * 1920) == []


def test_fragmented_mp4_is_read_with_its_initialisation_section(made: Made) -> None:
    clip = Clip("fragments.mp4", 17, 300, sample_rate=44_100, fragmented=True)
    origin = Origin()
    media = SegmentedMedia(origin.put_fragments(made(clip), clip), origin.fetch)

    for in_frame in (0, 47, 48, 130, 200):
        shots = list(read(media, in_frame=in_frame, frames=60, play_rate=PAL, at=in_frame))

        assert seen(shots) == expected(clip, in_frame=in_frame, frames=60, rate=PAL)
        assert off(heard(shots), clip, in_frame * 1920) == []
    assert probe(media).frames == 300


def test_a_segment_that_cannot_be_fetched_is_what_the_fetcher_said(made: Made) -> None:
    media, origin = segmented(made, MIXES[4])
    origin.gone.add("/25-aac48.ts/2")

    with pytest.raises(UnavailableError, match="404 /25-aac48"):
        list(read(media, in_frame=150, frames=100, play_rate=PAL))


def test_two_readers_share_what_was_fetched(made: Made) -> None:
    media, origin = segmented(made, MIXES[4])

    for _ in range(2):
        list(read(media, in_frame=150, frames=100, play_rate=PAL))

    assert len(origin.asked) == len(set(origin.asked))


def test_the_store_of_segments_is_bounded(made: Made) -> None:
    origin = Origin()
    parts = origin.put(made(MIXES[4]), MIXES[4])
    media = SegmentedMedia(parts, origin.fetch, cache_bytes=1)

    list(read(media, in_frame=0, frames=400, play_rate=PAL))
    list(read(media, in_frame=0, frames=10, play_rate=PAL))

    assert origin.asked.count("/25-aac48.ts/0") >= 2


def test_a_file_that_is_not_there_is_gone(tmp_path: Path) -> None:
    with pytest.raises(MediaGone) as gone:
        probe(FileMedia(tmp_path / "nowhere.mp4"))

    assert gone.value.code == "media.gone"


@pytest.mark.parametrize(
    "data",
    [b"", b"not a film", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\n"],
)
def test_what_is_not_a_media_or_names_others_cannot_be_opened(data: bytes) -> None:
    with pytest.raises(MediaUnreadable):
        probe(BytesMedia(data))


def test_a_file_named_like_an_address_is_only_a_file() -> None:
    with pytest.raises(MediaGone):
        probe(FileMedia(Path("http:/127.0.0.1/x.mp4")))


def test_a_broadcast_gets_over_a_damaged_picture_and_counts_it(made: Made) -> None:
    reader = Reader(BytesMedia(damaged(made(MIXES[0]), 60)), in_frame=0, play_rate=PAL, at=0)

    shots = [next(reader) for _ in range(100)]
    reader.close()

    assert [shot.index for shot in shots] == list(range(100))
    assert reader.faults > 0
    assert seen(shots)[-1] == (1, 99)


def test_a_creative_with_a_damaged_picture_stops_before_it(made: Made) -> None:
    media = BytesMedia(damaged(made(MIXES[0]), 60))
    shots = read(media, in_frame=0, frames=100, play_rate=PAL, care=Care.STRICT)

    got: list[Shot] = []
    with pytest.raises(MediaUndecodable):
        got.extend(shots)

    assert 50 < len(got) <= 60
    assert seen(got) == expected(MIXES[0], in_frame=0, frames=len(got), rate=PAL)


def test_a_media_that_ends_too_soon_is_truncated(made: Made) -> None:
    media = FileMedia(made(MIXES[6]))

    with pytest.raises(MediaTruncated) as truncated:
        list(read(media, in_frame=240, frames=11, play_rate=PAL, care=Care.STRICT))

    assert truncated.value.code == "media.truncated"


def damaged(path: Path, picture: int) -> bytes:
    """The file with the bytes of one coded picture zeroed."""
    with av.open(str(path)) as container:
        packets = [p for p in container.demux(container.streams.video[0]) if p.size]
    data = bytearray(path.read_bytes())
    start, size = packets[picture].pos, packets[picture].size
    data[start : start + size] = bytes(size)
    return bytes(data)
