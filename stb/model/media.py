"""Media as the box knows it once it has been opened: rate, length, breaks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from stb.model.avail import Break
from stb.model.time import FrameRate


class Form(Enum):
    """In what form media is asked for."""

    LIVE = "live"
    CATCH_UP = "catch-up"
    RENTAL = "rental"


@dataclass(frozen=True, slots=True)
class Opened:
    """Recorded media, ready to be played: ``frames`` frames at ``rate``.

    ``notes`` are dotted codes with a line of text for what was ignored in it.
    """

    id: str
    rate: FrameRate
    frames: int
    breaks: tuple[Break, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveWindow:
    """What of a live service can be had now: frames ``first`` to ``edge`` (exclusive).

    Frames are absolute: they keep their number as the window moves. ``start`` is
    where to join.
    """

    id: str
    rate: FrameRate
    first: int
    start: int
    edge: int
