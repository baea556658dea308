"""Money follows the log: reports derived from as-run lines by a pure function."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stb.engine.events import Line, SpotSeen
from stb.engine.ports import Play
from stb.model.bundle import iso_week
from stb.model.report import AdPlay


@dataclass(frozen=True, slots=True)
class Billed:
    """One play: what the operator is told, and what stays on the box for its caps."""

    report: AdPlay
    history: Play


def ad_plays(lines: Iterable[Line]) -> tuple[Billed, ...]:
    """A play for every creative that ``lines`` say was seen for three quarters."""
    return tuple(
        Billed(
            AdPlay(line.event.campaign, line.event.creative, iso_week(line.at)),
            Play(line.event.creative, line.event.campaign, line.at),
        )
        for line in lines
        if isinstance(line.event, SpotSeen)
    )
