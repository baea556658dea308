"""What was on air, proved from pictures and sound alone.

The expected frame does not come from the box: the operator's schedule says
which clip lies at every frame of a programme, the catalogue which clip a
creative is. The as-run log is only believed where picture and sound agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from stb.adapters.media.picture_code import read_code
from stb.adapters.media.reader import Shot
from stb.engine.events import Line, OnAir, Opened
from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.headend.events import Event
from stb.headend.grid import SEGMENT_FRAMES
from stb.headend.operator import Operator
from stb.model.time import SAMPLE_RATE
from stb.model.timeline import Source
from stb.studio.clips import clip_of_id
from stb.studio.sound import TAIL, clip_sound

PER_FRAME = SAMPLE_RATE // 25
WINDOW = 1024
REACH = 64
"""How many samples a window is looked for to either side of where it belongs."""

ALIKE = 0.5
"""Another place or another clip is under 0.2 alike."""
SEAM = 2048
"""Samples from a join of two reels: the codec's own cross-fade, where both are heard."""

Sound = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Place:
    """A frame of a clip."""

    clip: str
    frame: int

    @property
    def code(self) -> tuple[int, int]:
        return clip_of_id(self.clip).code, self.frame


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What the operator broadcast in one programme, frame by frame."""

    event: Event
    creatives: dict[str, str]

    @classmethod
    def of(cls, operator: Operator, programme_id: str, clips: dict[str, str]) -> Broadcast:
        event = operator.schedule.event(programme_id)
        assert event is not None, programme_id
        return cls(event, clips)

    def at(self, frame: int) -> Place:
        """The clip and its frame that the broadcast shows at ``frame`` of the programme."""
        airing = self.event.airing(self.event.first + frame // SEGMENT_FRAMES)
        in_reel = airing.index * SEGMENT_FRAMES + frame % SEGMENT_FRAMES
        laid = next(
            each for each in airing.reel.layout if each.at <= in_reel < each.at + each.frames
        )
        return Place(laid.clip.id, in_reel - laid.at)

    def is_seam(self, frame: int) -> bool:
        """Whether two reels are joined right before ``frame``."""
        if frame % SEGMENT_FRAMES:
            return False
        return self.event.airing(self.event.first + frame // SEGMENT_FRAMES).index == 0

    def expected(self, frame: int, line: OnAir) -> Place:
        """What ``line`` of the as-run log says of presentation ``frame``."""
        if line.source is Source.CREATIVE:
            return Place(self.creatives[line.id], line.in_frame + frame - line.frame)
        if line.in_frame != line.frame:
            raise AssertionError(f"the broadcast moved: {line}")
        return self.at(frame)


@dataclass(slots=True)
class Taken:
    """Shots as a viewer got them, with the presentation frame of each."""

    frames: list[int] = field(default_factory=list)
    codes: list[tuple[int, int] | None] = field(default_factory=list)
    sounds: list[Sound] = field(default_factory=list)

    def add(self, shot: Shot) -> None:
        self.frames.append(shot.index)
        self.codes.append(read_code(shot.picture))
        self.sounds.append(shot.sound.copy())


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was looked at, and everything that was not as it should be."""

    frames: int
    windows: int
    wrong: tuple[str, ...]

    def __add__(self, other: Verdict) -> Verdict:
        return Verdict(
            self.frames + other.frames, self.windows + other.windows, self.wrong + other.wrong
        )


NOTHING = Verdict(0, 0, ())


def items(lines: Iterable[Line]) -> list[OnAir]:
    """The items of recorded media in an as-run log, of its last entry into a programme."""
    found: list[OnAir] = []
    for line in lines:
        match line.event:
            case Opened():
                found = []
            case OnAir() as item:
                found.append(item)
    return found


def _stretches(taken: Taken, wrong: list[str]) -> Iterator[range]:
    """Runs of frames one after the other; a frame that came twice in a row is wrong."""
    first = 0
    for n in range(1, len(taken.frames) + 1):
        if n < len(taken.frames):
            step = taken.frames[n] - taken.frames[n - 1]
            if step == 1:
                continue
            if step == 0:
                wrong.append(f"frame {taken.frames[n]} twice")
        yield range(first, n)
        first = n


def _spans(
    taken: Taken, stretch: range, log: list[OnAir], broadcast: Broadcast, wrong: list[str]
) -> list[tuple[int, int, Place]]:
    """(first, last, place at first) of runs in which one clip goes on; codes are checked."""
    spans: list[tuple[int, int, Place]] = []
    for n in stretch:
        frame = taken.frames[n]
        line = _line_at(log, frame)
        if line is None:
            wrong.append(f"frame {frame}: the log names nothing")
            continue
        place = broadcast.expected(frame, line)
        if taken.codes[n] != place.code:
            wrong.append(f"frame {frame}: shows {taken.codes[n]}, the log says {place}")
        if spans and spans[-1][1] == n:
            first, _, began = spans[-1]
            if (place.clip, place.frame - began.frame) == (began.clip, n - first):
                spans[-1] = (first, n + 1, began)
                continue
        spans.append((n, n + 1, place))
    return spans


