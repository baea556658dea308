"""Sound at an edge between two stretches: faded out and in over 1 ms each.

Too short to be heard, long enough that the cut does not click.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from stb.adapters.media.reader import Shot
from stb.adapters.media.track import Sound

FADE: Final = 48
"""Samples of fade on either side of an edge: 1 ms."""

_RISE: Final = (0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE) + 0.5) / FADE)).astype(np.float32)
_FALL: Final = _RISE[::-1].copy()


def faded(shot: Shot, *, rises: bool, falls: bool) -> Shot:
    """``shot`` with its sound faded in at its start, out at its end, or neither."""
    if not (rises or falls) or shot.sound.shape[1] < 2 * FADE:
        return shot
    sound: Sound = shot.sound.copy()
    if rises:
        sound[:, :FADE] *= _RISE
    if falls:
        sound[:, -FADE:] *= _FALL
    return replace(shot, sound=sound)
