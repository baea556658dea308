"""Whether what a viewer got was right, whatever had happened to its creatives.

What was right is told from the output alone: each frame's picture code and the sound. The
as-run log and the impressions are then held against it. A creative under which media without
sound were laid shows a picture code of its own, so that silence is right there, the whole time,
and nowhere else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from stb.engine.events import Line, OnAir, SpotFailed, SpotSeen, SpotShown
from stb.model.time import PAL
from stb.model.timeline import Source
from tests.adapters.media.clips import Clip
from tests.adapters.media.proof import WINDOW, off, windows

from .fault_kinds import without_sound
from .fault_viewer import Director, Got
from .faulty_house import SPOT, House, campaign_of

SAMPLES = 1920
"""Of one frame."""


@dataclass
class Report:
    """Everything that was wrong, in words, and what was looked at."""

    wrong: list[str] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list)
    """Frames before which others were left out."""
    frames: int = 0
    windows: int = 0
    silent: int = 0
    """Frames of creatives without sound."""
    plays: int = 0
    failed: int = 0


def judged(house: House, got: Got, log: Sequence[Line], director: Director) -> Report:
    """``director`` knows where the viewer jumped, and what was laid under which creative."""
    report = Report(frames=len(got.frames))
    report.left_out = [
        frame
        for before, frame in pairwise(got.frames)
        if frame != before + 1 and frame not in director.jumps
    ]
    shown = _pictures(house, got, report)
    _sounds(house, got, report)
    _silences(house, got, director, report)
    _log(house, got, log, report)
    _impressions(house, got, log, shown, report)
    return report


def source_of(house: House, frame: int, code: tuple[int, int] | None) -> Clip | None:
    """The clip whose picture ``code`` is right for ``frame`` of the programme; None: neither.

    A creative's own clip, also where its media had no sound.
    """
    if code == (house.programme.code, frame):
        return house.programme
    slot = house.slot_at(frame)
    if slot is None or code is None or code[0] not in house.by_code:
        return None
    clip, _ = house.by_code[code[0]]
    if code[1] != (frame - slot.at) * clip.rate.fraction / PAL.fraction:
        return None
    return clip


def _is_mute(house: House, code: tuple[int, int] | None) -> bool:
    return code is not None and house.by_code.get(code[0], (None, False))[1]


def _pictures(house: House, got: Got, report: Report) -> dict[tuple[int, str], set[int]]:
    """Frames of each creative that were shown, by its spot and name; all codes are checked."""
    shown: dict[tuple[int, str], set[int]] = {}
    before: tuple[int, Clip | None, bool] = (-1, None, False)
    for frame, code in zip(got.frames, got.codes, strict=True):
        clip, is_mute = source_of(house, frame, code), _is_mute(house, code)
        slot = house.slot_at(frame)
        if clip is None:
            report.wrong.append(f"frame {frame} shows {code}")
        elif slot is not None and clip is not house.programme:
            shown.setdefault((slot.at, campaign_of(clip)), set()).add(frame - slot.at)
            if before[0] == frame - 1 and frame > slot.at and before[1:] != (clip, is_mute):
                report.wrong.append(f"frame {frame}: a creative came in the middle of its spot")
        before = (frame, clip, is_mute)
    return shown


def _sounds(house: House, got: Got, report: Report) -> None:
    """Runs of one clip, one frame after the other, sample by sample."""
    first = 0
    for n in range(1, len(got.frames) + 1):
        if n < len(got.frames) and _goes_on(house, got, n):
            continue
        clip = source_of(house, got.frames[first], got.codes[first])
        if clip is not None:
            _heard(house, got, range(first, n), clip, report)
        first = n


def _goes_on(house: House, got: Got, n: int) -> bool:
    """Whether the ``n``-th frame is the next one of what was shown before it."""
    before, code = got.codes[n - 1], got.codes[n]
    if got.frames[n] != got.frames[n - 1] + 1 or _is_mute(house, before) != _is_mute(house, code):
        return False
    clip = source_of(house, got.frames[n - 1], before)
    slot = house.slot_at(got.frames[n])
    if source_of(house, got.frames[n], code) is not clip:
        return False
    return clip is house.programme or (slot is not None and got.frames[n] > slot.at)


def _heard(house: House, got: Got, run: range, clip: Clip, report: Report) -> None:
    """A run of ``clip``: as many samples as it must have, each in its place, or all silent."""
    into = frame = got.frames[run.start]
    slot = house.slot_at(frame)
    if clip is not house.programme and slot is not None:
        into = frame - slot.at
    sound = np.concatenate(got.sounds[run.start : run.stop], axis=1)
    if sound.shape[1] != len(run) * SAMPLES:
        report.wrong.append(f"frame {frame}: {sound.shape[1]} samples")
    elif _is_mute(house, got.codes[run.start]):
        report.silent += len(run)
        if sound.any():
            report.wrong.append(f"frame {frame}: something is heard of {clip.name}, without sound")
    elif sound.shape[1] >= WINDOW:
        report.windows += 2 * len(windows(sound.shape[1]))
        report.wrong += [
            f"frame {frame}: sound {each}" for each in off(sound, clip, into * SAMPLES)
        ]


def _silences(house: House, got: Got, director: Director, report: Report) -> None:
    """Media without sound may show only of the creatives under which they were laid."""
    laid = {creative for fault, creative in director.happened if fault.kind is without_sound}
    for frame, code in zip(got.frames, got.codes, strict=True):
        if _is_mute(house, code) and code is not None:
            clip, _ = house.by_code[code[0]]
            if clip not in [house.creatives[creative] for creative in laid]:
                report.wrong.append(f"frame {frame}: nobody took the sound of {clip.name} away")


def _log(house: House, got: Got, log: Sequence[Line], report: Report) -> None:
    """The last line of the log when a frame was handed out must name what was shown."""
    for frame, code, lines in zip(got.frames, got.codes, got.logged, strict=True):
        named = next(
            (
                line.event
                for line in reversed(log[:lines])
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
    house: House,
    got: Got,
    log: Sequence[Line],
    shown: dict[tuple[int, str], set[int]],
    report: Report,
) -> None:
    """Each is told at the very frame that was due, and what was seen as a whole is counted."""
    by_then = _seen_by_line(house, got)
    plays: Counter[tuple[int, str]] = Counter()
    for number, line in enumerate(log):
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
