"""What is on air, frame by frame: an immutable run of items.

A catch-up programme is one broadcast of N frames. Replacing a spot lays a
creative over exactly as many frames of it, so presentation frame n of the
timeline is always frame n of the broadcast, and a fall-back to the broadcast
is the same position in another item. Mapping is arithmetic; nothing counts.

    frame     0        3000   3500   4000          7000
              |programme|spot A|spot B|programme.....|     the broadcast
              |         |      |######|              |     a creative over spot B
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise


class Source(Enum):
    """Whose pictures an item shows; the words of the as-run log."""

    PROGRAMME = "programme"
    BROADCAST = "broadcast"
    CREATIVE = "creative"


@dataclass(frozen=True, slots=True)
class Item:
    """``frames`` frames from frame ``in_frame`` of what ``id`` names.

    ``in_frame`` and ``frames`` count at the rate of the programme that the
    timeline belongs to. ``id`` is the programme's, the broadcast spot's or the
    creative's; for PROGRAMME and BROADCAST the pictures come from the
    programme's own media, where ``in_frame`` is the presentation frame itself.
    """

    source: Source
    id: str
    in_frame: int
    frames: int

    def __post_init__(self) -> None:
        if self.in_frame < 0 or self.frames <= 0:
            raise ValueError(f"item {self.id}: {self.frames} frames from {self.in_frame}")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item and the presentation frame at which it starts."""

    at: int
    item: Item

    @property
    def end(self) -> int:
        return self.at + self.item.frames


@dataclass(frozen=True, slots=True)
class Timeline:
    """Items without gap or overlap, from presentation frame 0."""

    run: tuple[Placed, ...]

    def __post_init__(self) -> None:
        if not self.run or self.run[0].at != 0:
            raise ValueError("a timeline starts at frame 0")
        for earlier, later in pairwise(self.run):
            if earlier.end != later.at:
                raise ValueError(f"item {later.item.id} at {later.at}, expected {earlier.end}")

    @property
    def frames(self) -> int:
        return self.run[-1].end

    def at(self, frame: int) -> Placed:
        """The placed item that is on air at presentation ``frame``.

        Raises:
            ValueError: before the start or past the end.
        """
        if not 0 <= frame < self.frames:
            raise ValueError(f"frame {frame} of a timeline of {self.frames}")
        return self.run[bisect_right(self.run, frame, key=lambda placed: placed.at) - 1]

    def after(self, frame: int) -> tuple[Placed, ...]:
        """The item on air at ``frame`` and all that follow it."""
        return self.run[self.run.index(self.at(frame)) :]