def _line_at(log: list[OnAir], frame: int) -> OnAir | None:
    """The last line that covers ``frame``: a later one (after a seek) says it anew."""
    for line in reversed(log):
        if line.frame <= frame < line.frame + line.frames:
            return line
    return None


@lru_cache(maxsize=4)
def composed(clip: str) -> Sound:
    """The clip's sound as it was composed, with room before and after it; takes seconds."""
    return np.pad(clip_sound(clip, tail=TAIL), ((0, 0), (REACH, REACH)))


@lru_cache(maxsize=64)
def filed(clip: str) -> Sound:
    """The clip's sound as our file of it holds it, by a reader that is not the box's.

    That the files hold what was composed is for the tests of the studio.
    """
    catalogue = read_catalogue(find_assets())
    for creative in catalogue.creatives:
        if creative.id == clip:
            whole = _decoded(creative.file)[:, : creative.frames * PER_FRAME]
            return np.pad(whole, ((0, 0), (REACH, REACH)))
    for reel in catalogue.reels:
        for laid in reel.layout:
            if laid.clip.id == clip:
                whole = np.pad(_decoded(reel.file), ((0, 0), (REACH, REACH)))
                first = laid.at * PER_FRAME
                return whole[:, first : first + laid.frames * PER_FRAME + 2 * REACH].copy()
    raise KeyError(clip)


def _decoded(path: Path) -> Sound:
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(blocks, axis=1)


def heard(sound: Sound, own: Sound, start: int, *, skip: int = 0) -> tuple[int, list[str]]:
    """How many windows of ``sound`` were looked at, and those off their place.

    ``own`` is the clip's sound, padded by REACH at both ends; ``sound`` must be its
    samples from ``start`` on.
    """
    starts = list(range(skip, sound.shape[1] - WINDOW + 1, WINDOW))
    if sound.shape[1] - WINDOW >= skip:
        starts.append(sound.shape[1] - WINDOW)
    off: list[str] = []
    for at in starts:
        lag, alike = found_at(sound[:, at : at + WINDOW], own, start + at)
        if lag != 0 or alike < ALIKE:
            off.append(f"sample {at}: lag {lag}, alike {alike:.3f}")
    return len(starts), off


def found_at(window: Sound, own: Sound, start: int) -> tuple[int, float]:
    """The lag in samples at which ``window`` (2, 1024) is most alike, and how alike.

    The codec blurs a window that is all bass by a sample or two. So it is looked at as
    it is and with its treble lifted, and is in its place if one of both says so, or if
    no other place is more than a hundredth more alike. What lies a sample off shows in
    nearly every other window (`test_proof.py`).
    """
    near = own[:, start : start + WINDOW + 2 * REACH]
    plain = _likeness(window, near)
    lifted = _likeness(np.diff(window), np.diff(near))
    best = int(np.argmax(plain))
    if int(np.argmax(lifted)) == REACH or plain[REACH] >= 0.99 * plain[best]:
        best = REACH
    return best - REACH, float(plain[best])


def _likeness(window: Sound, near: Sound) -> NDArray[np.float64]:
    """How alike ``window`` is to each place of ``near``, from -REACH to REACH."""
    width = window.shape[1]
    shifted = np.lib.stride_tricks.sliding_window_view(near.astype(np.float64), width, axis=1)
    level = np.sqrt(np.einsum("cij,cij->i", shifted, shifted)) * np.linalg.norm(window)
    alike: NDArray[np.float64] = np.einsum("cij,cj->i", shifted, window.astype(np.float64))
    return alike / (level + 1e-9)


def judge(
    taken: Taken, log: list[OnAir], broadcast: Broadcast, sound_of: Callable[[str], Sound] = filed
) -> Verdict:
    """Every frame and every 1024 samples of ``taken`` against the log.

    ``taken`` may jump (a seek begins a stretch of its own); inside a stretch no
    frame may be missing or come twice.
    """
    wrong: list[str] = []
    windows = 0
    for stretch in _stretches(taken, wrong):
        spans = _spans(taken, stretch, log, broadcast, wrong)
        for first, last, place in spans:
            sound = np.concatenate(taken.sounds[first:last], axis=1)
            if sound.shape[1] != (last - first) * PER_FRAME:
                wrong.append(f"frame {taken.frames[first]}: {sound.shape[1]} samples")
                continue
            skip = SEAM if broadcast.is_seam(taken.frames[first]) else 0
            own, start = sound_of(place.clip), place.frame * PER_FRAME
            count, off = heard(sound, own, start, skip=skip)
            windows += count
            wrong += [f"frame {taken.frames[first]} ({place.clip}): {each}" for each in off]
    return Verdict(len(taken.frames), windows, tuple(wrong))
