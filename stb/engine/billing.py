"""Money follows the log: plays derived from as-run lines by a pure function."""

from __future__ import annotations

from collections.abc import Iterable

from stb.engine.events import Line, SpotSeen
from stb.engine.ports import Play


def ad_plays(lines: Iterable[Line]) -> tuple[Play, ...]:
    """A play for every creative that ``lines`` say was seen for three quarters."""
    return tuple(
        Play(line.event.creative, line.event.campaign, line.at)
        for line in lines
        if isinstance(line.event, SpotSeen)
    )
