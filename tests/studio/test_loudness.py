from __future__ import annotations

import numpy as np
import pytest

from stb.studio.loudness import conform, loudness
from stb.studio.measure import r128


def tone(level_db: float, hertz: float = 1000.0, seconds: float = 4.0) -> np.ndarray:
    t = np.arange(int(seconds * 48_000)) / 48_000
    one = 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * t)
    return np.stack([one, one]).astype(np.float32)


def noise(seed: int) -> np.ndarray:
    rng = np.random.Generator(np.random.PCG64(seed))
    return (rng.standard_normal((2, 48_000 * 5)) * 0.05).astype(np.float32)


def test_the_calibration_tone_of_the_rule_measures_as_it_says():
    # EBU Tech 3341, case 1: 1 kHz in both channels at -23 dBFS is -23 LUFS.
    assert loudness(tone(-23.0)) == pytest.approx(-23.0, abs=0.1)


def test_silence_before_the_sound_does_not_count():
    # The gate of BS.1770: quiet blocks are left out of the mean.
    quiet_first = np.concatenate([np.zeros((2, 48_000 * 4), np.float32), tone(-23.0)], axis=1)

    assert loudness(quiet_first) == pytest.approx(-23.0, abs=0.3)


def test_it_agrees_with_the_meter_that_checks_the_finished_files():
    measured, _ = r128(noise(1))

    assert loudness(noise(1)) == pytest.approx(measured, abs=0.1)


def test_conforming_brings_a_sound_to_the_broadcast_level():
    assert loudness(conform(noise(2))) == pytest.approx(-23.0, abs=0.05)
