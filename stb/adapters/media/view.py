"""A decoded picture as the painter takes it: BGRA, at its own height, in its true shape."""

from __future__ import annotations

from collections import deque
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from stb.adapters.media.convert import Converter
from stb.adapters.media.reader import Shot

Seen: TypeAlias = NDArray[np.uint8]
"""uint8 array, (height, width, 4), BGRA."""

ROOMS = 2
"""Pictures of one size that stay whole at a time: that on air, and the one beneath it."""

MOST_SIZES = 4


class Viewer:
    """Turns shots into pictures for the screen, one after another. For one thread.

    A picture is painted over by the second one of its size after it: memory asked
    for anew for every frame costs ten times as much as what is drawn in it.
    """

    def __init__(self) -> None:
        self._converter = Converter()
        self._rooms: dict[tuple[int, int], deque[Seen]] = {}

    def seen(self, shot: Shot | None) -> Seen | None:
        """The picture of ``shot``, None where there is none."""
        if shot is None:
            return None
        height = shot.picture.height
        out = self._room(height, round(height * shot.aspect))
        self._converter.to_bgra(shot.picture, out, shot.aspect)
        return out

    def _room(self, height: int, width: int) -> Seen:
        """The room of that size that was used longest ago."""
        if (height, width) not in self._rooms and len(self._rooms) >= MOST_SIZES:
            self._rooms.clear()
        rooms = self._rooms.setdefault((height, width), deque())
        room = rooms.popleft() if len(rooms) == ROOMS else np.empty((height, width, 4), np.uint8)
        rooms.append(room)
        return room
