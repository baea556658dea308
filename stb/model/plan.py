"""What was decided for a break, and why: the plan and the reasons beside it."""

from __future__ import annotations

from dataclasses import dataclass

from stb.model.avail import Spot
from stb.model.bundle import Creative


@dataclass(frozen=True, slots=True)
class Rejected:
    """A candidate that was not taken for a spot; ``reason`` is a dotted code."""

    creative: Creative
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What plays at one spot: ``creative``, or the broadcast's own for ``reason``.

    ``segment`` is the group through which the creative came, empty without one.
    ``reason`` is a dotted code; for a chosen creative it is "plan.chosen". ``rejected``
    has those first that came nearest. ``proved``: no other choice is better for the break.
    """

    break_id: str
    spot: Spot
    creative: Creative | None
    reason: str
    segment: str = ""
    rejected: tuple[Rejected, ...] = ()
    proved: bool = True
