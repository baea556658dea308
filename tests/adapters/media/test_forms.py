"""Every form of media that a user can meet, cut at random and compared frame by frame."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.media.container import Care
from stb.adapters.media.errors import MediaTruncated, MediaUnsteady, RateRefused
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import read
from stb.adapters.media.source import BytesMedia, FileMedia, Media
from stb.model.time import FILM, HD60, NTSC, PAL
from tests.adapters.media.clips import Clip, picture
from tests.adapters.media.proof import expected, heard, off, seen

Made = Callable[[Clip], Path]

OPEN = (("x264-params", "open-gop=1:bframes=3:b-adapt=0"),)
HEVC_OPEN = (("x265-params", "log-level=none:open-gop=1:bframes=3:b-adapt=0"),)
HEVC_CLOSED = (("x265-params", "log-level=none:open-gop=0"),)
MBAFF = (("x264-params", "interlaced=1:tff=1"),)
FIELDS = (("flags", "+ildct+ilme"),)

FORMS = (
    Clip("open-gop.ts", 71, 250, gop=24, options=OPEN),
    Clip("hevc-open.ts", 72, 150, picture="libx265", gop=24, options=HEVC_OPEN),
    Clip("hevc-open.mp4", 73, 150, picture="libx265", gop=24, options=HEVC_OPEN),
    Clip("hevc.ts", 74, 150, picture="libx265", gop=24, options=HEVC_CLOSED),
    Clip("hevc-10bit.ts", 75, 100, picture="libx265", gop=24, options=HEVC_CLOSED,
         form="yuv420p10le"),
    Clip("h264-10bit.mp4", 76, 100, form="yuv420p10le"),
    Clip("h264-422.ts", 77, 100, form="yuv422p"),
    Clip("mbaff.ts", 78, 150, options=MBAFF),
    Clip("mpeg2.ts", 79, 150, picture="mpeg2video", gop=12, sound="mp2", options=FIELDS),
    Clip("film.ts", 84, 200, rate=FILM, sound="mp2", sample_rate=44_100),
    Clip("hd60.ts", 85, 300, rate=HD60, sound="ac3"),
    Clip("ac3-mono.mp4", 86, 150, sound="ac3", layout="mono"),
    Clip("ac3-44.ts", 87, 150, sound="ac3", sample_rate=44_100),
    Clip("eac3.ts", 99, 150, sound="eac3"),
    Clip("eac3.mp4", 100, 150, sound="eac3"),
    Clip("surround.mp4", 88, 150, layout="5.1"),
    Clip("surround-ac3.ts", 89, 150, sound="ac3", layout="5.1"),
    Clip("late-start.mp4", 90, 150, timestamps_from=70),
    Clip("fragments-44.mp4", 91, 150, sample_rate=44_100, fragmented=True),
    Clip("one-gop.mp4", 92, 150, gop=1000),
    Clip("all-key.ts", 93, 100, gop=1),
)  # fmt: skip

IN_MILLISECONDS = (
    Clip("film.mkv", 80, 200, rate=FILM, sound="ac3"),
    Clip("ntsc.mkv", 81, 200, rate=NTSC, sample_rate=44_100),
    Clip("hd60.mkv", 82, 300, rate=HD60, sound="mp2"),
    Clip("mkv44.mkv", 83, 200, sample_rate=44_100, sound="mp2"),
    Clip("mkv48.mkv", 94, 200),
)


def wrong(
    media: Media, clip: Clip, *, first: int = 0, frames: int = 0, by_samples: int = 0
) -> list[str]:
    """What random cuts of ``media`` show and sound otherwise than frames ``first``.. of ``clip``.

    Sound may lie ``by_samples`` from its place.
    """
    length = frames or clip.frames - first
    draw = random.Random(clip.name)
    found: list[str] = []
    for number in range(6):
        much = draw.randint(4, 40)
        begin = (0, length - much, length // 2)[number] if number < 3 else -1
        begin = begin if begin >= 0 else draw.randint(0, length - much)
        shots = list(
            read(media, in_frame=begin, frames=much, play_rate=clip.rate, at=begin,
                 care=Care.STRICT)
        )  # fmt: skip
        want = expected(clip, in_frame=first + begin, frames=much, rate=clip.rate)
        if seen(shots) != want:
            found.append(f"from {begin}: {seen(shots)}, not {want}")
        sound = heard(shots)[:, : clip.rate.sample(much - 2)]
        at = clip.rate.sample(begin) + clip.rate.sample(first)
        found += [
            f"from {begin}: sound {window}"
            for window in off(sound, clip, at)
            if abs(window[1]) > by_samples
        ]
    return found


@pytest.mark.parametrize("clip", FORMS, ids=lambda clip: clip.name)
def test_every_form_is_cut_exactly(made: Made, clip: Clip) -> None:
    media = FileMedia(made(clip))

    facts = probe(media)

    assert (facts.rate, facts.frames) == (clip.rate, clip.frames)
    assert wrong(media, clip) == []


@pytest.mark.parametrize("clip", IN_MILLISECONDS, ids=lambda clip: clip.name)
def test_of_whole_milliseconds_pictures_are_exact_and_sound_lies_within_one(
    made: Made, clip: Clip
) -> None:
    media = FileMedia(made(clip))

    assert (probe(media).rate, probe(media).frames) == (clip.rate, clip.frames)
    assert wrong(media, clip, by_samples=48) == []


# -- MP4 -----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["mp4", "mov"])
def test_an_edit_list_that_begins_in_the_middle_of_a_gop_is_obeyed(
    made: Made, tmp_path: Path, form: str
) -> None:
    clip = Clip("25-aac48.mp4", 1, 400)
    media = FileMedia(shifted(made(clip), tmp_path / f"trimmed.{form}", frames=-60))

    facts = probe(media)

    assert facts.frames == 340
    assert wrong(media, clip, first=60) == []


def test_fragments_may_be_stamped_from_any_time_on(made: Made) -> None:
    clip = Clip("fragments-44.mp4", 91, 150, sample_rate=44_100, fragmented=True)
    media = BytesMedia(restamped_fragments(made(clip).read_bytes(), seconds=90_000))

    facts = probe(media)

    assert facts.origin > 89_000
    assert wrong(media, clip) == []


def shifted(path: Path, to: Path, *, frames: int) -> Path:
    """The same packets, their stamps moved: what lies before zero is cut by an edit list."""
    with av.open(str(path)) as source, av.open(str(to), "w", options={"use_editlist": "1"}) as out:
        streams = {s.index: out.add_stream_from_template(s) for s in source.streams}
        for packet in source.demux():
            if packet.dts is None or packet.pts is None:
                continue
            move = int(PAL.seconds(frames) / packet.time_base)
            packet.pts += move
            packet.dts += move
            packet.stream = streams[packet.stream_index]
            out.mux(packet)
    return to


def boxes(data: bytes, begin: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, begin of the content and end of the boxes of an MP4 that lie after each other."""
    at = begin
    while at + 8 <= end:
        size = int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], at + 8, at + size
        at += size


