"""What plays from a load to a stop: the timeline, and a lane for each stretch near the playhead.

    playhead ----> 6 s: arm lanes          lane: one stretch, one thread
    |programme.......|creative|programme
    |##### 0.5 s     |################ 2 s decoded ahead of air

A step of the playhead is cheap, at an edge too: it looks over a handful of lanes and
wakes those that have to decode. What takes time (to find the media, start a thread,
open, decode) is done by the lanes' own threads.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from threading import Condition, RLock
from typing import Final

from stb.adapters.media.crew import Crew
from stb.adapters.media.edge import faded
from stb.adapters.media.fetcher import Fetcher
from stb.adapters.media.lane import Lane, MediaChoice, Stretch, stretches
from stb.adapters.media.probe import MediaFacts
from stb.adapters.media.reader import Shot
from stb.adapters.media.source import Media, SegmentedMedia
from stb.errors import StbError
from stb.model.time import FrameRate
from stb.model.timeline import Item, Source, Timeline

ARM_S: Final = 6
"""So long before its edge a stretch is opened; priming takes 0.2 to 1.5 s."""

Resolve = Callable[[str, Item], MediaChoice]
"""The media of an item of the opened media of that id; StbError where there is none.

It is called from the lanes' threads.
"""


class Presentation:
    """``media_id`` under ``timeline`` from frame ``start`` on. The deck's ``lock`` guards it.

    ``changed`` is of that lock, and is notified of all that lanes and fetcher get done.
    ``tries_again``: whether a fetch that failed is tried again, which takes real time.
    """

    def __init__(
        self,
        media_id: str,
        timeline: Timeline,
        *,
        rate: FrameRate,
        start: int,
        resolve: Resolve,
        crew: Crew,
        lock: RLock,
        changed: Condition,
        tries_again: bool,
    ) -> None:
        self.rate = rate
        self.playhead = start
        self.lanes: list[Lane] = []
        self.facts: dict[Media, MediaFacts] = {}
        self._media_id = media_id
        self._resolve = resolve
        self._lock = lock
        self._changed = changed
        self._crew = crew
        self._arm = rate.frames_in(ARM_S)
        self._arrange_at = start
        self._held: Shot | None = None
        self._timeline = timeline
        self._stretches = stretches(timeline)
        self._arrange(retry=True)
        self._fetcher = self._fetching(tries_again=tries_again)

    # -- what is played, and where -----------------------------------------------------

    def replace(self, timeline: Timeline) -> None:
        """Play ``timeline`` from now on; lanes that fit into it go on."""
        self._timeline = timeline
        self._stretches = stretches(timeline)
        self._arrange(retry=False)

    def reach(self, frame: int) -> None:
        """Let the playhead be at ``frame``, in step or by a jump."""
        if frame == self.playhead + 1:
            self.playhead = frame
            if frame >= self._arrange_at:
                self._arrange(retry=False)
        elif frame != self.playhead:
            self.jump(frame)
        for lane in self.lanes:
            lane.follow(frame)
        if self._fetcher is not None and self._known(frame):
            self._fetcher.follow(frame)

    def jump(self, frame: int) -> None:
        """Play from ``frame`` on; shots already decoded are used, faults tried again."""
        self.playhead = frame
        if self._fetcher is not None:
            self._fetcher.jump(frame)
        self._arrange(retry=True)

    def stop(self) -> None:
        """Let all work end; it is not waited for."""
        for lane in self.lanes:
            lane.stop()
        self.lanes.clear()
        self._held = None
        if self._fetcher is not None:
            self._fetcher.stop()

    # -- what there is -----------------------------------------------------------------

    def has(self, frame: int) -> bool:
        """Whether the shot of ``frame`` can be taken."""
        lane = self._lane_at(frame)
        return self._holds(frame) or (lane is not None and lane.first <= frame < lane.next)

    def taken(self, frame: int) -> Shot | None:
        """The shot of ``frame``, None while there is none; the last one again."""
        if self._holds(frame):
            return self._held
        lane = self._lane_at(frame)
        if lane is None or not lane.first <= frame < lane.next:
            return None
        stretch = lane.stretch
        self._held = faded(
            lane.shots.popleft(),
            rises=frame == stretch.at > 0,
            falls=frame == stretch.end - 1 and stretch.end < self._timeline.frames,
        )
        return self._held

    def settled(self, frame: int) -> bool:
        """Whether all is known and decoded that shall be when ``frame`` is on air."""
        if not self.chosen() or not (self._known(frame) and self._known(frame + 1)):
            return False
        ahead = all(lane.settled(frame) for lane in self.lanes if lane.stretch.is_creative)
        return ahead and (self._fetcher is None or self._fetcher.settled())

    def chosen(self) -> bool:
        """Whether every lane knows which media it plays, or that there is none."""
        return all(lane.chosen for lane in self.lanes)

    def stretch_at(self, frame: int) -> Stretch | None:
        return next(iter(self._from(frame)), None)

    def id_at(self, frame: int) -> str:
        return self._timeline.at(frame).item.id

    def media_of(self, item: Item) -> MediaChoice:
        """The media that ``item`` plays. Raises StbError where there is none."""
        return self._resolve(self._media_id, item)

    # -- within ------------------------------------------------------------------------

    def _known(self, frame: int) -> bool:
        lane = self._lane_at(frame)
        return lane is None or lane.fault is not None or lane.starved or lane.next > frame

    def _holds(self, frame: int) -> bool:
        return self._held is not None and self._held.index == frame

    def _lane_at(self, frame: int) -> Lane | None:
        for lane in self.lanes:
            if lane.stretch.at <= frame < lane.stretch.end:
                return lane
        return None

    def _from(self, frame: int) -> tuple[Stretch, ...]:
        """The stretch on air at ``frame`` and all that follow it."""
        if not 0 <= frame < self._timeline.frames:
            return ()
        return self._stretches[bisect_right(self._stretches, frame, key=lambda s: s.at) - 1 :]

    def _arrange(self, *, retry: bool) -> None:
        """Have a lane for each stretch near the playhead, and no others."""
        begin = self.playhead + 1 if self._holds(self.playhead) else self.playhead
        ahead = self._from(self.playhead)
        near = [s for s in ahead if s.at <= self.playhead + self._arm]
        spare, self.lanes = self.lanes, []
        for stretch in near:
            start = max(stretch.at, begin)
            kept = _kept(spare, stretch, start, retry=retry)
            if kept is None:
                kept = self._armed(stretch, start)
            else:
                spare.remove(kept)
                kept.stretch = stretch
            self.lanes.append(kept)
            kept.follow(self.playhead)
        for lane in spare:
            lane.stop()
        later = [s.at - self._arm for s in ahead[len(near) : len(near) + 1]]
        self._arrange_at = min([s.end for s in near] + later, default=self.playhead)

    def _armed(self, stretch: Stretch, start: int) -> Lane:
        lane = Lane(
            stretch,
            start=start,
            armed_at=self.playhead,
            rate=self.rate,
            lock=self._lock,
            changed=self._changed,
        )
        choose = partial(self._resolve, self._media_id, stretch.item)
        self._crew.give(f"lane {stretch.item.id}", partial(lane.play, choose, self.facts))
        return lane

    def _fetching(self, *, tries_again: bool) -> Fetcher | None:
        """The fetcher of the broadcast that lies under the whole timeline."""
        whole = Item(Source.PROGRAMME, self._media_id, 0, self._timeline.frames)
        try:
            media = self.media_of(whole).media
        except StbError:
            return None
        if not isinstance(media, SegmentedMedia):
            return None
        fetcher = Fetcher(
            media,
            self.rate,
            start=self.playhead,
            lock=self._lock,
            changed=self._changed,
            tries_again=tries_again,
        )
        self._crew.give("fetch ahead", fetcher.work)
        return fetcher


def _kept(spare: list[Lane], stretch: Stretch, start: int, *, retry: bool) -> Lane | None:
    for lane in spare:
        if lane.can_read(stretch, start):
            return lane
        if not retry and lane.faulty and lane.stretch == stretch:
            return lane
    return None
