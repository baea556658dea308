"""Sounds of the interface: short, quiet, our own, and off when the viewer wants.

Each is a soft struck note or two, worked out here: a few sines that die away,
begun and ended at nought so that nothing clicks. They are some 20 dB under the
programme, and go to a sound output of their own, so they never disturb the
programme's sound, whose samples are counted.

Sound: float32 array, (2, samples), 48 kHz, full scale 1.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from stb.model.key import Key
from stb.model.time import SAMPLE_RATE

Sound = npt.NDArray[np.float32]
PEAK = 0.05
"""Of full scale: -26 dB."""

ATTACK_S = 0.004


class Tone(Enum):
    """What is said: notes as (start in s, pitch in Hz, length in s)."""

    MOVE = ((0.0, 988.0, 0.05),)
    CHOOSE = ((0.0, 784.0, 0.09), (0.045, 1175.0, 0.12))
    BACK = ((0.0, 659.0, 0.10),)
    DIGIT = ((0.0, 880.0, 0.07),)
    POWER = ((0.0, 523.0, 0.12), (0.07, 784.0, 0.18))


class Output(Protocol):
    """Where sound goes."""

    def feed(self, sound: Sound) -> None: ...


_TONES = {
    **dict.fromkeys((Key.UP, Key.DOWN, Key.LEFT, Key.RIGHT), Tone.MOVE),
    **dict.fromkeys((Key.CHANNEL_UP, Key.CHANNEL_DOWN), Tone.MOVE),
    **dict.fromkeys((Key.OK, Key.GUIDE, Key.MENU, Key.CATCH_UP, Key.STORE), Tone.CHOOSE),
    **dict.fromkeys((Key.PRIVACY, Key.INFO, Key.HELP), Tone.CHOOSE),
    **dict.fromkeys((Key.BACK, Key.EXIT, Key.STOP), Tone.BACK),
    **dict.fromkeys((key for key in Key if key.digit is not None), Tone.DIGIT),
    Key.POWER: Tone.POWER,
}


class Tones:
    """Plays the tone of a key on ``output``; silent while ``on`` is false."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self.on = True

    def press(self, key: Key, *, held: bool = False) -> None:
        """Sound for ``key``, if it has one; a key that repeats is quiet after the first."""
        tone = _TONES.get(key)
        if self.on and tone is not None and not held:
            self._output.feed(samples(tone))


@cache
def samples(tone: Tone) -> Sound:
    """The sound of ``tone``."""
    end = max(start + length for start, _, length in tone.value)
    out = np.zeros(round(end * SAMPLE_RATE), dtype=np.float64)
    for start, pitch, length in tone.value:
        at = round(start * SAMPLE_RATE)
        t = np.arange(min(round(length * SAMPLE_RATE), len(out) - at)) / SAMPLE_RATE
        body = np.sin(2 * np.pi * pitch * t) + 0.25 * np.sin(4 * np.pi * pitch * t)
        shape = np.minimum(1, t / ATTACK_S) * np.exp(-4.5 * t / length) * (1 - t / length)
        out[at : at + len(t)] += body * shape
    out *= PEAK / np.abs(out).max()
    return np.stack([out, out]).astype(np.float32)
