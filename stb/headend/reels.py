"""Reels on disk, and their segments at the place where they are wanted."""

from __future__ import annotations

import mmap
from collections.abc import Sequence
from pathlib import Path

from stb.headend.catalogue import Reel
from stb.headend.errors import NotThere
from stb.headend.grid import SEGMENT_TICKS
from stb.headend.lru import Recent
from stb.headend.prepared import Prepared, laid_at, prepare

_PREPARED = 256


class Reels:
    """Segments by reel. Files are mapped, prepared segments kept as long as they are in use."""

    def __init__(self) -> None:
        self._maps: dict[Path, mmap.mmap] = {}
        self._prepared: Recent[tuple[str, int, bool], Prepared] = Recent(_PREPARED)

    def segment(
        self,
        reel: Reel,
        index: int,
        *,
        pts: int,
        with_cues: bool = False,
        sections: Sequence[bytes] = (),
    ) -> bytes:
        """Segment ``index`` of ``reel``, its first frame at ``pts``."""
        prepared = self._prepared.get(
            (reel.id, index, with_cues), lambda: self._prepare(reel, index, with_cues=with_cues)
        )
        return laid_at(prepared, pts - reel.first_pts - index * SEGMENT_TICKS, sections)

    def close(self) -> None:
        for mapped in self._maps.values():
            mapped.close()
        self._maps.clear()
        self._prepared.clear()

    def _prepare(self, reel: Reel, index: int, *, with_cues: bool) -> Prepared:
        offset, length = reel.segments[index]
        return prepare(self._map(reel.file)[offset : offset + length], with_cues=with_cues)

    def _map(self, path: Path) -> mmap.mmap:
        found = self._maps.get(path)
        if found is None:
            try:
                with path.open("rb") as file:
                    found = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except (OSError, ValueError) as error:
                raise NotThere(f"reel {path.name} cannot be read: {error}") from error
            self._maps[path] = found
        return found
