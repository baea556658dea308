"""A spot encoded anew: the right pictures at their times, the right level, nothing invented."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.media.picture_code import read_code
from stb.headend.conform import CannotConform, conform
from stb.headend.house import as_coded, blocks
from stb.headend.measure import measure
from stb.headend.measured import Measured
from stb.model.time import HD50, NTSC, PAL, FrameRate

from .advert import CODE, Advert, noise, write


def conformed(
    tmp_path: Path, advert: Advert, *, frames: int, rate: FrameRate = PAL
) -> tuple[Path, Measured, tuple[str, ...]]:
    """The file that was made, what it is, and what was done."""
    given, made = write(tmp_path / "given.mp4", advert), tmp_path / "made.mp4"
    done = conform(given, made, measure(given), rate=rate, frames=frames)
    return made, measure(made), done


def codes(file: Path) -> list[int | None]:
    """The frame numbers in the pictures."""
    with av.open(str(file)) as media:
        read = [read_code(frame) for frame in media.decode(video=0)]
    return [code[1] if code and code[0] == CODE else None for code in read]


def sound_of(file: Path) -> np.ndarray:
    with av.open(str(file)) as media:
        return np.concatenate([f.to_ndarray() for f in media.decode(audio=0)], axis=1)


@pytest.mark.parametrize(
    ("rate", "given", "to", "frames", "step"),
    [
        (Fraction(25), 50, PAL, 50, Fraction(1)),
        (Fraction(30), 60, PAL, 50, Fraction(6, 5)),
        (NTSC.fraction, 60, PAL, 50, Fraction(1200, 1001)),
        (Fraction(24_000, 1001), 48, PAL, 50, Fraction(960, 1001)),
        (Fraction(50), 100, PAL, 50, Fraction(2)),
        (Fraction(25), 50, HD50, 100, Fraction(1, 2)),
    ],
)
def test_every_frame_shows_what_the_source_showed_at_its_time(
    tmp_path: Path, rate: Fraction, given: int, to: FrameRate, frames: int, step: Fraction
):
    made, found, _ = conformed(tmp_path, Advert(frames=given, rate=rate), frames=frames, rate=to)

    # A quarter of a frame of the result later, for what stamps are rounded by.
    assert codes(made) == [min(int((n + Fraction(1, 4)) * step), given - 1) for n in range(frames)]
    assert (found.frames, found.rate, found.missing, found.damaged) == (frames, to, 0, 0)


def test_it_is_in_the_house_format_with_an_idr_at_its_start(tmp_path: Path):
    made, found, _ = conformed(tmp_path, Advert(frames=60, rate=Fraction(30)), frames=50)

    with av.open(str(made)) as media:
        profile = media.streams.video[0].codec_context.profile
        keys = [n for n, p in enumerate(media.demux(video=0)) if p.is_keyframe and p.size]
    picture, sound = found.picture, found.sound
    assert sound is not None
    assert (picture.codec, profile, picture.form, picture.matrix) == ("h264", "High", "yuv420p", 1)
    assert (picture.width, picture.height, picture.aspect) == (1280, 720, Fraction(16, 9))
    assert (sound.codec, sound.hertz, sound.layout) == ("aac", 48_000, "stereo")
    assert keys == [0, 48]


def test_a_narrow_picture_gets_black_beside_it(tmp_path: Path):
    made, _, done = conformed(tmp_path, Advert(frames=25, size=(320, 240)), frames=25)

    with av.open(str(made)) as media:
        luma = next(media.decode(video=0)).to_ndarray(format="gray")
    assert "black around 960x720" in done
    assert luma[:600, :156].max() < 24
    assert luma[:600, 164:1116].min() > 24
    assert luma[:600, 1124:].max() < 24


@pytest.mark.parametrize(
    "advert",
    [
        Advert(frames=75, loud=3.0),
        Advert(frames=75, loud=0.1),
        Advert(frames=75, layout="mono", hertz=44_100),
        Advert(frames=90, rate=Fraction(30), layout="5.1", hertz=44_100, loud=2.0),
    ],
)
def test_it_is_brought_to_minus_23_by_one_gain(tmp_path: Path, advert: Advert):
    _, found, done = conformed(tmp_path, advert, frames=75)

    assert found.loudness.lufs == pytest.approx(-23, abs=0.2)
    assert found.loudness.peak_dbtp <= -1
    assert not any("limited" in one for one in done)


def test_peaks_are_limited_only_where_the_gain_would_lift_them_too_high(tmp_path: Path):
    waves = noise(2, 3 * 48_000) * np.float32(0.05)
    for at in range(9_600, waves.shape[1], 48_000):
        waves[:, at : at + 24] += 0.8  # a click a second over a whisper
    advert = Advert(frames=75, waves=waves)

    _, found, done = conformed(tmp_path, advert, frames=75)

    assert any("peaks limited" in one for one in done)
    assert found.loudness.peak_dbtp <= -0.9
    assert found.loudness.lufs == pytest.approx(-23, abs=0.5)


def test_the_sound_stays_where_it_was_to_the_sample(tmp_path: Path):
    advert = Advert(frames=100, loud=0.5)
    made, _, _ = conformed(tmp_path, advert, frames=100)

    heard, own = sound_of(made)[0], advert.sound[0]
    for at in (3_000, 96_000, 180_000):
        window = heard[at : at + 1024]
        likeness = {lag: float(window @ own[at + lag : at + lag + 1024]) for lag in range(-40, 41)}
        assert max(likeness, key=likeness.__getitem__) == 0


def test_sound_that_lacks_is_silence_and_sound_beyond_the_end_is_cut(tmp_path: Path):
    short, found_short, _ = conformed(
        tmp_path, Advert(frames=50, waves=noise(2, 48_000)), frames=50
    )
    heard = sound_of(short)
    _, found_long, _ = conformed(tmp_path, Advert(frames=50, waves=noise(2, 144_000)), frames=50)

    assert np.abs(heard[:, 50_000:95_000]).max() < 1e-3
    for found in (found_short, found_long):
        assert found.sound is not None
        assert abs(found.sound.ends) < Fraction(1, 40)


def test_pictures_that_are_missing_are_held_and_the_result_is_steady(tmp_path: Path):
    advert = Advert(frames=60, dropped=lambda n: n in (30, 31))

    made, found, done = conformed(tmp_path, advert, frames=60)

    expected = [29 if n in (30, 31) else n for n in range(60)]
    assert codes(made) == expected
    assert (found.missing, found.doubled) == (0, 0)
    assert "2 missing and 0 doubled pictures were made steady" in done


def test_a_cut_is_one_of_the_end(tmp_path: Path):
    made, found, done = conformed(tmp_path, Advert(frames=100), frames=75)

    assert codes(made) == list(range(75))
    assert "100 frames at 25 became 75 at 25" in done
    assert found.frames == 75


def test_the_same_file_conformed_again_is_the_same_to_the_byte(tmp_path: Path):
    given = write(tmp_path / "given.mp4", Advert(frames=60, rate=Fraction(30)))
    made = []
    for name in ("a.mp4", "b.mp4"):
        conform(given, tmp_path / name, measure(given), rate=PAL, frames=50)
        made.append((tmp_path / name).read_bytes())

    assert made[0] == made[1]


def test_what_encoding_does_not_mend_is_refused_with_what_to_do(tmp_path: Path):
    given = write(tmp_path / "given.mp4", Advert(frames=50))
    found = measure(given)

    def refused(measured: Measured, frames: int = 50) -> str:
        with pytest.raises(CannotConform) as error:
            conform(given, tmp_path / "made.mp4", measured, rate=PAL, frames=frames)
        return str(error.value)

    assert "lasts 2.000 s; 3.000 s cannot be made" in refused(found, frames=75)
    assert "3 pictures with an error" in refused(replace(found, damaged=3))
    assert "export it in BT.709" in refused(
        replace(found, picture=replace(found.picture, hdr=True))
    )
    turned = replace(found, picture=replace(found.picture, turned=90))
    assert "export it in one size, upright" in refused(turned)
    assert not (tmp_path / "made.mp4").exists()


def test_blocks_are_as_many_samples_as_were_asked_for():
    pieces = [noise(2, n) for n in (1, 5000, 300, 1024)]
    whole = np.concatenate(pieces, axis=1)

    for samples in (700, 1024, 6325, 9000):
        cut = np.concatenate(list(blocks(iter(pieces), samples)), axis=1)
        assert cut.shape == (2, samples)
        assert np.array_equal(cut[:, :6325], whole[:, :samples])
        assert not cut[:, 6325:].any()


def test_sound_is_measured_behind_the_encoder():
    coded = as_coded(blocks(iter([noise(2, 96_000)]), 96_000))

    assert coded.lufs == pytest.approx(-22, abs=1)
