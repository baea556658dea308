"""A viewer to whom faults happen: what he does, what he got, and whether that was right.

What was right is told from the output alone: each frame's picture code and the sound. The
as-run log and the impressions are then held against it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.adapters.media.track import Sound
from stb.engine.commands import Command, Pause, Resume, SeekTo
from stb.engine.events import OnAir, SpotFailed, SpotSeen, SpotShown
from stb.engine.snapshot import Playing
from stb.model.time import PAL
from stb.model.timeline import Source
from stb.wiring.mediabox import Mediabox
from tests.adapters.media.clips import Clip
from tests.adapters.media.proof import off

from .fault_kinds import OF_ITS_READING, OF_THE_FILE, Disk, Kind, Trouble, without_sound
from .faulty_house import SPOT, House, Slot, campaign_of

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
    """What was on the screen and heard, in the order in which it was."""

    frames: list[int] = field(default_factory=list)
    codes: list[tuple[int, int] | None] = field(default_factory=list)
    sounds: list[Sound] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    """How many lines the as-run log had when it was shown."""
    logged: list[int] = field(default_factory=list)
    """The same when it was handed out: in real time a few steps earlier."""

    def add(self, shot: Shot, lines: int, *, logged: int) -> None:
        self.frames.append(shot.index)
        self.codes.append(read_code(shot.picture))
        self.sounds.append(shot.sound.copy())
        self.lines.append(lines)
        self.logged.append(logged)


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
    _struck: list[tuple[int, str]] = field(default_factory=list)
    _resume_in: int = 0

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
            self.mediabox.send(self._command(self.deeds.pop(0)))

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

    def _command(self, deed: Deed) -> Command:
        if deed.what == "pause":
            self._resume_in = self.draw.randint(2, 12)
            return Pause()
        self.jumps.add(deed.to)
        return SeekTo(deed.to)


# -- what was right --------------------------------------------------------------------


@dataclass
class Report:
    """Everything that was wrong, in words, and what was looked at."""

    wrong: list[str] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    """Frames before which others were left out."""
    frames: int = 0
    windows: int = 0
    plays: int = 0
    failed: int = 0


def judged(house: House, got: Got, box: Mediabox, director: Director) -> Report:
    """``director`` knows where the viewer jumped, and which spots had no sound."""
    jumps = director.jumps
    silent = {fault.slot.at for fault, _ in director.happened if fault.kind is without_sound}
    report = Report(frames=len(got.frames))
    report.left_out = [
        frame
        for before, frame in pairwise(got.frames)
        if frame != before + 1 and frame not in jumps
    ]
    shown = _pictures(house, got, report)
    _sounds(house, got, silent, report)
    _log(house, got, box, report)
    _impressions(house, got, box, shown, report)
    return report


def source_of(house: House, frame: int, code: tuple[int, int] | None) -> Clip | None:
    """The clip whose picture ``code`` is right for ``frame`` of the programme; None: neither."""
    if code == (house.programme.code, frame):
        return house.programme
    slot = house.slot_at(frame)
    if slot is None or code is None:
        return None
    clip = next((each for each in house.creatives.values() if each.code == code[0]), None)
    if clip is None or code[1] != (frame - slot.at) * clip.rate.fraction / PAL.fraction:
        return None
    return clip


def _pictures(house: House, got: Got, report: Report) -> dict[tuple[int, str], set[int]]:
    """Frames of each creative that were shown, by its spot and name; all codes are checked."""
    shown: dict[tuple[int, str], set[int]] = {}
    before: tuple[int, Clip | None] = (-1, None)
    for frame, code in zip(got.frames, got.codes, strict=True):
        clip = source_of(house, frame, code)
        slot = house.slot_at(frame)
        if clip is None:
            report.wrong.append(f"frame {frame} shows {code}")
        elif slot is not None and clip is not house.programme:
            shown.setdefault((slot.at, campaign_of(clip)), set()).add(frame - slot.at)
            if before[0] == frame - 1 and frame > slot.at and before[1] is not clip:
                report.wrong.append(f"frame {frame}: a creative came in the middle of its spot")
        before = (frame, clip)
    return shown


def _sounds(house: House, got: Got, silent: set[int], report: Report) -> None:
    """Runs of one clip, one frame after the other, sample by sample."""
    first = 0
    for n in range(1, len(got.frames) + 1):
        if n < len(got.frames) and _goes_on(house, got, n):
            continue
        clip = source_of(house, got.frames[first], got.codes[first])
        if clip is not None:
            _heard(house, got, range(first, n), clip, silent, report)
        first = n


def _goes_on(house: House, got: Got, n: int) -> bool:
    """Whether the ``n``-th frame is the next one of what was shown before it."""
    if got.frames[n] != got.frames[n - 1] + 1:
        return False
    clip = source_of(house, got.frames[n - 1], got.codes[n - 1])
    slot = house.slot_at(got.frames[n])
    if source_of(house, got.frames[n], got.codes[n]) is not clip:
        return False
    return clip is house.programme or (slot is not None and got.frames[n] > slot.at)


def _heard(
    house: House, got: Got, run: range, clip: Clip, silent: set[int], report: Report
) -> None:
    """A run of ``clip``: as many samples as it must have, each in its place."""
    into = frame = got.frames[run.start]
    slot = house.slot_at(frame)
    if clip is not house.programme and slot is not None:
        into = frame - slot.at
        if slot.at in silent and not any(sound.any() for sound in got.sounds[run.start : run.stop]):
            return
    sound = np.concatenate(got.sounds[run.start : run.stop], axis=1)
    if sound.shape[1] != len(run) * 1920:
        report.wrong.append(f"frame {frame}: {sound.shape[1]} samples")
    elif sound.shape[1] >= 1024:
        report.windows += 6
        report.wrong += [f"frame {frame}: sound {each}" for each in off(sound, clip, into * 1920)]


def _log(house: House, got: Got, box: Mediabox, report: Report) -> None:
    """The last line of the log when a frame was handed out must name what was shown."""
    for frame, code, lines in zip(got.frames, got.codes, got.logged, strict=True):
        named = next(
            (
                line.event
                for line in reversed(box.box.as_run[:lines])
                if isinstance(line.event, OnAir)
                and line.event.frame <= frame < line.event.frame + line.event.frames
            ),
            None,
        )
        clip = source_of(house, frame, code)
        if named is None or clip is None:
            continue
        told = house.creatives[named.id] if named.source is Source.CREATIVE else house.programme
        if told is not clip:
            report.wrong.append(f"frame {frame} shows {clip.name}, the log says {told.name}")


def _impressions(
    house: House, got: Got, box: Mediabox, shown: dict[tuple[int, str], set[int]], report: Report
) -> None:
    """Each is told at the very frame that was due, and what was seen as a whole is counted."""
    by_then = _seen_by_line(house, got)
    plays: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(box.box.as_run):
        match line.event:
            case SpotSeen(frame=frame, campaign=campaign):
                spot = _spot_of(house, frame)
                plays[spot, campaign] += 1
                if (seen := by_then(spot, campaign, number)) != -(-3 * SPOT // 4):
                    report.wrong.append(f"{campaign} at {spot}: a play at {seen} frames seen")
            case SpotShown(frame=frame, campaign=campaign, quartile=quartile):
                spot = _spot_of(house, frame)
                if (seen := by_then(spot, campaign, number)) != -(-quartile * SPOT // 4):
                    report.wrong.append(f"{campaign} at {spot}: {quartile}/4 at {seen} frames seen")
            case SpotFailed():
                report.failed += 1
    report.plays = sum(plays.values())
    report.wrong += [f"{name}: counted {times} times" for name, times in plays.items() if times > 1]
    report.wrong += [
        f"{name}: seen as a whole and not counted"
        for name, frames in shown.items()
        if len(frames) == SPOT and not plays[name]
    ]


def _spot_of(house: House, frame: int) -> int:
    slot = house.slot_at(frame)
    assert slot is not None, f"a play at frame {frame}, where no spot is"
    return slot.at


def _seen_by_line(house: House, got: Got) -> Callable[[int, str, int], int]:
    """How many frames of a creative at a spot had been on the screen before a line of the log."""
    seen: dict[tuple[int, str], list[tuple[int, int]]] = {}
    for frame, code, lines in zip(got.frames, got.codes, got.lines, strict=True):
        clip, slot = source_of(house, frame, code), house.slot_at(frame)
        if clip is not None and slot is not None and clip is not house.programme:
            seen.setdefault((slot.at, campaign_of(clip)), []).append((lines, frame))

    def by_then(spot: int, campaign: str, line: int) -> int:
        return len({frame for lines, frame in seen.get((spot, campaign), ()) if lines <= line})

    return by_then
