"""The head-end's meter, which signs every gain, hears a file as a box plays it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from stb.adapters.media.reader import read
from stb.adapters.media.source import FileMedia
from stb.adapters.media.track import Sound
from stb.headend.measure import measure
from stb.headend.measured import Loudness
from stb.model.time import PAL
from tests.adapters.media.clips import Clip
from tests.adapters.media.proof import loudness_of

Made = Callable[[Clip], Path]


def tone(level_db: float, seconds: float = 5) -> Sound:
    n = np.arange(int(48_000 * seconds))
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * 1000 * n / 48_000)
    return np.stack([wave, wave]).astype(np.float32)


@pytest.mark.parametrize("level", [-23.0, -33.0])
def test_a_stereo_tone_reads_its_level(level: float) -> None:
    # EBU Tech 3341, test signals 1 and 2.
    measured = loudness_of([tone(level, 20)])

    assert measured.lufs == pytest.approx(level, abs=0.1)
    assert measured.peak_dbtp == pytest.approx(level, abs=0.2)


def test_silence_has_no_loudness() -> None:
    assert loudness_of([np.zeros((2, 96_000), np.float32)]) == Loudness()
    assert loudness_of([]) == Loudness()


def test_how_the_sound_is_cut_into_pieces_does_not_matter() -> None:
    whole = tone(-20)

    assert loudness_of(np.array_split(whole, 77, axis=1)) == loudness_of([whole])


@pytest.mark.parametrize(
    "clip",
    [
        Clip("loud.mp4", 51, 150),
        Clip("loud.ts", 52, 150, sound="mp2", sample_rate=44_100),
        Clip("loud-mono.mp4", 53, 150, layout="mono"),
    ],
    ids=lambda clip: clip.name,
)
def test_a_file_measures_as_it_sounds_when_played(made: Made, clip: Clip) -> None:
    file = made(clip)
    shots = read(FileMedia(file), in_frame=0, frames=clip.frames, play_rate=PAL)
    played = loudness_of(shot.sound for shot in shots)

    measured = measure(file).loudness

    assert measured.lufs == pytest.approx(played.lufs, abs=0.05)
    assert measured.peak_dbtp == pytest.approx(played.peak_dbtp, abs=0.1)


def test_a_file_without_sound_measures_as_silence(made: Made) -> None:
    assert measure(made(Clip("loud-none.mp4", 54, 25, sound=""))).loudness == Loudness()
