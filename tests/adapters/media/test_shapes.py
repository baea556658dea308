"""Pictures of other colours, shapes and ways up than the usual."""

from __future__ import annotations

import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.video.reformatter import ColorRange, Colorspace

from stb.adapters.media.convert import Converter
from stb.adapters.media.picture_code import luma_of, read_code
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Shot, read
from stb.adapters.media.source import BytesMedia, FileMedia, Media
from stb.model.time import PAL
from tests.adapters.media.clips import Clip
from tests.adapters.media.test_forms import find

Made = Callable[[Clip], Path]


def first_of(media: Media) -> Shot:
    return next(iter(read(media, in_frame=0, frames=1, play_rate=PAL)))


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_picture_filmed_on_its_side_is_seen_upright(made: Made, turns: int) -> None:
    clip = Clip("turned.mp4", 141, 20)
    media = BytesMedia(turned(made(clip).read_bytes(), clip, turns=turns))

    shots = list(read(media, in_frame=5, frames=3, play_rate=PAL))

    as_coded = [np.rot90(luma_of(shot.picture), turns) for shot in shots]
    assert [read_code(picture) for picture in as_coded] == [(141, 5), (141, 6), (141, 7)]
    upright = Fraction(16, 9) if turns == 2 else Fraction(9, 16)
    assert [shot.aspect for shot in shots] == [upright] * 3
    assert Fraction(shots[0].picture.width, shots[0].picture.height) == upright


def turned(data: bytes, clip: Clip, *, turns: int) -> bytes:
    """An MP4 whose pictures are to be turned by so many quarters to the right."""
    cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[turns]
    matrix = (cosine << 16, sine << 16, 0, -sine << 16, cosine << 16, 0, 0, 0, 1 << 30)
    header = next(find(data, (b"moov", b"trak", b"tkhd")))[0]
    assert int.from_bytes(data[header + 76 : header + 80], "big") >> 16 == clip.width
    return data[: header + 40] + struct.pack(">9i", *matrix) + data[header + 76 :]


@pytest.mark.parametrize(
    ("colours", "levels", "height"),
    [
        (Colorspace.ITU601, ColorRange.MPEG, 180),
        (Colorspace.ITU709, ColorRange.MPEG, 180),
        (Colorspace.ITU601, ColorRange.JPEG, 180),
        (Colorspace.ITU709, ColorRange.JPEG, 180),
        (Colorspace.ITU709, ColorRange.MPEG, 720),
    ],
)
@pytest.mark.parametrize("colour", [(230, 20, 20), (20, 200, 40), (128, 128, 128)])
def test_colours_are_those_that_were_meant(
    tmp_path: Path,
    colours: Colorspace,
    levels: ColorRange,
    height: int,
    colour: tuple[int, int, int],
) -> None:
    path = tmp_path / "colour.mp4"
    plain = np.full((height, 320, 3), colour, np.uint8)
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=25, options={"crf": "1"})
        video.width, video.height, video.pix_fmt = 320, height, "yuv420p"
        video.codec_context.colorspace = int(colours)
        video.codec_context.color_range = int(levels)
        for number in range(5):
            picture = av.VideoFrame.from_ndarray(plain, "rgb24").reformat(
                format="yuv420p", dst_colorspace=colours, dst_color_range=levels
            )
            picture.pts = number
            out.mux(video.encode(picture))
        out.mux(video.encode(None))

    shot = first_of(FileMedia(path))
    shown = Converter().to_bgra(shot.picture, Fraction(320, height))
    taken = Converter().to_rgb(shot.picture, aspect=Fraction(320, height))

    for found in (shown[height // 2, 160, 2::-1], taken[height // 2, 160]):
        assert np.abs(found.astype(int) - np.array(colour)).max() <= 6


def test_wide_pixels_make_a_wide_picture(tmp_path: Path) -> None:
    path = tmp_path / "wide.ts"
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=25)
        video.width, video.height, video.pix_fmt = 720, 576, "yuv420p"
        video.codec_context.sample_aspect_ratio = Fraction(64, 45)
        for number in range(30):
            picture = av.VideoFrame(720, 576, "yuv420p")
            picture.pts = number
            out.mux(video.encode(picture))
        out.mux(video.encode(None))

    facts = probe(FileMedia(path))

    assert (facts.width, facts.height, facts.aspect) == (720, 576, Fraction(16, 9))
    assert first_of(FileMedia(path)).aspect == Fraction(16, 9)
