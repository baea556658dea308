from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av import VideoFrame

from stb.adapters.media.errors import MediaUnwritable
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Shot, read
from stb.adapters.media.source import FileMedia
from stb.adapters.media.writer import Quality, Writer
from stb.model.time import NTSC, PAL
from tests.adapters.media.clips import Clip
from tests.adapters.media.proof import expected, heard, off, seen

PROGRAMME = Clip("written.ts", 41, 60)
SPOT = Clip("written-spot.mp4", 42, 60, width=640, height=360)
NTSC_PROGRAMME = Clip("written-ntsc.mp4", 43, 60, rate=NTSC)

Made = Callable[[Clip], Path]


def shots_of(path: Path, clip: Clip) -> list[Shot]:
    return list(read(FileMedia(path), in_frame=0, frames=clip.frames, play_rate=clip.rate))


def planes(picture: VideoFrame) -> list[np.ndarray]:
    sizes = [(picture.height, picture.width)] + 2 * [(picture.height // 2, picture.width // 2)]
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[:h, :w]
        for plane, (h, w) in zip(picture.planes, sizes, strict=True)
    ]


@pytest.mark.parametrize("clip", [PROGRAMME, NTSC_PROGRAMME], ids=lambda clip: clip.name)
def test_lossless_gives_back_every_pixel_and_every_sample(
    made: Made, tmp_path: Path, clip: Clip
) -> None:
    shots = shots_of(made(clip), clip)
    path = tmp_path / "out.mkv"

    with Writer(path, width=320, height=180, rate=clip.rate) as writer:
        for shot in shots:
            writer.write(shot.picture, shot.sound)

    back = shots_of(path, clip)
    facts = probe(FileMedia(path))
    assert (facts.rate, facts.frames, facts.codecs) == (clip.rate, 60, ("ffv1", "pcm_s16le"))
    for shot, again in zip(shots, back, strict=True):
        for was, now in zip(planes(shot.picture), planes(again.picture), strict=True):
            assert np.array_equal(was, now)
    assert np.abs(heard(shots) - heard(back)).max() <= 1 / 65_000 * 2


def test_a_spot_of_another_size_takes_the_programme_s_size_between_its_frames(
    made: Made, tmp_path: Path
) -> None:
    programme, spot = shots_of(made(PROGRAMME), PROGRAMME), shots_of(made(SPOT), SPOT)
    path = tmp_path / "out.mkv"

    with Writer(path, width=320, height=180, rate=PAL) as writer:
        for shot in programme[:20] + spot[20:40] + programme[40:]:
            writer.write(shot.picture, shot.sound, aspect=shot.aspect)

    back = shots_of(path, PROGRAMME)
    codes = expected(PROGRAMME, in_frame=0, frames=60, rate=PAL)
    codes[20:40] = expected(SPOT, in_frame=20, frames=20, rate=PAL)
    assert seen(back) == codes


def test_compact_is_an_mp4_that_carries_every_frame_and_the_sound_in_its_place(
    made: Made, tmp_path: Path
) -> None:
    shots = shots_of(made(PROGRAMME), PROGRAMME)
    path = tmp_path / "out.mp4"

    with Writer(path, width=320, height=180, rate=PAL, quality=Quality.COMPACT) as writer:
        for shot in shots:
            writer.write(shot.picture, shot.sound)

    facts = probe(FileMedia(path))
    back = shots_of(path, PROGRAMME)
    assert (facts.frames, facts.codecs) == (60, ("h264", "aac"))
    assert seen(back) == expected(PROGRAMME, in_frame=0, frames=60, rate=PAL)
    assert off(heard(back), PROGRAMME, 0) == []


def test_wide_pixels_are_written_as_such(made: Made, tmp_path: Path) -> None:
    shots = shots_of(made(PROGRAMME), PROGRAMME)
    path, aspect = tmp_path / "out.mp4", Fraction(4, 3)

    with Writer(
        path, width=320, height=180, rate=PAL, aspect=aspect, quality=Quality.COMPACT
    ) as writer:
        for shot in shots[:3]:
            writer.write(shot.picture, shot.sound)

    assert probe(FileMedia(path)).aspect == aspect


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(MediaUnwritable) as refused:
        Writer(tmp_path / "no such folder" / "out.mkv", width=320, height=180, rate=PAL)

    assert refused.value.code == "media.write"
