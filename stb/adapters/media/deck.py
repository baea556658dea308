"""The deck: plays a timeline, decoded ahead, and hands out frame by frame.

    playhead ----> 6 s: arm lanes          lane: one stretch, one thread
    |programme.......|creative|programme
    |##### 0.5 s     |################ 2 s decoded ahead of air
                     ^ faults in here are known while the programme still plays

The presenter calls from one thread: `load`, `replace`, `seek`, `take`, `faults`.
Every lane decodes in a thread of its own; nothing calls back. A fault in a
creative is reported before its air time; when the timeline is replaced at once,
no frame is lost: up to the fault the creative's pictures are there, from it on the
broadcast's. A creative that is not ready near its edge is reported as late.

Sound at an edge between two stretches is faded out and in over 1 ms each, too
short to be heard, long enough that the cut does not click.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition, Thread
from typing import Final

import numpy as np
from av import VideoFrame

from stb.adapters.media.errors import MediaLate
from stb.adapters.media.fetcher import Fetcher
from stb.adapters.media.lane import LEAD_S, Lane, MediaChoice, Stretch, stretches
from stb.adapters.media.probe import MediaFacts, probe
from stb.adapters.media.reader import Shot
from stb.adapters.media.source import Media, SegmentedMedia
from stb.adapters.media.still import Precision, still
from stb.adapters.media.track import Sound
from stb.engine.ports import Fault
from stb.errors import StbError
from stb.model.time import FrameRate
from stb.model.timeline import Item, Source, Timeline

ARM_S: Final = 6
"""So long before its edge a stretch is opened; priming takes 0.2 to 1.5 s."""

STOP_S: Final = 0.2
"""So long a viewer waits for the threads of what he leaves; then they end unattended."""

FADE: Final = 48
"""Samples of fade on either side of an edge: 1 ms."""

_RAMP: Final = (0.5 - 0.5 * np.cos(np.pi * (np.arange(FADE) + 0.5) / FADE)).astype(np.float32)

Resolve = Callable[[str, Item], MediaChoice]
"""The media of an item of the opened media of that id; StbError where there is none."""


@dataclass(frozen=True, slots=True)
class Buffer:
    """``frames`` decoded frames of what ``id`` names, from presentation frame ``first``."""

    id: str
    first: int
    frames: int
    faulty: bool


class Deck:
    """Implements the engine's Deck port, and hands shots to the presenter.

    ``patience_s`` is for the virtual clock: `ready` then waits so long for what is
    not yet decoded, and until creatives are decoded as far ahead as they shall be,
    so that what it answers and which faults are known do not depend on the machine.
    """

    def __init__(self, resolve: Resolve, *, patience_s: float = 0.0) -> None:
        self._resolve = resolve
        self._patience_s = patience_s
        self._changed = Condition()
        self._rate = FrameRate(25)
        self._media_id = ""
        self._timeline: Timeline | None = None
        self._stretches: tuple[Stretch, ...] = ()
        self._lanes: list[Lane] = []
        self._threads: list[Thread] = []
        self._facts: dict[Media, MediaFacts] = {}
        self._playhead = 0
        self._arrange_at = 0
        self._held: Shot | None = None
        self._fetcher: Fetcher | None = None

    def load(self, media_id: str, timeline: Timeline, *, rate: FrameRate, start: int) -> None:
        """Play ``timeline`` over the opened media ``media_id`` from frame ``start``."""
        self.stop()
        with self._changed:
            self._media_id, self._rate = media_id, rate
            self._facts.clear()
            self._playhead = start
            self._take_over(timeline)
            self._fetcher = self._fetching(timeline)
            self._arrange(retry=True)

    def replace(self, timeline: Timeline, *, at: int) -> None:  # noqa: ARG002  the port's
        """The timeline from frame ``at`` on is now this; what was decoded and stays is kept.

        A stretch that met a fault and stands unchanged keeps it.
        """
        with self._changed:
            self._take_over(timeline)
            self._arrange(retry=False)

    def seek(self, frame: int) -> None:
        """Play from ``frame`` on; shots already decoded are used, faults tried again."""
        with self._changed:
            self._move(frame)

    def ready(self, frame: int) -> bool:
        """Whether the picture and sound of ``frame`` can be shown in this step.

        The playhead follows to the next frame, or back; a frame further ahead is only
        looked at, so the engine may ask whether a creative is primed.
        """
        with self._changed:
            reached = frame if frame <= self._playhead + 1 else self._playhead
            if self._patience_s:
                self._settle(reached, self._patience_s)
            else:
                self._reach(reached)
            return self._has(frame)

    def take(self, frame: int) -> Shot | None:
        """The shot of ``frame``, or None while it is not decoded.

        Shots before it are dropped; the one last taken may be taken again.
        """
        with self._changed:
            self._reach(frame)
            return self._taken(frame)

    def wait(self, frame: int, timeout_s: float = 30.0) -> Shot | None:
        """The shot of ``frame`` when it is decoded; the same for every machine.

        None where a fault stands at it, where a live stream has no segment for it
        yet, past the end, or after ``timeout_s`` seconds.
        """
        with self._changed:
            self._settle(frame, timeout_s)
            return self._taken(frame)

    def faults(self) -> tuple[Fault, ...]:
        """Faults found since the last call, earliest first.

        Those of a creative up to 2 s ahead of air; those of the broadcast, which has
        nothing beneath it, when all that came before has been shown.
        """
        with self._changed:
            if self._patience_s:
                self._settle(self._playhead, self._patience_s)
            faults: list[Fault] = []
            for lane in self._lanes:
                ahead = self._rate.frames_in(LEAD_S) if lane.stretch.is_creative else 1
                if lane.fault is None or not lane.faulty or lane.reported:
                    continue
                if lane.next > self._playhead + ahead:
                    continue
                lane.reported = True
                faults.append(Fault(lane.next, self._id_at(lane.next), lane.fault))
            return tuple(sorted(faults, key=lambda fault: fault.frame))

    def buffers(self) -> tuple[Buffer, ...]:
        """What is decoded ahead, in order of air time; for the developer's overlay."""
        with self._changed:
            return tuple(
                Buffer(lane.stretch.item.id, lane.first, len(lane.shots), lane.faulty)
                for lane in self._lanes
            )

    def still(self, frame: int, precision: Precision = Precision.EXACT) -> VideoFrame:
        """The picture of ``frame`` alone, for previews; the deck plays on.

        Raises:
            StbError: it cannot be had.
        """
        with self._changed:
            stretch = self._stretch_at(frame)
            rate = self._rate
        if stretch is None:
            raise ValueError(f"frame {frame} is not in the timeline")
        media = self._resolve(self._media_id, stretch.item).media
        with self._changed:
            facts = self._facts.get(media)
        in_frame = stretch.item.in_frame + frame - stretch.at
        return still(media, in_frame, rate, precision=precision, facts=facts or probe(media))

    def stop(self) -> None:
        """Stop playing. Threads end by themselves, a moment later if a fetch holds them."""
        with self._changed:
            for lane in self._lanes:
                lane.stop()
            if self._fetcher is not None:
                self._threads.append(self._fetcher.stop())
            self._lanes.clear()
            self._stretches = ()
            self._timeline = self._fetcher = self._held = None
        self._join(STOP_S)

    def close(self) -> None:
        """Stop, and wait until no thread is left."""
        self.stop()
        self._join(None)

    def _join(self, patience_s: float | None) -> None:
        until = None if patience_s is None else time.monotonic() + patience_s
        for thread in self._threads:
            thread.join(None if until is None else max(0, until - time.monotonic()))
        self._threads = [thread for thread in self._threads if thread.is_alive()]

    # -- under the lock ----------------------------------------------------------------

    def _take_over(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._stretches = stretches(timeline)

    def _stretch_at(self, frame: int) -> Stretch | None:
        return next(iter(self._from(frame)), None)

    def _lane_at(self, frame: int) -> Lane | None:
        for lane in self._lanes:
            if lane.stretch.at <= frame < lane.stretch.end:
                return lane
        return None

    def _id_at(self, frame: int) -> str:
        return self._timeline.at(frame).item.id if self._timeline is not None else ""

    def _holds(self, frame: int) -> bool:
        return self._held is not None and self._held.index == frame

    def _has(self, frame: int) -> bool:
        lane = self._lane_at(frame)
        return self._holds(frame) or (lane is not None and lane.first <= frame < lane.next)

    def _reach(self, frame: int) -> None:
        """Let the playhead be at ``frame``, in step or by a jump."""
        if frame == self._playhead + 1:
            self._playhead = frame
            if frame >= self._arrange_at:
                self._arrange(retry=False)
            self._changed.notify_all()
        elif frame != self._playhead:
            self._move(frame)
        for lane in self._lanes:
            lane.drop(frame)
        if not self._patience_s:
            for lane in self._lanes:
                if lane.is_late(frame):
                    lane.fail(MediaLate(f"{lane.stretch.item.id}: not decoded in time"))

    def _move(self, frame: int) -> None:
        self._playhead = frame
        if self._fetcher is not None:
            self._fetcher.jump(frame)
        self._arrange(retry=True)
        self._changed.notify_all()

    def _settle(self, frame: int, timeout_s: float) -> None:
        self._reach(frame)
        until = time.monotonic() + timeout_s
        while not self._settled(frame):
            left = until - time.monotonic()
            if left <= 0:
                return
            # Now and then: a lane that starves tells nobody, nor does a live stream that grew.
            self._changed.notify_all()
            self._changed.wait(min(left, 0.05))

    def _settled(self, frame: int) -> bool:
        lane = self._lane_at(frame)
        here = (
            lane is None
            or lane.fault is not None
            or lane.starved
            # The frame and the one after it, so that a fault there is known in every run.
            or lane.next >= min(frame + 2, lane.stretch.end)
        )
        ahead = all(lane.settled(frame) for lane in self._lanes if lane.stretch.is_creative)
        return here and ahead and (self._fetcher is None or self._fetcher.settled())

    def _taken(self, frame: int) -> Shot | None:
        if self._holds(frame):
            return self._held
        lane = self._lane_at(frame)
        if lane is None or not lane.first <= frame < lane.next:
            return None
        self._held = self._faded(lane.shots.popleft(), lane.stretch)
        self._changed.notify_all()
        return self._held

    def _faded(self, shot: Shot, stretch: Stretch) -> Shot:
        opens = shot.index == stretch.at > 0
        ends = shot.index == stretch.end - 1 and stretch is not self._stretches[-1]
        if not (opens or ends) or shot.sound.shape[1] < 2 * FADE:
            return shot
        sound: Sound = shot.sound.copy()
        if opens:
            sound[:, :FADE] *= _RAMP
        if ends:
            sound[:, -FADE:] *= _RAMP[::-1]
        return replace(shot, sound=sound)

    def _arrange(self, *, retry: bool) -> None:
        """Have a lane for each stretch near the playhead, and no others."""
        begin = self._playhead + 1 if self._holds(self._playhead) else self._playhead
        arm = self._rate.frames_in(ARM_S)
        ahead = self._from(self._playhead)
        near = [s for s in ahead if s.at <= self._playhead + arm]
        spare, self._lanes = self._lanes, []
        for stretch in near:
            start = max(stretch.at, begin)
            kept = self._kept(spare, stretch, start, retry=retry)
            if kept is None:
                kept = self._armed(stretch, start)
            else:
                spare.remove(kept)
                kept.stretch = stretch
            self._lanes.append(kept)
        for lane in spare:
            lane.stop()
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        later = [s.at - arm for s in ahead[len(near) : len(near) + 1]]
        self._arrange_at = min([s.end for s in near] + later, default=self._playhead)

    def _kept(self, spare: list[Lane], stretch: Stretch, start: int, *, retry: bool) -> Lane | None:
        for lane in spare:
            if lane.can_read(stretch, start):
                return lane
            if not retry and lane.faulty and lane.stretch == stretch:
                return lane
        return None

    def _armed(self, stretch: Stretch, start: int) -> Lane:
        lane = Lane(
            stretch,
            start=start,
            armed_at=self._playhead,
            rate=self._rate,
            changed=self._changed,
            playhead=lambda: self._playhead,
        )
        try:
            choice = self._resolve(self._media_id, stretch.item)
        except StbError as error:
            lane.fail(error)
        else:
            self._threads.append(lane.play(choice, self._facts))
        return lane

    def _from(self, frame: int) -> tuple[Stretch, ...]:
        """The stretch on air at ``frame`` and all that follow it."""
        if self._timeline is None or not 0 <= frame < self._timeline.frames:
            return ()
        return self._stretches[bisect_right(self._stretches, frame, key=lambda s: s.at) - 1 :]

    def _fetching(self, timeline: Timeline) -> Fetcher | None:
        """The fetcher of the broadcast that lies under the whole timeline."""
        whole = Item(Source.PROGRAMME, self._media_id, 0, timeline.frames)
        try:
            media = self._resolve(self._media_id, whole).media
        except StbError:
            return None
        if not isinstance(media, SegmentedMedia):
            return None
        return Fetcher(
            media,
            self._rate,
            changed=self._changed,
            playhead=lambda: self._playhead,
            tries_again=not self._patience_s,
        )
