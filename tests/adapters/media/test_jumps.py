"""Clocks that jump in the middle of a file or of a list of segments, without a word or with one."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from stb.adapters.media.container import Care
from stb.adapters.media.errors import MediaUnreadable
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Shot, read
from stb.adapters.media.source import BytesMedia, FileMedia, SegmentedMedia
from stb.formats.ts import PACKET, index_segment, restamp
from stb.model.time import HD60, NTSC, PAL, FrameRate
from tests.adapters.media.clips import Clip, at_48k, lag
from tests.adapters.media.proof import WINDOW, expected, heard, off, seen
from tests.adapters.media.segments import Origin

Made = Callable[[Clip], Path]

EARLY = Clip("jump-early.ts", 111, 150, gop=24, timestamps_from=100)
LATE = Clip("jump-late.ts", 112, 130, gop=24, timestamps_from=9_000_000)
WRAPPING = Clip("jump-wrap.ts", 115, 200, gop=24, timestamps_from=(1 << 33) // 3600 - 60)
NTSC_ONE = Clip("jump-ntsc-1.ts", 116, 100, rate=NTSC, gop=15, sample_rate=44_100)
NTSC_TWO = Clip("jump-ntsc-2.ts", 117, 100, rate=NTSC, gop=15, sample_rate=44_100,
                timestamps_from=5000)  # fmt: skip
HD60_ONE = Clip("jump-60-1.ts", 118, 135, rate=HD60, gop=30, timestamps_from=70_000)
HD60_TWO = Clip("jump-60-2.ts", 119, 150, rate=HD60, gop=30)
OPEN = Clip("jump-open.ts", 120, 150, gop=24, timestamps_from=777,
            options=(("x264-params", "open-gop=1:bframes=3:b-adapt=0"),))  # fmt: skip
WHOLE = Clip("jump-whole.ts", 121, 480, gop=48)

JOINS = {
    "back": (LATE, EARLY),
    "ahead": (EARLY, LATE),
    "back and ahead": (LATE, EARLY, WRAPPING),
    "the clock wraps too": (WRAPPING, EARLY, LATE),
    "ntsc": (NTSC_TWO, NTSC_ONE, NTSC_TWO),
    "59.94": (HD60_ONE, HD60_TWO, HD60_ONE),
    "open gop": (OPEN, EARLY, OPEN),
    "the same again": (EARLY, EARLY, EARLY),
}


def laid(made: Made, clips: Sequence[Clip]) -> bytes:
    return b"".join(made(clip).read_bytes() for clip in clips)


def wrong(shots: Sequence[Shot], clips: Sequence[Clip], first: int, rate: FrameRate) -> list[str]:
    """What shots from frame ``first`` show and sound otherwise than the clips after each other."""
    found: list[str] = []
    begins = 0
    for clip in clips:
        part = [shot for shot in shots if begins <= shot.index < begins + clip.frames]
        if part:
            into = part[0].index - begins
            want = expected(clip, in_frame=into, frames=len(part), rate=rate)
            if seen(part) != want:
                found.append(f"{clip.name} from {into}: {seen(part)}")
            sound = heard(part)
            assert (rate.seconds(begins) * 48_000).denominator == 1
            if sound.shape[1] >= 2 * WINDOW:
                found += [f"{clip.name}: {w}" for w in off(sound, clip, rate.sample(into))]
        begins += clip.frames
    return found


@pytest.mark.parametrize("care", Care)
@pytest.mark.parametrize("joins", JOINS)
def test_a_file_whose_clock_jumps_is_one_unbroken_media(
    made: Made, joins: str, care: Care, tmp_path: Path
) -> None:
    clips = JOINS[joins]
    rate = clips[0].rate
    path = tmp_path / "joined.ts"
    path.write_bytes(laid(made, clips))
    media = FileMedia(path)
    length = sum(clip.frames for clip in clips)
    draw = random.Random(joins)

    facts = probe(media)
    whole = list(read(media, in_frame=0, frames=length, play_rate=rate, care=care))
    cuts = []
    for number in range(6):
        at = clips[0].frames - 10 + number if number < 3 else draw.randint(0, length - 40)
        shots = read(media, in_frame=at, frames=30, play_rate=rate, at=at, care=care, facts=facts)
        cuts.append((at, list(shots)))

    assert (facts.rate, facts.frames, facts.steady) == (rate, length, True)
    assert wrong(whole, clips, 0, rate) == []
    assert [fault for at, shots in cuts for fault in wrong(shots, clips, at, rate)] == []


def test_sound_changes_at_the_sample_at_which_the_pictures_do(made: Made) -> None:
    media = BytesMedia(laid(made, (LATE, EARLY)))

    sound = heard(list(read(media, in_frame=0, frames=280, play_rate=PAL)))

    edge = LATE.frames * 1920
    before, after = (at_48k(c.code, 48_000, c.samples) for c in (LATE, EARLY))
    for channel in sound:
        assert lag(channel[edge - 512 : edge], before, edge - 512)[0] == 0
        assert lag(channel[edge : edge + 512], after, 0)[0] == 0
        quiet = abs(channel[edge - 240 : edge + 240]) < 1e-4
        assert longest(quiet) < 48


def longest(quiet: NDArray[np.bool_]) -> int:
    """The longest run of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], quiet.astype(np.int8), [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


@pytest.mark.parametrize(
    ("seconds", "said"), [(-7, False), (-7, True), (3, True), (5000, False), (5000, True)]
)
def test_a_clock_that_leaps_in_one_encode_changes_nothing(
    made: Made, seconds: int, said: bool
) -> None:
    media = BytesMedia(leapt(made(WHOLE).read_bytes(), seconds=seconds, said=said))
    plain = FileMedia(made(WHOLE))

    shots = list(read(media, in_frame=0, frames=480, play_rate=PAL, care=Care.STRICT))
    late = list(read(media, in_frame=236, frames=90, play_rate=PAL, at=236, care=Care.STRICT))

    assert seen(shots) == expected(WHOLE, in_frame=0, frames=480, rate=PAL)
    unbroken = heard(list(read(plain, in_frame=0, frames=480, play_rate=PAL)))
    assert (heard(shots) == unbroken).all()
    assert seen(late) == expected(WHOLE, in_frame=236, frames=90, rate=PAL)
    assert (heard(late) == unbroken[:, 236 * 1920 : 326 * 1920]).all()


@pytest.mark.parametrize("picture", [121, 122, 123, 124, 125])
def test_a_clock_may_leap_between_any_two_pictures_of_one_encode(made: Made, picture: int) -> None:
    data = made(WHOLE).read_bytes()
    media = BytesMedia(leapt(data, seconds=-100, said=False, cut=pictures(data)[picture]))

    shots = list(read(media, in_frame=0, frames=480, play_rate=PAL, care=Care.STRICT))
    late = list(read(media, in_frame=126, frames=90, play_rate=PAL, at=126, care=Care.STRICT))

    unbroken = heard(list(read(FileMedia(made(WHOLE)), in_frame=0, frames=480, play_rate=PAL)))
    assert probe(media).frames == 480
    assert seen(shots) == expected(WHOLE, in_frame=0, frames=480, rate=PAL)
    assert (heard(shots) == unbroken).all()
    assert seen(late) == expected(WHOLE, in_frame=126, frames=90, rate=PAL)
    assert (heard(late) == unbroken[:, 126 * 1920 : 216 * 1920]).all()


def test_one_damaged_stamp_is_no_jump(made: Made) -> None:
    data = bytearray(made(WHOLE).read_bytes())
    at = pictures(bytes(data))[100]
    at += 4 + (1 + data[at + 4] if data[at + 3] & 0x20 else 0) + 9
    data[at] ^= 0x08
    data[at + 5] ^= 0x08

    facts = probe(BytesMedia(bytes(data)))

    assert facts.clocks is None


def leapt(data: bytes, *, seconds: int, said: bool, cut: int = 0) -> bytes:
    """One encode of which all that is sent from ``cut`` on has another clock.

    That is the place of a packet; where none is given, its sixth keyframe.
    """
    cut = cut or keyframes(data)[5]
    head, tail = data[:cut], bytearray(data[cut:])
    index = index_segment(bytes(tail))
    moved = bytearray(restamp(bytes(tail), index, shift_ticks=seconds * 90_000, continuity={}))
    if said:
        assert moved[3] & 0x20
        moved[5] |= 0x80
    return head + bytes(moved)


def keyframes(data: bytes) -> list[int]:
    """The places of packets with which a keyframe begins."""
    return [
        at
        for at in range(0, len(data), PACKET)
        if data[at + 1] & 0x40 and data[at + 3] & 0x20 and data[at + 4] and data[at + 5] & 0x40
        and data[at + 1] & 0x1F == 1 and data[at + 2] == 0
    ]  # fmt: skip


def pictures(data: bytes) -> list[int]:
    """The places of packets with which a picture begins."""
    return [
        at
        for at in range(0, len(data), PACKET)
        if data[at + 1] & 0x5F == 0x41 and data[at + 2] == 0 and data[at + 3] & 0x10
    ]


@pytest.mark.parametrize("declared", [False, True], ids=["unsaid", "declared"])
def test_a_list_of_segments_whose_clock_jumps_is_read_through_and_sought(
    made: Made, declared: bool
) -> None:
    clips = (EARLY, LATE, EARLY)
    origin = Origin()
    segments = []
    for number, clip in enumerate(clips):
        part = origin.put(made(clip), clip)
        if declared and number:
            part[0] = replace(part[0], discontinuity=True)
        segments += part
    length = sum(clip.frames for clip in clips)
    draw = random.Random("segments")

    whole = list(
        read(SegmentedMedia(segments, origin.fetch), in_frame=0, frames=length, play_rate=PAL)
    )
    assert wrong(whole, clips, 0, PAL) == []
    for number in range(12):
        # Nothing is known of the segments before.
        media = SegmentedMedia(segments, origin.fetch)
        at = (140, 149, 150, 265, 280, 281)[number] if number < 6 else draw.randint(0, length - 30)

        shots = list(read(media, in_frame=at, frames=30, play_rate=PAL, at=at))

        assert wrong(shots, clips, at, PAL) == []


def test_to_seek_in_a_long_list_beyond_a_jump_asks_for_few_segments(made: Made) -> None:
    origin = Origin()
    parts = origin.put(made(WHOLE), WHOLE, gops=1)
    jumped = origin.put(made(EARLY), EARLY)
    media = SegmentedMedia([*parts * 20, *jumped], origin.fetch)
    probe(media)
    origin.asked.clear()
    begins = 20 * WHOLE.frames

    shots = list(read(media, in_frame=begins + 60, frames=20, play_rate=PAL, at=begins + 60))

    assert seen(shots) == expected(EARLY, in_frame=60, frames=20, rate=PAL)
    assert len(origin.asked) < 24


def test_runs_of_fragmented_mp4_are_read_through_and_sought(made: Made) -> None:
    one = Clip("run-1.mp4", 125, 144, fragmented=True)
    two = Clip("run-2.mp4", 126, 96, fragmented=True, timestamps_from=4000)
    origin = Origin()
    parts = origin.put_fragments(made(one), one) + origin.put_fragments(made(two), two)
    media = SegmentedMedia(parts, origin.fetch)

    whole = list(read(media, in_frame=0, frames=240, play_rate=PAL))
    late = list(read(media, in_frame=170, frames=50, play_rate=PAL, at=170))

    assert wrong(whole, (one, two), 0, PAL) == []
    assert wrong(late, (one, two), 170, PAL) == []


def test_a_stream_that_jumps_all_the_time_is_refused(made: Made) -> None:
    tiny = Clip("tiny.ts", 127, 3, width=64, height=36, sound="")
    media = BytesMedia(made(tiny).read_bytes() * 1_100)

    with pytest.raises(MediaUnreadable, match="jumps more than 1000 times"):
        probe(media)


def test_a_hundred_jumps_are_followed(made: Made) -> None:
    tiny = Clip("tiny.ts", 127, 3, width=64, height=36, sound="")
    media = BytesMedia(made(tiny).read_bytes() * 100)

    shots = list(read(media, in_frame=0, frames=300, play_rate=PAL))

    assert probe(media).frames == 300
    assert seen(shots) == expected(tiny, in_frame=0, frames=3, rate=PAL) * 100
