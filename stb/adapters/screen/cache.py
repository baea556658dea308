"""Drawn things, kept until newer ones need the room.

Bounded by bytes, not by number: one dimmed full screen weighs as much as a
thousand words.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable

import pygame


class SurfaceCache:
    """Surfaces by key, least recently used out first; ``hits`` and ``misses`` are for tests."""

    def __init__(self, room: int) -> None:
        """``room``: bytes that all surfaces together may take."""
        self._room = room
        self._held = 0
        self._kept: OrderedDict[Hashable, pygame.Surface] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def get(self, key: Hashable, draw: Callable[[], pygame.Surface]) -> pygame.Surface:
        """The surface of ``key``, drawn now if it is not kept."""
        found = self._kept.get(key)
        if found is not None:
            self.hits += 1
            self._kept.move_to_end(key)
            return found
        self.misses += 1
        drawn = draw()
        self._kept[key] = drawn
        self._held += _weight(drawn)
        while self._held > self._room and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._held -= _weight(gone)
        return drawn

    def forget(self) -> None:
        self._kept.clear()
        self._held = 0

    @property
    def held(self) -> int:
        """Bytes in use."""
        return self._held


def _weight(surface: pygame.Surface) -> int:
    return surface.get_width() * surface.get_height() * surface.get_bytesize()
