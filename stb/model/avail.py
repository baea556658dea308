"""Breaks and their spots: where a spot may be replaced, and how long it is.

Many signals can announce the same break; all become these two values, so that
nothing later cares which was sent. Frames are presentation frames of the
programme, at the programme's rate.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spot:
    """One spot as broadcast.

    ``reason`` says with a dotted code why it must stay; empty when it may be
    replaced. ``frames`` 0: the length was not signalled. ``number`` of
    ``expected`` is its place in the break as signalled, 0 when it was not.
    """

    id: str
    at: int
    frames: int
    replaceable: bool
    reason: str = ""
    number: int = 0
    expected: int = 0

    def __post_init__(self) -> None:
        if self.at < 0 or self.frames < 0:
            raise ValueError(f"spot {self.id}: {self.frames} frames at {self.at}")
        if self.replaceable is bool(self.reason):
            raise ValueError(f"spot {self.id}: replaceable, or a reason why not")
        if self.replaceable and not self.frames:
            raise ValueError(f"spot {self.id}: replaceable without a length")

    @property
    def end(self) -> int:
        """The first frame after the spot."""
        return self.at + self.frames


@dataclass(frozen=True, slots=True)
class Break:
    """A commercial break and the spots that were signalled in it, in order.

    Spots do not fill a break: opener, closer and unsignalled spots lie between
    them. ``frames`` 0: its end was not signalled.
    """

    id: str
    at: int
    frames: int
    spots: tuple[Spot, ...] = ()

    def __post_init__(self) -> None:
        if self.at < 0 or self.frames < 0:
            raise ValueError(f"break {self.id}: {self.frames} frames at {self.at}")

    @property
    def end(self) -> int:
        """The first frame after the break."""
        return self.at + self.frames
