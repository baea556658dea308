"""Catch-up: a programme with its breaks as HLS, and the cues that name its spots.

A programme can be had from its start: whole as VOD once it has ended, before
that as an EVENT playlist of what has been broadcast. It is kept for the days
that its service states.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from stb.formats.hls import Entry, write_live, write_vod
from stb.headend.cues import Offers, breaks_of, cues_of, dateranges, pts_base
from stb.headend.errors import NotThere, NotYet
from stb.headend.events import Event
from stb.headend.grid import SEGMENT, SEGMENT_FRAMES, SEGMENT_TICKS, segment_at, starts_at
from stb.headend.lru import Recent
from stb.headend.reels import Reels
from stb.headend.schedule import Schedule
from stb.model.avail import Break
from stb.model.schedule import CATCH_UP_KEPT
from stb.model.time import PAL, TICKS_WRAP

SECONDS = Fraction(SEGMENT // timedelta(milliseconds=1), 1000)
_EVENT = "#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-MEDIA-SEQUENCE"


class CatchUp:
    """Programmes of the schedule, to be seen again."""

    def __init__(self, schedule: Schedule, reels: Reels, offers: Offers) -> None:
        self._schedule, self._reels, self._offers = schedule, reels, offers
        self._whole: Recent[str, str] = Recent(64)

    def playlist(self, programme_id: str, now: datetime) -> str:
        """The playlist at ``now``.

        Raises:
            NotThere: no such programme, no right to it, or not kept any more.
            NotYet: it has not begun, or only just.
        """
        event = self._event(programme_id, now)
        if segment_at(now) >= event.content_end:
            return self._whole.get(programme_id, lambda: self._listed(event, event.content_end))
        edge = segment_at(now)
        if edge <= event.first:
            raise NotYet(f"{programme_id} has only just begun")
        return self._listed(event, edge)

    def segment(self, programme_id: str, n: int, now: datetime) -> bytes:
        """Segment ``n`` of the programme.

        Raises:
            NotThere: no such programme or segment, or not kept any more.
        """
        event = self._event(programme_id, now)
        k = event.first + n
        if n < 0 or k >= min(event.content_end, segment_at(now)):
            raise NotThere(f"no segment {n} of {programme_id}")
        airing = event.airing(k)
        base = pts_base(programme_id, event.content_end - event.first)
        return self._reels.segment(
            airing.reel, airing.index, pts=(base + n * SEGMENT_TICKS) % TICKS_WRAP
        )

    def breaks(self, programme_id: str) -> tuple[Break, ...]:
        """The breaks that the programme's cues will say; empty if there is none."""
        event = self._schedule.event(programme_id)
        return () if event is None else breaks_of(event, self._offers)

    def _event(self, programme_id: str, now: datetime) -> Event:
        event = self._schedule.event(programme_id)
        if event is None or not event.programme.catch_up:
            raise NotThere(f"no catch-up of {programme_id}")
        if now < starts_at(event.first):
            raise NotYet(f"{programme_id} has not begun")
        if now >= event.programme.end + CATCH_UP_KEPT:
            raise NotThere(f"{programme_id} is not kept any more")
        return event

    def _listed(self, event: Event, end: int) -> str:
        name = event.programme.id
        count = event.content_end - event.first
        cues = cues_of(name, breaks_of(event, self._offers), rate=PAL, base=pts_base(name, count))
        start = starts_at(event.first)
        entries = [
            Entry(f"{n}.ts", SECONDS, date=start if n == 0 else None)
            for n in range(end - event.first)
        ]
        if end == event.content_end:
            return write_vod(entries, cues=dateranges(cues, start=start))
        begun = tuple(cue for cue in cues if cue.at < len(entries) * SEGMENT_FRAMES)
        listed = write_live(entries, media_sequence=0, cues=dateranges(begun, start=start))
        return listed.replace("#EXT-X-MEDIA-SEQUENCE", _EVENT, 1)