def find(
    data: bytes, path: tuple[bytes, ...], begin: int = 0, end: int | None = None
) -> Iterator[tuple[int, int]]:
    """The contents of all boxes of that path."""
    end = len(data) if end is None else end
    for kind, first, last in boxes(data, begin, end):
        if kind == path[0]:
            if len(path) == 1:
                yield first, last
            else:
                yield from find(data, path[1:], first, last)


def restamped_fragments(data: bytes, *, seconds: int) -> bytes:
    """A fragmented MP4 with ``seconds`` added to the clock of every track."""
    scales = {}
    for first, last in find(data, (b"moov", b"trak")):
        header = next(find(data, (b"tkhd",), first, last))[0]
        media = next(find(data, (b"mdia", b"mdhd"), first, last))[0]
        scales[int.from_bytes(data[header + 12 : header + 16], "big")] = int.from_bytes(
            data[media + 12 : media + 16], "big"
        )
    out = bytearray(data)
    for first, last in find(data, (b"moof", b"traf")):
        header = next(find(data, (b"tfhd",), first, last))[0]
        track = int.from_bytes(data[header + 4 : header + 8], "big")
        clock = next(find(data, (b"tfdt",), first, last))[0]
        assert data[clock] == 1
        old = int.from_bytes(data[clock + 4 : clock + 12], "big")
        out[clock + 4 : clock + 12] = struct.pack(">Q", old + seconds * scales[track])
    return bytes(out)


