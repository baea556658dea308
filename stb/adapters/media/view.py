"""A decoded picture as the painter takes it: BGRA, whole, at its own height, in its true shape."""

from __future__ import annotations

from stb.adapters.media.convert import Converter, Pixels
from stb.adapters.media.reader import Shot


class Viewer:
    """Turns shots into pictures for the screen, one after another. For one thread."""

    def __init__(self) -> None:
        self._converter = Converter()

    def seen(self, shot: Shot | None) -> Pixels | None:
        """The picture of ``shot``, None where there is none.

        uint8, (height, width, 4), BGRA. It stays as it is for as long as it is held.
        """
        if shot is None:
            return None
        return self._converter.to_bgra(shot.picture, shot.aspect)
