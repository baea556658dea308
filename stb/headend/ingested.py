"""Programmes that were taken in from files: their folder, their playlist, their facts.

One folder a programme, written whole before it gets its name: `programme.json`,
`index.m3u8` and numbered segments. What is served is what lies there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stb.formats.fields import read_instant, write_instant
from stb.headend.assets import read_json
from stb.headend.errors import NotThere, NotYet
from stb.model.schedule import CATCH_UP_KEPT, Programme

FACTS = "programme.json"
PLAYLIST = "index.m3u8"


@dataclass(frozen=True, slots=True)
class Ingested:
    """One programme taken in; ``folder`` holds its playlist and segments."""

    programme: Programme
    folder: Path

    def playlist(self, now: datetime) -> str:
        """Its playlist.

        Raises:
            NotThere, NotYet: not kept any more, or to be shown later.
        """
        self._check(now)
        return (self.folder / PLAYLIST).read_text(encoding="utf-8")

    def segment(self, n: int, now: datetime) -> bytes:
        """Segment ``n``.

        Raises:
            NotThere, NotYet: there is none, or not now.
        """
        self._check(now)
        try:
            return (self.folder / f"{n}.ts").read_bytes()
        except FileNotFoundError as missing:
            raise NotThere(f"no segment {n} of {self.programme.id}") from missing

    def _check(self, now: datetime) -> None:
        if now < self.programme.start:
            raise NotYet(f"{self.programme.id} has not begun")
        if now >= self.programme.end + CATCH_UP_KEPT:
            raise NotThere(f"{self.programme.id} is not kept any more")


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
            found = (read_facts(path.parent) for path in self.folder.glob(f"*/{FACTS}"))
            self._all = tuple(sorted(found, key=lambda each: each.programme.id))
            self._seen = changed
        return self._all

    def programme(self, programme_id: str) -> Ingested | None:
        return next((each for each in self.all() if each.programme.id == programme_id), None)


def read_facts(folder: Path) -> Ingested:
    """The programme whose folder that is."""
    facts = read_json(folder / FACTS)
    return Ingested(
        Programme(
            id=facts["id"],
            service_id=facts["service"],
            start=read_instant(facts["start"]),
            end=read_instant(facts["end"]),
            title=facts["title"],
            synopsis=facts["synopsis"],
            category=facts["category"],
        ),
        folder,
    )


def write_facts(programme: Programme, **more: object) -> dict[str, object]:
    """What `read_facts` reads, and what else is worth keeping."""
    return {
        "v": 1,
        "id": programme.id,
        "service": programme.service_id,
        "start": write_instant(programme.start),
        "end": write_instant(programme.end),
        "title": programme.title,
        "synopsis": programme.synopsis,
        "category": programme.category,
        **more,
    }
