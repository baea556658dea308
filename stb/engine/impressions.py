"""Impressions: which frames of a creative were really shown, and when that is a play.

A play is three quarters of the creative, counted once in a viewing. A frame
counts once however often it is shown, so going back and looking again adds
nothing, and a jump over the middle takes nothing for granted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from stb.engine.events import Event, SpotSeen, SpotShown
from stb.model.bundle import Creative
from stb.model.place import Tally
from stb.model.timeline import Placed

SEEN_SHARE = Fraction(3, 4)
QUARTILES = 4


@dataclass(slots=True)
class Impressions:
    """The tally of one viewing; begun anew with each entry into a programme."""

    _shown: dict[tuple[int, str], set[int]] = field(default_factory=dict)
    _told: dict[tuple[int, str], int] = field(default_factory=dict)
    _plays: set[tuple[int, str]] = field(default_factory=set)

    def shown(
        self, placed: Placed, spot_start: int, frame: int, creative: Creative
    ) -> tuple[Event, ...]:
        """What follows from presentation ``frame`` of ``placed`` having been shown."""
        name = (spot_start, creative.id)
        frames = self._shown.setdefault(name, set())
        frames.add(placed.item.in_frame + frame - placed.at)
        whole = placed.end - spot_start
        events: list[Event] = []
        quartile = QUARTILES * len(frames) // whole
        if quartile > self._told.get(name, 0):
            self._told[name] = quartile
            events.append(SpotShown(frame, creative.id, creative.campaign, quartile))
        if name not in self._plays and Fraction(len(frames), whole) >= SEEN_SHARE:
            self._plays.add(name)
            events.append(SpotSeen(frame, creative.id, creative.campaign))
        return tuple(events)

    def quiet(self, placed: Placed, spot_start: int, creative: Creative) -> int:
        """How many frames of ``placed`` may still be shown before anything follows from one."""
        name = (spot_start, creative.id)
        told, whole = self._told.get(name, 0), placed.end - spot_start
        if told >= QUARTILES:
            return whole
        next_told = -(-(told + 1) * whole // QUARTILES)
        return next_told - len(self._shown.get(name, ())) - 1

    def passed(self, placed: Placed, spot_start: int, frames: range, creative: Creative) -> None:
        """Presentation ``frames`` of ``placed`` have been shown, as many as are quiet."""
        begun = placed.item.in_frame - placed.at
        shown = self._shown.setdefault((spot_start, creative.id), set())
        shown.update(range(frames.start + begun, frames.stop + begun))

    # -- stopped, and gone on with -----------------------------------------------------

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """The tally in a form that can be kept."""
        return tuple(
            Tally(*name, _ranges(shown), self._told.get(name, 0), counted=name in self._plays)
            for name, shown in sorted(self._shown.items())
        )

    @classmethod
    def of(cls, tallies: tuple[Tally, ...]) -> Impressions:
        """The tally that was kept; what it counted is not counted again."""
        kept = cls()
        for tally in tallies:
            name = (tally.at, tally.creative_id)
            kept._shown[name] = {n for first, end in tally.shown for n in range(first, end)}
            kept._told[name] = tally.quartile
            if tally.counted:
                kept._plays.add(name)
        return kept


def _ranges(frames: set[int]) -> tuple[tuple[int, int], ...]:
    """``frames`` as ranges (first, end), in order."""
    ranges: list[tuple[int, int]] = []
    for frame in sorted(frames):
        if ranges and ranges[-1][1] == frame:
            ranges[-1] = (ranges[-1][0], frame + 1)
        else:
            ranges.append((frame, frame + 1))
    return tuple(ranges)
