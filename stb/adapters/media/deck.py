"""The deck: plays a timeline, decoded ahead, and hands out frame by frame.

The presenter calls from one thread: `load`, `replace`, `seek`, `take`, `faults`.
Every lane decodes in a thread of its own; nothing calls back. A fault in a
creative is reported before its air time; when the timeline is replaced at once,
no frame is lost: up to the fault the creative's pictures are there, from it on the
broadcast's. A creative that is not ready near its edge is reported as late.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Condition, RLock
from typing import Final

from av import VideoFrame

from stb.adapters.media.crew import Crew
from stb.adapters.media.errors import MediaLate
from stb.adapters.media.lane import LEAD_S
from stb.adapters.media.presentation import Presentation, Resolve
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Shot
from stb.adapters.media.still import Precision, still
from stb.engine.ports import Fault
from stb.model.time import FrameRate
from stb.model.timeline import Timeline

STOP_S: Final = 0.2
"""So long a viewer waits for the work on what he leaves; then it ends unattended."""


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
        self._lock = RLock()
        self._changed = Condition(self._lock)
        self._crew = Crew()
        self._plays: Presentation | None = None

    def load(self, media_id: str, timeline: Timeline, *, rate: FrameRate, start: int) -> None:
        """Play ``timeline`` over the opened media ``media_id`` from frame ``start``."""
        self.stop()
        with self._lock:
            self._plays = Presentation(
                media_id,
                timeline,
                rate=rate,
                start=start,
                resolve=self._resolve,
                crew=self._crew,
                lock=self._lock,
                changed=self._changed,
                tries_again=not self._patience_s,
            )
            self._let_choose(self._plays)

    def replace(self, timeline: Timeline, *, at: int) -> None:  # noqa: ARG002  the port's
        """The timeline from frame ``at`` on is now this; what was decoded and stays is kept.

        A stretch that met a fault and stands unchanged keeps it.
        """
        with self._lock:
            if self._plays is not None:
                self._plays.replace(timeline)
                self._let_choose(self._plays)

    def seek(self, frame: int) -> None:
        """Play from ``frame`` on; shots already decoded are used, faults tried again."""
        with self._lock:
            if self._plays is not None:
                self._plays.jump(frame)
                self._let_choose(self._plays)

    def ready(self, frame: int) -> bool:
        """Whether the picture and sound of ``frame`` can be shown in this step.

        The playhead follows to the next frame, or back; a frame further ahead is only
        looked at, so the engine may ask whether a creative is primed.
        """
        with self._lock:
            plays = self._plays
            if plays is None:
                return False
            reached = frame if frame <= plays.playhead + 1 else plays.playhead
            if self._patience_s:
                self._settle(plays, reached, self._patience_s)
            else:
                self._reach(plays, reached)
            return plays.has(frame)

    def take(self, frame: int) -> Shot | None:
        """The shot of ``frame``, or None while it is not decoded.

        Shots before it are dropped; the one last taken may be taken again.
        """
        with self._lock:
            if self._plays is None:
                return None
            self._reach(self._plays, frame)
            return self._plays.taken(frame)

    def wait(self, frame: int, timeout_s: float = 30.0) -> Shot | None:
        """The shot of ``frame`` when it is decoded; the same for every machine.

        None where a fault stands at it, where a live stream has no segment for it
        yet, past the end, or after ``timeout_s`` seconds.
        """
        with self._lock:
            if self._plays is None:
                return None
            self._settle(self._plays, frame, timeout_s)
            return self._plays.taken(frame)

    def faults(self) -> tuple[Fault, ...]:
        """Faults found since the last call, earliest first.

        Those of a creative up to 2 s ahead of air; those of the broadcast, which has
        nothing beneath it, when all that came before has been shown.
        """
        with self._lock:
            plays = self._plays
            if plays is None:
                return ()
            if self._patience_s:
                self._settle(plays, plays.playhead, self._patience_s)
            faults: list[Fault] = []
            for lane in plays.lanes:
                if lane.fault is None or not lane.faulty or lane.reported:
                    continue
                ahead = plays.rate.frames_in(LEAD_S) if lane.stretch.is_creative else 1
                if lane.next > plays.playhead + ahead:
                    continue
                lane.reported = True
                faults.append(Fault(lane.next, plays.id_at(lane.next), lane.fault))
            return tuple(sorted(faults, key=lambda fault: fault.frame))

    def buffers(self) -> tuple[Buffer, ...]:
        """What is decoded ahead, in order of air time; for the developer's overlay."""
        with self._lock:
            lanes = self._plays.lanes if self._plays is not None else ()
            return tuple(
                Buffer(lane.stretch.item.id, lane.first, len(lane.shots), lane.faulty)
                for lane in lanes
            )

    def still(self, frame: int, precision: Precision = Precision.EXACT) -> VideoFrame:
        """The picture of ``frame`` alone, for previews; the deck plays on.

        Raises:
            StbError: it cannot be had.
        """
        with self._lock:
            plays = self._plays
            stretch = plays.stretch_at(frame) if plays is not None else None
        if plays is None or stretch is None:
            raise ValueError(f"frame {frame} is not in the timeline")
        media = plays.media_of(stretch.item).media
        with self._lock:
            facts = plays.facts.get(media)
        in_frame = stretch.item.in_frame + frame - stretch.at
        return still(media, in_frame, plays.rate, precision=precision, facts=facts or probe(media))

    def stop(self) -> None:
        """Stop playing. Work ends by itself, a moment later if a fetch holds it."""
        with self._lock:
            if self._plays is not None:
                self._plays.stop()
            self._plays = None
        self._crew.rests(STOP_S)

    def close(self) -> None:
        """Stop, and wait until no thread is left."""
        self.stop()
        self._crew.dismiss()
        self._crew = Crew()

    # -- under the lock ----------------------------------------------------------------

    def _reach(self, plays: Presentation, frame: int) -> None:
        """Let the playhead be at ``frame``; creatives that are late by then have a fault."""
        plays.reach(frame)
        if self._patience_s:
            return
        for lane in plays.lanes:
            if lane.is_late(frame):
                lane.fail(MediaLate(f"{lane.stretch.item.id}: not decoded in time"))

    def _settle(self, plays: Presentation, frame: int, timeout_s: float) -> None:
        """Wait until all is known and decoded that shall be when ``frame`` is on air."""
        self._reach(plays, frame)
        until = time.monotonic() + timeout_s
        while not plays.settled(frame):
            left = until - time.monotonic()
            if left <= 0:
                return
            # Now and then: a lane that starves tells nobody, nor does a live stream that grew.
            self._changed.wait(min(left, 0.05))
            plays.reach(frame)

    def _let_choose(self, plays: Presentation) -> None:
        """On the virtual clock the media are those that were there at this step."""
        if self._patience_s:
            self._changed.wait_for(plays.chosen, self._patience_s)
