"""A decoded picture as the painter takes it: BGRA, at its own height, in its true shape."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from stb.adapters.media.convert import Converter
from stb.adapters.media.reader import Shot

Seen: TypeAlias = NDArray[np.uint8]
"""uint8 array, (height, width, 4), BGRA."""


class Viewer:
    """Turns shots into pictures for the screen, one after another. For one thread."""

    def __init__(self) -> None:
        self._converter = Converter()

    def seen(self, shot: Shot | None) -> Seen | None:
        """The picture of ``shot``, None where there is none."""
        if shot is None:
            return None
        height = shot.picture.height
        out = np.empty((height, round(height * shot.aspect), 4), np.uint8)
        self._converter.to_bgra(shot.picture, out, shot.aspect)
        return out
