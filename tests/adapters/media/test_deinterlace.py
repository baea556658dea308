"""Interlaced pictures as they are seen: without combs, and with no line of theirs moved."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av import VideoFrame
from av.filter import Graph
from numpy.typing import NDArray

from stb.adapters.media.convert import Converter
from stb.adapters.media.deinterlace import Deinterlacer, Split, told
from stb.adapters.media.picture_code import luma_of
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Shot, read
from stb.adapters.media.source import FileMedia
from stb.adapters.media.view import Viewer
from stb.adapters.media.writer import Writer
from stb.model.time import PAL
from tests.adapters.media.clips import WIDTH

WIDE = Fraction(16, 9)
HIGH = 176
FRAMES = 12
STEP = 12
"""So many samples the bar goes on from field to field."""

Grey = NDArray[np.uint8]

X264 = "libx264"
MPEG2 = "mpeg2video"
TFF = {"x264-params": "interlaced=1:tff=1"}
BFF = {"x264-params": "interlaced=1:bff=1"}
FIELDS = {"flags": "+ildct+ilme"}


def bar(moment: int, *, width: int = WIDTH, height: int = HIGH) -> Grey:
    """A bright bar that goes to the right, a step each field; what is around it stands still."""
    grey = np.full((height, width), 60, np.uint8)
    grey += (np.arange(height) // 8 % 4 * 10).astype(np.uint8)[:, None]
    begin = 40 + STEP * moment % (width - 120)
    grey[16:-16, begin : begin + 40] = 200
    return grey


def slanted(moment: int) -> Grey:
    """The same with an edge that leans, for pictures in which no two lines are the same."""
    across = np.arange(WIDTH)[None] - np.arange(HIGH)[:, None] * 0.7
    edge = np.clip((across - STEP * moment) * 40, 0, 140)
    return (60 + edge).astype(np.uint8)


def picture(grey: Grey, form: str = "yuv420p") -> VideoFrame:
    """A picture of that luma, whose chroma is the luma too, from its upper left part."""
    height, width = grey.shape
    made = VideoFrame(width, height, "yuv420p")
    for plane in made.planes:
        lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        lines[: plane.height, : plane.width] = grey[: plane.height, : plane.width]
    made.pts, made.time_base = 7, Fraction(1, 25)
    return made if form == "yuv420p" else made.reformat(format=form)


def flagged(one: VideoFrame, field: str) -> VideoFrame:
    """The picture, marked as "tff", "bff" or "prog"."""
    graph = Graph()
    chain = (
        graph.add_buffer(
            width=one.width, height=one.height, format=one.format, time_base=Fraction(1, 25)
        ),
        graph.add("setfield", field),
        graph.add("buffersink"),
    )
    graph.link_nodes(*chain).configure()
    chain[0].push(one)
    out = chain[-1].pull()
    assert isinstance(out, VideoFrame)
    return out


def woven(earlier: Grey, later: Grey, field: str) -> Grey:
    """One picture of two moments; the earlier is in the upper lines where ``field`` is "tff"."""
    both = earlier.copy()
    first = 1 if field == "tff" else 0
    both[first::2] = later[first::2]
    return both


def comb(grey: Grey) -> int:
    """How far the worst sample stands out from the lines above and below it."""
    lines = grey[1:-1].astype(int)
    above, below = grey[:-2].astype(int), grey[2:].astype(int)
    out = np.maximum(lines - np.maximum(above, below), np.minimum(above, below) - lines)
    return int(out.max())


def encoded(
    path: Path, field: str, *, codec: str, options: dict[str, str], form: str = "yuv420p"
) -> Path:
    """Fifty fields a second of the bar, in a picture two of them, with colour that moves too."""
    with av.open(str(path), "w", format="mpegts") as out:
        video = out.add_stream(codec, rate=25)
        video.width, video.height, video.pix_fmt = WIDTH, HIGH, form
        video.codec_context.time_base = Fraction(1, 25)
        video.options = {"crf": "10", "preset": "superfast", "g": "12"} | options
        video.bit_rate = 20_000_000
        for frame in range(FRAMES):
            one = picture(woven(bar(2 * frame), bar(2 * frame + 1), field), form)
            one = flagged(one, field)
            one.pts, one.time_base = frame, Fraction(1, 25)
            out.mux(video.encode(one))
        out.mux(video.encode(None))
    return path


def shots(path: Path) -> Iterator[Shot]:
    media = FileMedia(path)
    return read(media, in_frame=0, frames=FRAMES, play_rate=PAL, facts=probe(media))


CODED = [
    pytest.param("tff", X264, TFF, "yuv420p", id="h264-tff"),
    pytest.param("bff", X264, BFF, "yuv420p", id="h264-bff"),
    pytest.param("tff", X264, TFF, "yuv422p10le", id="h264-tff-422-10bit"),
    pytest.param("tff", MPEG2, FIELDS, "yuv420p", id="mpeg2-tff"),
    pytest.param("bff", MPEG2, FIELDS, "yuv420p", id="mpeg2-bff"),
]


@pytest.mark.parametrize(("field", "codec", "options", "form"), CODED)
def test_what_moves_is_seen_without_combs_and_at_the_time_of_its_first_field(
    tmp_path: Path, field: str, codec: str, options: dict[str, str], form: str
) -> None:
    path = encoded(tmp_path / "bar.ts", field, codec=codec, options=options, form=form)
    viewer = Viewer()

    for frame, shot in enumerate(shots(path)):
        seen = viewer.seen(shot)

        assert shot.picture.interlaced_frame
        assert comb(luma_of(shot.picture)) > 80
        assert seen is not None
        assert seen.shape[:2] == (HIGH, round(HIGH * shot.aspect))
        grey = luma_of(Deinterlacer().progressive(shot.picture))
        truth = bar(2 * frame)
        assert comb(grey) < comb(truth) + 24
        assert np.abs(grey.astype(int) - truth).mean() < 3
        assert comb(seen[..., 1]) < 30


@pytest.mark.parametrize("field", ["tff", "bff"])
def test_the_lines_of_the_first_field_stay_as_they_are_in_every_plane(field: str) -> None:
    one = flagged(picture(woven(slanted(0), slanted(1), field)), field)

    whole = Deinterlacer().progressive(one)

    first = 0 if field == "tff" else 1
    for was, now in zip(planes(one), planes(whole), strict=True):
        assert (now[first::2] == was[first::2]).all()
        assert comb(was) > 80
        assert comb(now) == 0


def test_where_it_moves_the_second_field_is_the_mean_of_the_lines_beside_it() -> None:
    one = flagged(picture(woven(slanted(0), slanted(1), "tff")), "tff")

    grey = luma_of(Deinterlacer().progressive(one))

    edge = np.s_[41:101:2, 20:60]
    above, below = grey[40:100:2, 20:60].astype(int), grey[42:102:2, 20:60].astype(int)
    assert np.abs(grey[edge] - (above + below) / 2).max() <= 1


def test_a_faint_comb_is_no_comb_either() -> None:
    faint, fainter = (np.full((HIGH, WIDTH), level, np.uint8) for level in (100, 103))

    whole = Deinterlacer().progressive(flagged(picture(woven(faint, fainter, "tff")), "tff"))

    assert (luma_of(whole) == 100).all()


def test_what_stands_still_keeps_the_detail_of_all_its_lines() -> None:
    leaning = slanted(0)
    one = flagged(picture(leaning), "tff")

    whole = Deinterlacer().progressive(one)

    assert (luma_of(whole)[:-1] == leaning[:-1]).all()


def test_a_progressive_picture_is_handed_on_itself_bit_for_bit() -> None:
    one = flagged(picture(woven(bar(0), bar(1), "tff")), "prog")
    plain = Converter().to_bgra(picture(woven(bar(0), bar(1), "tff")), WIDE)

    assert Deinterlacer().progressive(one) is one
    assert (Converter().to_bgra(one, WIDE) == plain).all()
    assert Converter().to_programme(one, WIDTH, HIGH, aspect=WIDE, whole=WIDE) is one


def test_the_decoded_picture_itself_stays_woven_and_marked() -> None:
    grey = woven(bar(0), bar(1), "tff")
    one = flagged(picture(grey), "tff")

    whole = Deinterlacer().progressive(one)

    assert one.interlaced_frame
    assert (luma_of(one) == grey).all()
    assert not whole.interlaced_frame


def test_a_picture_keeps_its_stamp_and_its_colours() -> None:
    one = flagged(picture(bar(0)), "tff")
    one.colorspace, one.color_range, one.color_primaries, one.color_trc = 5, 2, 5, 6
    one.pts, one.time_base = 900_000, Fraction(1, 90_000)

    whole = Deinterlacer().progressive(one)

    assert (whole.pts, whole.time_base) == (900_000, Fraction(1, 90_000))
    assert (whole.colorspace, whole.color_range) == (one.colorspace, one.color_range)
    assert (whole.color_primaries, whole.color_trc) == (one.color_primaries, one.color_trc)


def test_each_picture_is_seen_for_itself_whatever_came_before() -> None:
    ones = [flagged(picture(woven(bar(n), bar(n + 1), "tff")), "tff") for n in (0, 9, 3, 3, 0)]
    kept = Deinterlacer()

    after_others = [luma_of(kept.progressive(one)).tobytes() for one in ones]

    alone = [luma_of(Deinterlacer().progressive(one)).tobytes() for one in ones]
    assert after_others == alone
    assert len(set(alone)) == 3


def test_size_form_and_field_order_may_change_from_picture_to_picture() -> None:
    made: list[tuple[int, int, str]] = []

    def split(width: int, height: int, form: str) -> Split:
        made.append((width, height, form))
        return Split(width, height, form)

    kept = Deinterlacer(split)
    small = woven(bar(0, width=240, height=120), bar(1, width=240, height=120), "tff")
    large = woven(bar(0), bar(1), "bff")

    for grey, form, field in (
        (small, "yuv420p", "tff"),
        (small, "yuv420p", "tff"),
        (large, "yuv420p", "bff"),
        (woven(bar(0), bar(1), "tff"), "yuv420p", "tff"),
        (large, "yuv422p", "bff"),
        (large, "yuv422p", "prog"),
        (small, "yuv420p", "tff"),
    ):
        seen = luma_of(kept.progressive(flagged(picture(grey, form), field)))
        assert (seen.shape, comb(seen) < 20) == (grey.shape, field != "prog")

    assert made == [
        (240, 120, "yuv420p"),
        (WIDTH, HIGH, "yuv420p"),
        (WIDTH, HIGH, "yuv422p"),
        (240, 120, "yuv420p"),
    ]


@pytest.mark.parametrize("height", [8, 10, 15, 17, 18])
@pytest.mark.parametrize("field", ["tff", "bff"])
def test_a_picture_of_few_or_odd_lines_has_no_comb_up_to_its_edges(height: int, field: str) -> None:
    dark, bright = (np.full((height, 20), level, np.uint8) for level in (40, 200))

    whole = Deinterlacer().progressive(flagged(picture(woven(dark, bright, field)), field))

    assert (luma_of(whole) == 40).all()


@pytest.mark.parametrize(
    ("form", "height"), [("rgb24", HIGH), ("yuv420p12le", HIGH), ("yuv420p", 6)]
)
def test_a_picture_that_cannot_be_mended_is_shown_woven(form: str, height: int) -> None:
    one = flagged(picture(bar(0)[:height], form), "tff")

    assert one.interlaced_frame
    assert Deinterlacer().progressive(one) is one
    assert told(one) == f"{WIDTH}x{height} interlaced, shown woven"


def test_a_fault_leaves_pictures_woven_is_told_once_and_tried_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    left = [2]

    def split(width: int, height: int, form: str) -> Split:
        if left[0]:
            left[0] -= 1
            raise ValueError("no such filter")
        return Split(width, height, form)

    one = flagged(picture(woven(bar(0), bar(1), "tff")), "tff")
    kept = Deinterlacer(split)

    with caplog.at_level(logging.WARNING):
        seen = [kept.progressive(one) for _ in range(4)]

    assert [each is one for each in seen] == [True, True, False, False]
    assert caplog.messages == [
        f"pictures of {WIDTH}x{HIGH} yuv420p are shown woven: no such filter"
    ]


def test_what_is_written_to_a_file_is_deinterlaced_too(tmp_path: Path) -> None:
    path = encoded(tmp_path / "bar.ts", "tff", codec=X264, options=TFF)
    with Writer(tmp_path / "out.mkv", width=WIDTH, height=HIGH, rate=PAL) as writer:
        for shot in shots(path):
            writer.write(shot.picture, shot.sound, aspect=shot.aspect)

    written = [shot.picture for shot in shots(tmp_path / "out.mkv")]

    assert len(written) == FRAMES
    assert not any(one.interlaced_frame for one in written)
    assert max(comb(luma_of(one)) for one in written) < 40


@pytest.mark.parametrize(
    ("field", "words"),
    [("tff", "320x176 interlaced, shown deinterlaced"), ("prog", "320x176 progressive")],
)
def test_of_a_picture_its_scan_is_told(field: str, words: str) -> None:
    assert told(flagged(picture(bar(0)), field)) == words


def planes(one: VideoFrame) -> list[Grey]:
    found = []
    for plane in one.planes:
        lines = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)
        found.append(lines[: plane.height, : plane.width])
    return found
