"""Live services: a window of segments that moves with the clock, and the cues in them.

A segment is listed once it has been broadcast whole. The cue PID carries a
heartbeat and, 8, 5 and 4 seconds ahead, the start of each break and of each of
its spots; no placement opportunities, since nothing is replaced live.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from stb.formats.breaks import announce
from stb.formats.hls import Entry, write_live
from stb.formats.scte35 import encode
from stb.headend.cues import DOMAIN, Offers, break_of
from stb.headend.errors import NotThere
from stb.headend.events import Piece
from stb.headend.grid import SEGMENT, SEGMENT_FRAMES, live_pts, segment_at, starts_at
from stb.headend.lru import Recent
from stb.headend.prepared import PICTURES_PER_SLOT, SLOTS
from stb.headend.reels import Reels
from stb.headend.schedule import Schedule
from stb.model.signal import SpliceNull, SpliceSection
from stb.model.time import PAL, seconds_of

WINDOW = 12
LATE = 75
"""So many segments before the window are still served: a clock may run faster than a fetch."""

AHEAD = (8 * 25, 5 * 25, 4 * 25)
"""Frames before its edge at which a cue is sent."""

_REACH = -(-AHEAD[0] // SEGMENT_FRAMES)


@dataclass(frozen=True, slots=True)
class _Due:
    """A section and the absolute frame at which it is to be sent."""

    frame: int
    section: bytes


class Live:
    """All services as they are broadcast now."""

    def __init__(self, schedule: Schedule, reels: Reels, services: frozenset[str]) -> None:
        self._schedule, self._reels, self._services = schedule, reels, services
        self._heartbeat = encode(SpliceSection(SpliceNull()))
        self._served: Recent[tuple[str, int], bytes] = Recent(64)

    def playlist(self, service_id: str, now: datetime) -> str:
        """The window at ``now``.

        Raises:
            NotThere: no such service.
        """
        self._check(service_id)
        edge = segment_at(now)
        first = edge - WINDOW
        entries = [
            Entry(f"{k}.ts", seconds_of(SEGMENT), date=starts_at(k) if k == first else None)
            for k in range(first, edge)
        ]
        return write_live(entries, media_sequence=first)

    def segment(self, service_id: str, k: int, now: datetime) -> bytes:
        """Segment ``k``, if it is in the window or was so a moment ago.

        Raises:
            NotThere: no such service, or outside the window.
        """
        self._check(service_id)
        edge = segment_at(now)
        if not edge - WINDOW - LATE <= k < edge:
            raise NotThere(f"segment {k} of {service_id} is not in the window before {edge}")
        return self._served.get((service_id, k), lambda: self.made(service_id, k))

    def made(self, service_id: str, k: int) -> bytes:
        """Segment ``k`` of a service, whatever the time."""
        airing = self._schedule.what_airs(service_id, k)
        return self._reels.segment(
            airing.reel,
            airing.index,
            pts=live_pts(k),
            with_cues=True,
            sections=self.sections(service_id, k),
        )

    def sections(self, service_id: str, k: int) -> tuple[bytes, ...]:
        """The cue of each slot of segment ``k``; empty where none is due."""
        slots = [self._heartbeat, *[b""] * (SLOTS - 1)]
        first = k * SEGMENT_FRAMES
        taken = 0
        for due in sorted(self._due(service_id, k), key=lambda due: due.frame):
            taken = max(taken, (due.frame - first) // PICTURES_PER_SLOT)
            if 0 <= taken < SLOTS:
                slots[taken] = due.section
            taken += 1
        return tuple(slots)

    def _due(self, service_id: str, k: int) -> Iterator[_Due]:
        first, end = k * SEGMENT_FRAMES, (k + 1) * SEGMENT_FRAMES
        for piece in self._breaks_near(service_id, k):
            at = piece.at * SEGMENT_FRAMES
            broken = break_of(
                piece.reel,
                name=f"{service_id}-{piece.at}",
                first=at,
                kids=True,
                offers=Offers(),
            )
            cues = announce(
                (broken,), rate=PAL, origin_ticks=0, domain=DOMAIN, first_event=piece.at << 8
            )
            for cue in cues:
                for ahead in AHEAD:
                    if first <= cue.at - ahead < end:
                        yield _Due(cue.at - ahead, encode(cue.section))

    def _breaks_near(self, service_id: str, k: int) -> tuple[Piece, ...]:
        """Breaks that run at segment ``k`` or begin while its cues still look ahead."""
        near = {
            event.programme.id: event
            for event in (
                self._schedule.event_at(service_id, k),
                self._schedule.event_at(service_id, k + _REACH + 1),
            )
        }
        return tuple(
            piece
            for event in near.values()
            for piece in event.breaks
            if piece.at <= k + _REACH + 1 and piece.end > k
        )

    def _check(self, service_id: str) -> None:
        if service_id not in self._services:
            raise NotThere(f"no service {service_id}")
