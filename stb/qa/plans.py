"""What a box decides for every break of a programme, as it would on its way through it.

The box itself is driven to just before each break, so these are its own decisions and no
second opinion: consent, segments, history and rules are those of the household.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from stb.engine.commands import SeekTo
from stb.engine.snapshot import Playing
from stb.model.avail import Break
from stb.model.bundle import Generic, Refusal, iso_week
from stb.model.household import Segment
from stb.model.plan import Decision
from stb.model.schedule import Programme
from stb.qa.render import NoProgramme, open_programme
from stb.wiring.mediabox import Mediabox

AHEAD = 50
"""Frames before a break at which it has been decided for long."""

_SETTLING = 250
_NAMED = 5
"""So many programmes are named to who asked for one that is not there."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A programme, the household's segments, and the decisions of each break in order.

    ``named`` tells whose the broadcast's own spots are, by their ids, where the operator does;
    ``refused`` are the groups of the week that the box does not use, and why.
    """

    playing: Playing
    segments: tuple[Segment, ...]
    breaks: tuple[tuple[Break, tuple[Decision, ...]], ...]
    named: dict[str, Generic]
    refused: tuple[Refusal, ...] = ()


def plans(mediabox: Mediabox, programme_id: str) -> Planned:
    """The plans of a programme of the last seven days.

    Raises:
        NoProgramme: the guide knows none of that id, or it may not be shown again.
        NotPlayed: its media cannot be opened.
    """
    try:
        playing = open_programme(mediabox, programme_id)
    except NoProgramme as error:
        near = ", ".join(_near(mediabox, programme_id))
        raise NoProgramme(f"{error}; there are {near}" if near else str(error)) from error
    made = []
    for brk in playing.breaks:
        mediabox.send(SeekTo(max(brk.at - AHEAD, 0), unhindered=True))
        mediabox.step()
        mediabox.run_until(_decided(brk), steps=_SETTLING)
        here = tuple(d for d in mediabox.snapshot.decisions if d.break_id == brk.id)
        made.append((brk, here))
    held = mediabox.snapshot.inventory.active(mediabox.now)
    named = {one.spot: one for bundle in held for one in bundle.generics}
    week = iso_week(mediabox.now)
    refused = tuple(
        one for one in mediabox.snapshot.inventory.refusals
        if f"/{week}/" in one.what and one.code.startswith(("segment.", "bundle."))
    )  # fmt: skip
    return Planned(playing, mediabox.snapshot.segments, tuple(made), named, refused)


def _near(mediabox: Mediabox, programme_id: str) -> list[str]:
    """What was on air last: of the service that seems to be meant, or of those that take part."""
    snapshot = mediabox.snapshot
    services = snapshot.lineup.services
    meant = [each for each in services if programme_id.startswith(each.id)]
    listed = meant or [each for each in services if each.tailored]
    aired = [
        programme
        for each in listed
        for programme in snapshot.schedule.of_service(each.id)
        if programme.can_be_caught_up(mediabox.now) and programme.end <= mediabox.now
    ]
    latest = sorted(aired, key=_begins, reverse=True)[:_NAMED]
    return [f"{each.id} ({each.title})" for each in latest]


def _begins(programme: Programme) -> tuple[datetime, str]:
    return programme.start, programme.id


def _decided(brk: Break) -> Callable[[Mediabox], bool]:
    def holds(mediabox: Mediabox) -> bool:
        return any(d.break_id == brk.id for d in mediabox.snapshot.decisions)

    return holds