# -- sound ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["mp4", "ts", "mkv"])
def test_sound_that_begins_after_the_pictures_is_in_its_place(made: Made, form: str) -> None:
    clip = Clip(f"late-sound.{form}", 95, 150, sound_from=48_000)
    within = 48 if form == "mkv" else 0
    media = FileMedia(made(clip))

    shots = list(read(media, in_frame=0, frames=150, play_rate=PAL))
    later = list(read(media, in_frame=60, frames=60, play_rate=PAL, at=60))

    assert seen(shots) == expected(clip, in_frame=0, frames=150, rate=PAL)
    assert not heard(shots)[:, : 48_000 - 2048].any()
    sound = heard(shots)[:, 48_000 + 2048 : 140 * 1920]
    assert [w for w in off(sound, clip, 48_000 + 2048) if abs(w[1]) > within] == []
    assert [w for w in off(heard(later), clip, 60 * 1920) if abs(w[1]) > within] == []


def test_sound_that_ends_a_second_early_is_refused_in_a_spot_and_silent_in_a_programme(
    made: Made,
) -> None:
    clip = Clip("early-end.mp4", 96, 150, sound_to=5 * 48_000)
    media = FileMedia(made(clip))

    shots = list(read(media, in_frame=100, frames=50, play_rate=PAL, at=100))

    assert seen(shots) == expected(clip, in_frame=100, frames=50, rate=PAL)
    assert off(heard(shots)[:, :46_000], clip, 192_000) == []
    assert not heard(shots)[:, 50_000:].any()
    with pytest.raises(MediaTruncated, match="sound ends before its pictures"):
        list(read(media, in_frame=0, frames=150, play_rate=PAL, care=Care.STRICT))


@pytest.mark.parametrize("form", ["mp4", "ts"])
def test_of_two_sounds_the_first_plays(made: Made, tmp_path: Path, form: str) -> None:
    clip, other = Clip("25-aac48.mp4", 1, 400), Clip("other.mp4", 97, 400)
    media = FileMedia(two_sounds(made(clip), made(other), tmp_path / f"two.{form}"))

    assert wrong(media, clip) == []


def two_sounds(path: Path, other: Path, to: Path) -> Path:
    with av.open(str(path)) as one, av.open(str(other)) as two, av.open(str(to), "w") as out:
        parts = [(s, out.add_stream_from_template(s)) for s in one.streams]
        parts += [(s, out.add_stream_from_template(s)) for s in two.streams.audio]
        packets = []
        for stream, target in parts:
            container = one if stream.container is one else two
            container.seek(0)
            for packet in container.demux(stream):
                if packet.dts is not None:
                    packet.stream = target
                    packets.append(packet)
        for packet in sorted(packets, key=lambda p: p.dts * p.time_base):
            out.mux(packet)
    return to


# -- rate ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["mp4", "mkv"])
def test_pictures_that_come_at_no_steady_rate_are_refused_with_the_reason(
    tmp_path: Path, form: str
) -> None:
    media = FileMedia(unsteady(tmp_path / f"vfr.{form}"))

    with pytest.raises((RateRefused, MediaUnsteady)):
        list(read(media, in_frame=0, frames=1, play_rate=PAL, care=Care.STRICT))


def unsteady(path: Path) -> Path:
    """Sixty pictures, 1, 2 or 3 of 25 in a second apart."""
    clip = Clip("vfr", 98, 60)
    ramp = np.add.outer(np.arange(clip.height), np.arange(clip.width)).astype(np.int32)
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=25)
        video.width, video.height = clip.width, clip.height
        video.codec_context.time_base = Fraction(1, 25)
        at = 0
        for number in range(clip.frames):
            frame = picture(clip, number, ramp)
            frame.pts = at
            at += 1 + number % 3
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
    return path
