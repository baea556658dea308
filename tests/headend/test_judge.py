"""What is measured in a spot, and what is made of it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from stb.headend.judge import Verdict, aspect_of, judge
from stb.headend.measure import Care, measure
from stb.headend.measured import Loudness, Measured, Picture, Sound
from stb.headend.slots import Slots
from stb.model.time import HD50, NTSC, PAL, FrameRate

from .advert import Advert, noise, write

SLOTS = Slots((PAL,), frozenset(map(Fraction, (10, 20))))
FINE = Measured(
    rate=PAL,
    frames=500,
    picture=Picture("h264", 1280, 720, Fraction(16, 9), matrix=1),
    sound=Sound("aac", "stereo", 48_000, Loudness(-23.0, -19.0, -3.0)),
)


def with_sound(**facts: object) -> Measured:
    assert FINE.sound is not None
    return replace(FINE, sound=replace(FINE.sound, **facts))


def with_level(lufs: float, short_term: float = -19.0, peak: float = -3.0) -> Measured:
    return with_sound(loudness=Loudness(lufs, short_term, peak))


def off(measured: Measured, *, size: int = 1_000_000) -> dict[str, str]:
    """What is not as it should be, and how far that goes."""
    checks = judge(measured, size=size, slots=SLOTS)
    return {c.name: c.verdict.value for c in checks if c.verdict is not Verdict.OK}


def test_a_spot_as_it_should_be_has_nothing_off():
    assert off(FINE) == {}


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (with_level(-22.5), {}),
        (with_level(-22.4), {"loudness": "deviates"}),
        (with_level(-23.54), {}),
        (with_level(-23.6), {"loudness": "deviates"}),
        (with_level(-23.0, -18.0, -1.0), {}),
        (with_level(-23.0, -17.9), {"short-term": "deviates"}),
        (with_level(-23.0, peak=-0.9), {"true peak": "deviates", "peak as played": "deviates"}),
        (with_level(-30.0, peak=-6.0), {"loudness": "deviates", "peak as played": "deviates"}),
        (with_level(-70.0), {"loudness": "deviates"}),
        (replace(FINE, sound=None), {"sound": "deviates"}),
        (with_sound(layout="5.1"), {"sound": "unplayable"}),
        (with_sound(layout="mono", hertz=44_100), {}),
        (with_sound(ends=Fraction(-1, 25)), {}),
        (with_sound(ends=Fraction(-1, 24)), {"sound ends": "deviates"}),
        (with_sound(ends=Fraction(-1, 10)), {"sound ends": "deviates"}),
        (with_sound(ends=Fraction(-11, 100)), {"sound ends": "unplayable"}),
        (with_sound(ends=Fraction(2)), {"sound ends": "deviates"}),
        (with_sound(starts=Fraction(1, 20)), {"sound begins": "deviates"}),
        (with_sound(missing=Fraction(1, 200)), {}),
        (with_sound(missing=Fraction(6, 1000)), {"sound missing": "unplayable"}),
        (with_sound(silent=(Fraction(1, 2), Fraction(3, 5))), {"silent at tail": "deviates"}),
    ],
)
def test_the_sound_is_held_to_the_limits_of_r_128_s1_and_of_the_box(
    measured: Measured, expected: dict[str, str]
):
    assert off(measured) == expected


def test_channels_that_a_file_only_counts_are_refused_for_that():
    counted = with_sound(codec="pcm_s16le", layout="2 channels")

    checks = judge(counted, size=1_000_000, slots=SLOTS)

    assert [f"{check}" for check in checks if check.verdict is Verdict.UNPLAYABLE] == [
        "sound pcm_s16le 48000 Hz, 2 channels of no stated place"
        " (should be stated in the file as mono or stereo)"
    ]


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (replace(FINE, missing=1), {"pictures": "unplayable"}),
        (replace(FINE, doubled=1), {"pictures": "unplayable"}),
        (replace(FINE, damaged=1), {"pictures": "unplayable"}),
        (replace(FINE, headless=1), {"pictures": "unplayable"}),
        (replace(FINE, frames=501), {"length": "deviates"}),
        (replace(FINE, frames=1000, rate=HD50), {}),
        (replace(FINE, frames=250, rate=FrameRate(25, 2)), {}),
        (replace(FINE, frames=600, rate=FrameRate(30)), {"rate": "unplayable"}),
        (
            replace(FINE, frames=600, rate=NTSC),
            {"rate": "unplayable", "length": "deviates"},
        ),
        (replace(FINE, picture=replace(FINE.picture, aspect=Fraction(4, 3))), {}),
        (
            replace(FINE, picture=replace(FINE.picture, aspect=Fraction(64, 27))),
            {"picture": "unplayable"},
        ),
        (
            replace(FINE, picture=replace(FINE.picture, width=3840, height=2160)),
            {"size": "deviates"},
        ),
        (replace(FINE, picture=replace(FINE.picture, matrix=9)), {"colour": "unplayable"}),
        (replace(FINE, picture=replace(FINE.picture, hdr=True)), {"colour": "unplayable"}),
        (replace(FINE, picture=replace(FINE.picture, interlaced=3)), {"scan": "deviates"}),
        (replace(FINE, picture=replace(FINE.picture, turned=90)), {"upright": "deviates"}),
        (replace(FINE, picture=replace(FINE.picture, black=(5, 5))), {}),
        (replace(FINE, picture=replace(FINE.picture, black=(6, 0))), {"black at head": "deviates"}),
    ],
)
def test_the_pictures_are_held_to_what_a_box_shows_exactly(
    measured: Measured, expected: dict[str, str]
):
    assert off(measured) == expected


def test_a_file_larger_than_a_manifest_may_state_is_unplayable():
    assert off(FINE, size=(1 << 30) + 1) == {"file": "unplayable"}


def test_a_figure_stands_beside_its_limit_in_words():
    (check,) = (c for c in judge(with_level(-17.36, -17.1), size=1, slots=SLOTS)
                if c.name == "loudness")  # fmt: skip

    assert str(check) == "loudness -17.4 LUFS (should be -23.0 LUFS +/-0.5)"


@pytest.mark.parametrize(
    ("aspect", "name"),
    [
        (Fraction(16, 9), "16:9"),
        (Fraction(854, 480), "16:9"),
        (Fraction(4, 3), "4:3"),
        (Fraction(64, 27), "64:27"),
        (Fraction(9, 16), "9:16"),
    ],
)
def test_an_aspect_has_its_usual_name(aspect: Fraction, name: str):
    assert aspect_of(replace(FINE.picture, aspect=aspect)) == name


@pytest.mark.parametrize(
    ("seconds", "frames"),
    [
        ("20", 500),
        ("20.02", 500),  # 600 frames at 29.97
        ("19.99", 500),  # 599 of them: it still shows at the last frame of the slot
        ("15.015", 375),  # no slot of ours, but spots are sold by five seconds
        ("7.007", 175),
        ("12.34", 309),  # 308.5: the nearest, the shorter of two as near
    ],
)
def test_a_length_that_nearly_is_a_slots_becomes_that_one(seconds: str, frames: int):
    assert SLOTS.frames_for(Fraction(seconds), PAL) in (frames, frames - 1)
    if seconds != "12.34":
        assert SLOTS.frames_for(Fraction(seconds), PAL) == frames


# -- measuring ---------------------------------------------------------------------------


def test_black_and_silence_at_the_edges_are_measured_to_the_frame_and_the_sample(tmp_path: Path):
    waves = noise(2, 96_000)
    waves[:, :12_000] = 0
    waves[:, -24_000:] = 0
    file = write(
        tmp_path / "a.mp4",
        Advert(frames=50, waves=waves, black=lambda n: n < 7 or n >= 46),
    )

    found = measure(file)

    assert found.picture.black == (7, 4)
    assert found.sound is not None
    head, tail = found.sound.silent
    assert abs(head - Fraction(1, 4)) < Fraction(1, 20)  # AAC rings a little before
    assert abs(tail - Fraction(1, 2)) < Fraction(1, 20)


def test_a_spot_that_is_all_black_is_black_at_both_edges(tmp_path: Path):
    file = write(tmp_path / "a.mp4", Advert(frames=50, black=lambda n: True))

    assert measure(file).picture.black == (50, 50)


def test_sound_that_ends_early_or_runs_on_is_measured(tmp_path: Path):
    short = write(tmp_path / "short.mp4", Advert(frames=75, waves=noise(2, 48_000 * 2)))
    long = write(tmp_path / "long.mp4", Advert(frames=25, waves=noise(2, 48_000 * 2)))

    ends = []
    for file in (short, long):
        sound = measure(file).sound
        assert sound is not None
        ends.append(float(sound.ends))

    assert ends == [pytest.approx(-1, abs=0.03), pytest.approx(1, abs=0.03)]


def test_a_picture_that_was_left_out_is_missing(tmp_path: Path):
    file = write(tmp_path / "a.mp4", Advert(frames=100, dropped=lambda n: n in (40, 41)))

    found = measure(file)

    assert (found.frames, found.missing, found.doubled) == (100, 2, 0)


def test_the_true_peak_lies_between_the_samples(tmp_path: Path):
    # A quarter of the sampling rate, sampled at 45 degrees: 3 dB higher between them.
    tone = np.sin(np.arange(96_000) * np.pi / 2 + np.pi / 4) * np.hanning(96_000) * 0.5
    tone = tone.astype(np.float32)
    file = write(tmp_path / "a.mp4", Advert(frames=50, waves=np.stack([tone, tone])))

    level = measure(file).loudness

    assert np.abs(tone).max() < 0.36
    assert level.peak_dbtp == pytest.approx(20 * np.log10(0.5), abs=0.5)


def test_it_is_as_loud_as_it_is_played_whatever_its_layout(tmp_path: Path):
    stereo = Advert(frames=100)
    mono = replace(stereo, layout="mono", waves=noise(1, 192_000))
    levels = [
        measure(write(tmp_path / f"{n}.mp4", one)).loudness.lufs
        for n, one in enumerate((stereo, mono))
    ]

    # A box plays mono 3 dB softer on each of two speakers; two unlike channels add up.
    assert levels[1] == pytest.approx(levels[0] - 3, abs=0.7)


def test_counted_by_stamps_it_is_as_long_and_as_loud(tmp_path: Path):
    file = write(tmp_path / "a.mp4", Advert(frames=100))

    whole, quick = measure(file), measure(file, Care.STAMPS)

    assert (quick.frames, quick.rate, quick.missing) == (whole.frames, whole.rate, 0)
    assert quick.loudness == whole.loudness


def test_progress_ends_with_all_done(tmp_path: Path):
    file = write(tmp_path / "a.mp4", Advert(frames=100))
    told: list[tuple[int, int]] = []

    measure(file, tell=lambda done, whole: told.append((done, whole)))

    assert told[-1] == (100, 100)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert {whole for _, whole in told} == {100}
