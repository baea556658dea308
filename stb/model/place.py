"""Where a programme was left, and what the viewing must remember to be the same when gone on with.

Two things, kept apart. A place is what the function needs: it is kept for every viewer, and
goes with the programme. What was decided and counted in the viewing is the profile's, and is
kept only while the consent to tailored spots holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stb.model.time import FrameRate


@dataclass(frozen=True, slots=True)
class Place:
    """Presentation ``frame`` of ``frames``, left at ``left`` and kept until ``until`` (UTC)."""

    media_id: str
    service_id: str
    title: str
    rate: FrameRate
    frame: int
    frames: int
    left: datetime
    until: datetime

    def __post_init__(self) -> None:
        if not 0 <= self.frame < self.frames:
            raise ValueError(f"place {self.frame} of {self.frames} in {self.media_id}")


@dataclass(frozen=True, slots=True)
class SpotMade:
    """What was decided for a spot: a creative's id, or empty for the broadcast's own."""

    spot_id: str
    creative_id: str
    reason: str
    segment: str = ""


@dataclass(frozen=True, slots=True)
class BreakMade:
    """The decisions of a break, in the order of its spots."""

    break_id: str
    spots: tuple[SpotMade, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How much of a creative was seen where the spot starts at presentation frame ``at``.

    ``shown`` are ranges (first, end) of its frames, in order; ``quartile`` the last that
    was told; ``counted`` that it was reported as a play, and is not reported again.
    """

    at: int
    creative_id: str
    shown: tuple[tuple[int, int], ...]
    quartile: int
    counted: bool


@dataclass(frozen=True, slots=True)
class Counted:
    """A play of this viewing, by what the history of the household calls it."""

    creative_id: str
    campaign: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Remembered:
    """One viewing of a programme; its first frame was shown, or would have been, at ``started``."""

    media_id: str
    started: datetime
    breaks: tuple[BreakMade, ...] = ()
    tallies: tuple[Tally, ...] = ()
    plays: tuple[Counted, ...] = ()
