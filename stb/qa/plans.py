"""What a box decides for every break of a programme, as it would on its way through it.

The box itself is driven to just before each break, so these are its own decisions and no
second opinion: consent, segments, history and rules are those of the household.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from stb.engine.commands import SeekTo
from stb.engine.snapshot import Playing
from stb.model.avail import Break
from stb.model.household import Segment
from stb.model.plan import Decision
from stb.qa.render import open_programme
from stb.wiring.mediabox import Mediabox

AHEAD = 50
"""Frames before a break at which it has been decided for long."""

_SETTLING = 250


@dataclass(frozen=True, slots=True)
class Planned:
    """A programme, the household's segments, and the decisions of each break in order."""

    playing: Playing
    segments: tuple[Segment, ...]
    breaks: tuple[tuple[Break, tuple[Decision, ...]], ...]


def plans(mediabox: Mediabox, programme_id: str) -> Planned:
    """The plans of a programme of the last seven days.

    Raises:
        NoProgramme: the guide knows none of that id, or it may not be shown again.
        NotPlayed: its media cannot be opened.
    """
    playing = open_programme(mediabox, programme_id)
    made = []
    for brk in playing.breaks:
        mediabox.send(SeekTo(max(brk.at - AHEAD, 0), unhindered=True))
        mediabox.step()
        mediabox.run_until(_decided(brk), steps=_SETTLING)
        here = tuple(d for d in mediabox.snapshot.decisions if d.break_id == brk.id)
        made.append((brk, here))
    return Planned(playing, mediabox.snapshot.segments, tuple(made))


def _decided(brk: Break) -> Callable[[Mediabox], bool]:
    def holds(mediabox: Mediabox) -> bool:
        return any(d.break_id == brk.id for d in mediabox.snapshot.decisions)

    return holds
