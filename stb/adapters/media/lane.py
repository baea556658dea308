"""One stretch of the timeline, decoded ahead of its time in a thread of its own.

A stretch is as much as one reader can read: a creative, or all that lies end to
end of the broadcast, be it programme or spot. So a spot that falls back to the
broadcast at its first frame costs nothing: the lane that plays reads on.

How far ahead: the broadcast half a second. A creative two seconds, so that a
fault in it is known two seconds before it would be on air, time enough for the
broadcast to be ready in its place. Two seconds of 720p25 are 70 MB, of 1080p50
311 MB; past BUDGET_BYTES the lead shrinks.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from threading import Condition, RLock
from typing import Final

from stb.adapters.media.container import Care
from stb.adapters.media.errors import MediaTruncated, undecodable
from stb.adapters.media.probe import MediaFacts, probe
from stb.adapters.media.reader import Reader, Shot, first_shot, step_of
from stb.adapters.media.source import Media, SegmentedMedia
from stb.errors import StbError
from stb.model.time import FrameRate
from stb.model.timeline import Item, Source, Timeline

LEAD_S: Final = 2
DEPTH_S: Final = Fraction(1, 2)
BUDGET_BYTES: Final = 512 << 20

_LOOK_S: Final = 0.02

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class MediaChoice:
    """The media that an item plays, and the gain that its manifest signed."""

    media: Media
    gain_db: float = 0.0


@dataclass(frozen=True, slots=True)
class Stretch:
    """Presentation frames ``at`` to ``end`` that one reader reads from ``item`` on."""

    at: int
    end: int
    item: Item

    @property
    def is_creative(self) -> bool:
        return self.item.source is Source.CREATIVE

    @property
    def reads(self) -> tuple[str, int]:
        """What is read, and how media frames lie to presentation frames.

        Two stretches with the same can be read by one reader.
        """
        return (self.item.id if self.is_creative else "", self.item.in_frame - self.at)


def stretches(timeline: Timeline) -> tuple[Stretch, ...]:
    """The timeline with what lies end to end in the broadcast taken together."""
    joined: list[Stretch] = []
    for placed in timeline.run:
        one = Stretch(placed.at, placed.end, placed.item)
        before = joined[-1] if joined else None
        if before is not None and not one.is_creative and before.reads == one.reads:
            joined[-1] = Stretch(before.at, one.end, before.item)
        else:
            joined.append(one)
    return tuple(joined)


class Lane:
    """Shots of one stretch, from ``start`` on, in order.

    All attributes are guarded by ``lock``, which the deck and its lanes share; only
    the lane's thread touches the reader. ``changed`` is of that lock, and is notified
    of every shot. ``start`` and ``armed_at`` are presentation frames: the first to be
    read, and the playhead at the time.
    """

    def __init__(
        self,
        stretch: Stretch,
        *,
        start: int,
        armed_at: int,
        rate: FrameRate,
        lock: RLock,
        changed: Condition,
    ) -> None:
        self.stretch = stretch
        self.start = start
        self.armed_at = armed_at
        self.shots: deque[Shot] = deque()
        self.next = start
        self.fault: StbError | None = None
        self.reported = False
        self.chosen = False
        """Whether it is known which media it plays, or that there is none."""
        self._rate = rate
        self._lock = lock
        self._changed = changed
        self._wanted = Condition(lock)
        self._playhead = armed_at
        self._second = rate.frames_in(1)
        self._lead = rate.frames_in(LEAD_S if stretch.is_creative else DEPTH_S)
        self._depth = rate.frames_in(DEPTH_S)
        self._stopped = False
        self._reader: Reader | None = None
        self._joins = False

    @property
    def first(self) -> int:
        """The first frame that can still be taken from it."""
        return self.shots[0].index if self.shots else self.next

    @property
    def starved(self) -> bool:
        """Whether it waits for a live segment that nobody has announced."""
        return self._joins or (self._reader is not None and self._reader.starved)

    @property
    def faulty(self) -> bool:
        """Whether frame ``next``, which it should read, cannot be read."""
        return self.fault is not None and self.next < self.stretch.end

    def can_read(self, stretch: Stretch, start: int) -> bool:
        """Whether it can go on as the lane of ``stretch`` from frame ``start``.

        One with a fault can if the stretch now ends before it.
        """
        fits = self.stretch.reads == stretch.reads and self.first <= start <= self.next
        return fits and (self.fault is None or stretch.end <= self.next)

    def is_late(self, playhead: int) -> bool:
        """Whether a creative is decoded so little ahead that it may run dry.

        It is not judged in the second after it was armed.
        """
        if not self.stretch.is_creative or self.fault is not None:
            return False
        margin = min(self._second, self._lead // 2)
        due = playhead >= self.armed_at + self._second and playhead + margin > self.stretch.at
        return due and self.next < min(self.stretch.end, playhead + margin)

    def settled(self, frame: int) -> bool:
        """Whether it is decoded as far as it shall be when ``frame`` is on air."""
        wanted = min(self.stretch.end, self._limit(frame))
        return self.fault is not None or self.next >= wanted

    def follow(self, playhead: int) -> None:
        """Let go of the shots before ``playhead``, and decode on as far ahead of it as shall be.

        Only a lane that has to is woken: to wake the others costs whoever shows pictures.
        """
        self._playhead = playhead
        while self.shots and self.shots[0].index < playhead:
            self.shots.popleft()
        if self._wants():
            self._wanted.notify()

    def fail(self, error: StbError) -> None:
        """Take it for faulty from its next frame on."""
        self.fault, self.chosen = error, True
        self._changed.notify_all()

    def stop(self) -> None:
        """Let its thread be done soon; it is not waited for."""
        self._stopped = True
        if self._reader is not None:
            self._reader.stop()
        self.shots.clear()
        self._wanted.notify()

    def _limit(self, frame: int) -> int:
        """The frame before which all shall be decoded while ``frame`` is on air."""
        return max(frame + self._lead + 1, self.start + min(self._depth, self._lead))

    def _wants(self) -> bool:
        return self.next < min(self.stretch.end, self._limit(self._playhead))

    def play(self, choose: Callable[[], MediaChoice], facts: dict[Media, MediaFacts]) -> None:
        """Decode until the stretch ends, a fault is met, or the lane is stopped.

        For a thread of its own. ``choose`` raises StbError where there is no media;
        ``facts`` are shared by the lanes of a deck.
        """
        if not self._goes_on():
            return
        error: StbError | None = None
        try:
            choice = self._choice(choose)
            self._join(choice.media)
            known = self._facts(choice.media, facts)
            self._check_length(choice.media, known)
            for shot in self._shots(choice, known):
                with self._lock:
                    if self._stopped:
                        return
                    self.shots.append(shot)
                    self.next += 1
                    self._changed.notify_all()
            error = MediaTruncated(f"{choice.media.name}: ended")
        except StbError as found:
            error = found
        except BaseException as found:  # noqa: BLE001  a dead lane would stop the picture
            _log.exception("lane of %s", self.stretch.item.id)
            error = undecodable(self.stretch.item.id, found)
        # Whoever keeps the error shall not keep decoders and pictures alive by its traceback.
        error.__traceback__ = error.__cause__ = error.__context__ = None
        with self._lock:
            if not self._stopped:
                _log.warning("%s: %s", error.code, error)
                self.fail(error)

    def _join(self, media: Media) -> None:
        """Show the first picture of a stream that is just joined, until more of it can be read."""
        if not isinstance(media, SegmentedMedia) or media.head is None or media.has(0):
            return
        wanted = self.stretch.item.in_frame + self.start - self.stretch.at
        if media.head.rate == self._rate and self._rate.frames_in(media.starts(0)) == wanted:
            shot = first_shot(media, media.head, at=self.start)
            with self._lock:
                if shot is not None and not self._stopped:
                    self.shots.append(shot)
                    self.next += 1
        with self._lock:
            self._joins = True
            self._changed.notify_all()
            while not self._stopped and not media.has(0):
                self._wanted.wait(_LOOK_S)
            self._joins = False

    def _goes_on(self) -> bool:
        with self._lock:
            return not self._stopped

    def _choice(self, choose: Callable[[], MediaChoice]) -> MediaChoice:
        choice = choose()
        with self._lock:
            self.chosen = True
            self._changed.notify_all()
        return choice

    def _check_length(self, media: Media, facts: MediaFacts) -> None:
        """A creative that is too short is not begun, rather than left half-way."""
        item = self.stretch.item
        there = facts.frames / step_of(facts.rate, self._rate)
        if self.stretch.is_creative and item.in_frame + item.frames > there:
            wanted = f"{item.frames} from {item.in_frame}"
            raise MediaTruncated(f"{media.name}: {there} frames, but {wanted} are wanted")

    def _shots(self, choice: MediaChoice, facts: MediaFacts) -> Iterator[Shot]:
        item, at = self.stretch.item, self.stretch.at
        reader = Reader(
            choice.media,
            in_frame=item.in_frame + self.next - at,
            play_rate=self._rate,
            at=self.next,
            gain_db=choice.gain_db,
            care=Care.STRICT if self.stretch.is_creative else Care.TOLERANT,
            facts=facts,
        )
        try:
            with self._lock:
                self._reader = reader
                if self._stopped:
                    return
            while self._wait_until_wanted():
                yield next(reader)
        except StopIteration:
            return
        finally:
            with self._lock:
                self._reader = None
            reader.close()

    def _wait_until_wanted(self) -> bool:
        with self._lock:
            self._wanted.wait_for(lambda: self._stopped or self._wants())
            return not self._stopped

    def _facts(self, media: Media, facts: dict[Media, MediaFacts]) -> MediaFacts:
        with self._lock:
            known = facts.get(media)
        if known is None:
            known = probe(media)
            with self._lock:
                facts[media] = known
        with self._lock:
            bytes_a_picture = known.width * known.height * 3 // 2
            self._lead = max(1, min(self._lead, BUDGET_BYTES // bytes_a_picture))
        return known
