"""A viewer to whom faults happen: what he does, and what he got."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from stb.adapters.media.picture_code import luma_of, read_code
from stb.adapters.media.reader import Shot
from stb.adapters.media.track import Sound
from stb.engine.commands import Command, Pause, Resume, SeekTo
from stb.engine.snapshot import Playing
from stb.formats.picture_code import HEIGHT_FRACTION
from stb.model.timeline import Source
from stb.wiring.mediabox import Mediabox

from .fault_kinds import OF_ITS_READING, OF_THE_FILE, Disk, Kind, Trouble
from .faulty_house import SPOT, House, Slot

Luma = NDArray[np.uint8]

ARMED_AHEAD = 150
"""A creative is armed so many frames before its edge, and decided a hundred before that."""

INSTANTS = ("before arming", "before the edge", "in the first frames", "in the middle",
            "in the last frame")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """To happen at presentation frame ``at`` to the creative of ``slot``."""

    slot: Slot
    kind: Kind
    instant: str
    at: int


@dataclass(frozen=True, slots=True)
class Deed:
    """What the viewer does when ``at`` is on the screen."""

    at: int
    what: str
    to: int = 0


def drawn_faults(
    draw: random.Random,
    slots: tuple[Slot, ...],
    *,
    share: float,
    of_reading: tuple[Kind, ...] = OF_ITS_READING,
) -> list[Fault]:
    """Of the spots ``share`` are struck, and one in seven of those twice."""
    faults: list[Fault] = []
    for slot in slots:
        if draw.random() > share:
            continue
        if draw.random() < 0.6:
            kind = draw.choice(of_reading)
            faults.append(Fault(slot, kind, INSTANTS[0], slot.at - ARMED_AHEAD - 5))
            if draw.random() < 0.75:
                continue
        instant = draw.choice(INSTANTS)
        at = {
            INSTANTS[0]: slot.at - ARMED_AHEAD - draw.randint(2, 40),
            INSTANTS[1]: slot.at - draw.randint(1, ARMED_AHEAD - 2),
            INSTANTS[2]: slot.at + draw.randint(0, 3),
            INSTANTS[3]: slot.at + draw.randint(4, SPOT - 5),
            INSTANTS[4]: slot.end - 1,
        }[instant]
        faults.append(Fault(slot, draw.choice(OF_THE_FILE), instant, at))
    return sorted(faults, key=lambda fault: fault.at)


def drawn_deeds(draw: random.Random, slots: tuple[Slot, ...]) -> list[Deed]:
    """In one of five spots the viewer pauses, looks again, or leaves and joins in its middle."""
    deeds: list[Deed] = []
    for slot in slots:
        if draw.random() > 0.2:
            continue
        at = slot.at + draw.randint(1, SPOT - 2)
        what = draw.choice(("pause", "again", "join"))
        to = slot.at - 20 if what == "again" else slot.at + draw.randint(5, SPOT - 10)
        deeds.append(Deed(at, what, to))
    return deeds


@dataclass
class Got:
    """What was on the screen and heard, in the order in which it was.

    Nothing is looked into while it plays: that would take time from whoever shows it.
    """

    frames: list[int] = field(default_factory=list)
    feet: list[Luma] = field(default_factory=list)
    """The lowest lines of each picture, uint8, (lines, width): there the picture code stands."""
    sounds: list[Sound] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """How many lines the as-run log had when it was shown."""
    logged: list[int] = field(default_factory=list)
    """The same when it was handed out: in real time a few steps earlier."""

    def add(self, shot: Shot, lines: int, *, logged: int) -> None:
        luma = luma_of(shot.picture)
        self.frames.append(shot.index)
        self.feet.append(luma[-(luma.shape[0] // HEIGHT_FRACTION) :].copy())
        self.sounds.append(shot.sound.copy())
        self.lines.append(lines)
        self.logged.append(logged)

    @cached_property
    def codes(self) -> list[tuple[int, int] | None]:
        """The picture code of every picture; to be asked for when all is there."""
        return [read_code(np.resize(foot, _whole(foot))) for foot in self.feet]


def _whole(foot: Luma) -> tuple[int, int]:
    """The height and width of the picture of which ``foot`` is the lowest lines."""
    return foot.shape[0] * HEIGHT_FRACTION, foot.shape[1]


@dataclass
class Director:
    """Lets faults and deeds happen as the frames of the programme go by."""

    mediabox: Mediabox
    house: House
    disk: Disk
    draw: random.Random
    faults: list[Fault]
    deeds: list[Deed]
    longest_s: float
    happened: list[tuple[Fault, str]] = field(default_factory=list)
    """With the creative that was struck."""
    jumps: set[int] = field(default_factory=set)
    """Frames to which the viewer went."""
    afresh: set[int] = field(default_factory=lambda: {0, 1})
    """Frames at which sound may begin anew: the first, and those after what the viewer did."""
    _struck: list[tuple[int, str]] = field(default_factory=list)
    _resume_in: int = 0

    def lay(self, kind: Kind, *, until: int) -> None:
        """From now on under every creative, wherever it plays, up to frame ``until``."""
        for creative in self.house.creatives:
            kind(Trouble(self.house, creative, self.draw, self.disk, self.longest_s))
            self.happened.append((Fault(self.house.slots[0], kind, INSTANTS[0], 0), creative))
            self._struck.append((until, creative))

    def look(self, playing: Playing) -> None:
        """Do what is due with ``playing`` on the screen."""
        self._put_right(playing.frame)
        while self.faults and self.faults[0].at <= playing.frame:
            self._strike(self.faults.pop(0), playing)
        if self._resume_in:
            self._resume_in -= 1
            if not self._resume_in:
                self.mediabox.send(Resume())
        elif self.deeds and self.deeds[0].at <= playing.frame:
            self.mediabox.send(self._command(self.deeds.pop(0), playing.frame))

    def _strike(self, fault: Fault, playing: Playing) -> None:
        placed = playing.timeline.at(fault.slot.at) if playing.timeline is not None else None
        if placed is None or placed.item.source is not Source.CREATIVE:
            return
        creative = placed.item.id
        ahead = fault.slot.at - playing.frame
        if fault.kind not in OF_THE_FILE and ahead <= ARMED_AHEAD:
            return  # the viewer jumped over that instant, and it is being read already
        if fault.instant == INSTANTS[0] and ahead <= ARMED_AHEAD:
            fault = replace(fault, instant=INSTANTS[1])
        fault.kind(Trouble(self.house, creative, self.draw, self.disk, self.longest_s))
        self.happened.append((fault, creative))
        self._struck.append((fault.slot.end + 10, creative))

    def _put_right(self, frame: int) -> None:
        for until, creative in tuple(self._struck):
            if frame >= until:
                self._struck.remove((until, creative))
                if creative not in [other for _, other in self._struck]:
                    self.house.restore(creative)

    def put_all_right(self) -> None:
        for _, creative in self._struck:
            self.house.restore(creative)

    def _command(self, deed: Deed, frame: int) -> Command:
        stands = frame if deed.what == "pause" else deed.to
        self.afresh |= {stands, stands + 1, stands + 2}
        if deed.what == "pause":
            self._resume_in = self.draw.randint(2, 12)
            return Pause()
        self.jumps.add(deed.to)
        return SeekTo(deed.to)
