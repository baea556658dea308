"""Programmes that were taken in from files: their folder, their playlist, their facts.

One folder a programme, written whole before it gets its name: `programme.json`
and numbered segments. Unless a time was given, such a programme was on air
yesterday evening, whatever day it is: it can be caught up by a box on any clock.
Of several on one service the later taken in stand before the earlier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from stb.formats.fields import read_instant, write_instant
from stb.formats.hls import Entry, write_vod
from stb.headend.assets import read_json
from stb.headend.cues import cues_of, dateranges
from stb.headend.dayparts import LOCAL, local_minute
from stb.headend.errors import NotThere, NotYet
from stb.headend.measured import Measured
from stb.headend.remux import Remuxed
from stb.model.avail import Break, Spot
from stb.model.schedule import CATCH_UP_KEPT, Programme
from stb.model.time import FrameRate

FACTS = "programme.json"
YESTERDAY_AT = 20 * 60 + 38
"""Minute of the local day at which a programme without a time of its own was on air."""

_GAIN = "#X-MEDIABOX-GAIN"


@dataclass(frozen=True, slots=True)
class Ingested:
    """One programme taken in; ``folder`` holds its segments.

    ``start`` None: yesterday evening; ``order`` is its place among such.
    ``origin_ticks``: the stamp of its first picture; ``seconds``: the length of
    each segment. ``gain_db`` brings it to -23 LUFS; whoever plays it may apply it.
    """

    id: str
    service_id: str
    title: str
    start: datetime | None
    rate: FrameRate
    frames: int
    gain_db: float
    origin_ticks: int
    seconds: tuple[Fraction, ...]
    breaks: tuple[Break, ...]
    order: int
    folder: Path

    @property
    def length(self) -> timedelta:
        """As the guide announces it: whole minutes."""
        return timedelta(minutes=max(1, -(-self.rate.seconds(self.frames) // 60)))

    def programme(self, start: datetime) -> Programme:
        """Its place in the guide, when it starts at ``start``."""
        return Programme(
            id=self.id,
            service_id=self.service_id,
            start=start,
            end=start + self.length,
            title=self.title,
            synopsis="Door de operator opgenomen uit een bestand.",
            category="Opgenomen",
        )

    def playlist(self, start: datetime) -> str:
        """The whole of it, with its cues, its first frame dated ``start``."""
        cues = cues_of(self.id, self.breaks, rate=self.rate, base=self.origin_ticks)
        entries = [
            Entry(f"{n}.ts", seconds, date=start if n == 0 else None)
            for n, seconds in enumerate(self.seconds)
        ]
        listed = write_vod(entries, cues=dateranges(cues, start=start, rate=self.rate))
        return listed.replace("#EXTINF", f"{_GAIN}:{self.gain_db:+.2f}\n#EXTINF", 1)

    def segment(self, n: int) -> bytes:
        """Segment ``n``.

        Raises:
            NotThere: there is none.
        """
        try:
            return (self.folder / f"{n}.ts").read_bytes()
        except FileNotFoundError as missing:
            raise NotThere(f"no segment {n} of {self.id}") from missing


class Shelf:
    """All programmes taken in, under ``folder``; another process may add to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "programmes"
        self._seen = -1
        self._all: tuple[Ingested, ...] = ()

    def all(self) -> tuple[Ingested, ...]:
        """What is on the shelf now, by id."""
        try:
            changed = self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        if changed != self._seen:
            found = (read_facts(path.parent) for path in self.folder.glob(f"[!.]*/{FACTS}"))
            self._all = tuple(sorted(found, key=lambda each: (each.order, each.id)))
            self._seen = changed
        return self._all

    def find(self, programme_id: str) -> Ingested | None:
        return next((each for each in self.all() if each.id == programme_id), None)

    def programmes(self, now: datetime) -> tuple[Programme, ...]:
        """All of them where they stand in the guide at ``now``."""
        before: dict[str, datetime] = {}
        placed: list[Programme] = []
        for each in self.all():
            start = each.start
            if start is None:
                last = before.get(each.service_id)
                start = _yesterday(now) if last is None else last - each.length
                before[each.service_id] = start
            placed.append(each.programme(start))
        return tuple(placed)

    def kept(self, programme_id: str, now: datetime) -> tuple[Ingested, Programme] | None:
        """A programme that may be seen at ``now``, None when there is none of that name.

        Raises:
            NotThere, NotYet: not kept any more, or to be shown later.
        """
        found = self.find(programme_id)
        if found is None:
            return None
        programme = next(p for p in self.programmes(now) if p.id == programme_id)
        if now < programme.start:
            raise NotYet(f"{programme_id} has not begun")
        if now >= programme.end + CATCH_UP_KEPT:
            raise NotThere(f"{programme_id} is not kept any more")
        return found, programme


def read_facts(folder: Path) -> Ingested:
    """The programme whose folder that is."""
    facts = read_json(folder / FACTS)
    return Ingested(
        id=facts["id"],
        service_id=facts["service"],
        title=facts["title"],
        start=facts["start"] and read_instant(facts["start"]),
        rate=FrameRate(*facts["rate"]),
        frames=facts["frames"],
        gain_db=facts["gain_db"],
        origin_ticks=facts["origin_ticks"],
        seconds=tuple(Fraction(*length) for length in facts["seconds"]),
        breaks=tuple(_break(row) for row in facts["breaks"]),
        order=facts["order"],
        folder=folder,
    )


def write_facts(
    name: str,
    service_id: str,
    *,
    title: str,
    start: datetime | None,
    measured: Measured,
    remuxed: Remuxed,
    breaks: tuple[Break, ...],
    order: int,
) -> dict[str, Any]:
    """What `read_facts` reads, and what else is worth knowing of the file."""
    return {
        "v": 1,
        "id": name,
        "service": service_id,
        "title": title,
        "start": None if start is None else write_instant(start),
        "rate": [measured.rate.num, measured.rate.den],
        "frames": measured.frames,
        "size": [measured.picture.width, measured.picture.height],
        "codecs": [measured.picture.codec, measured.sound.codec if measured.sound else ""],
        "lufs": measured.loudness.lufs,
        "peak_dbtp": measured.loudness.peak_dbtp,
        "damaged": measured.damaged,
        "gain_db": measured.gain_db,
        "origin_ticks": remuxed.origin_ticks,
        "seconds": [[length.numerator, length.denominator] for length in remuxed.seconds],
        "breaks": [_row(brk) for brk in breaks],
        "order": order,
    }


def _row(brk: Break) -> dict[str, Any]:
    spots = [[s.id, s.at, s.frames, s.reason, s.number, s.expected] for s in brk.spots]
    return {"id": brk.id, "at": brk.at, "frames": brk.frames, "spots": spots}


def _break(row: dict[str, Any]) -> Break:
    spots = tuple(
        Spot(name, at, frames, replaceable=not why, reason=why, number=number, expected=expected)
        for name, at, frames, why, number, expected in row["spots"]
    )
    return Break(row["id"], row["at"], row["frames"], spots)


def _yesterday(now: datetime) -> datetime:
    return local_minute(now.astimezone(LOCAL).date() - timedelta(days=1), YESTERDAY_AT)
