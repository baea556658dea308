"""A transport stream cut into HLS segments at its keyframes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import av

from stb.adapters.media.source import Segment, SegmentedMedia
from stb.errors import UnavailableError
from tests.adapters.media.clips import Clip

_TABLES = 3 * 188
"""The muxer begins with one packet each of SDT, PAT and PMT."""


class Origin:
    """Segments by address, and what was asked for."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.gone: set[str] = set()

    def fetch(self, url: str) -> bytes:
        self.asked.append(url)
        if url in self.gone or url not in self.parts:
            raise UnavailableError(f"404 {url}")
        return self.parts[url]

    def put(self, path: Path, clip: Clip, *, gops: int = 2) -> list[Segment]:
        """Cut ``path`` in segments of ``gops`` keyframe intervals; their list."""
        data = path.read_bytes()
        with av.open(str(path)) as container:
            packets = container.demux(container.streams.video[0])
            keys = [p.pos for p in packets if p.pts is not None and p.is_keyframe]
        cuts = [0, *keys[gops::gops], len(data)]
        frames = gops * clip.gop
        found: list[Segment] = []
        for number in range(len(cuts) - 1):
            url = f"/{clip.name}/{number}"
            tables = data[:_TABLES] if number else b""
            self.parts[url] = tables + data[cuts[number] : cuts[number + 1]]
            length = min(frames, clip.frames - number * frames)
            found.append(Segment(url, clip.rate.seconds(length)))
        return found

    def put_fragments(self, path: Path, clip: Clip) -> list[Segment]:
        """A fragmented MP4 as an initialisation section and one segment a fragment."""
        data = path.read_bytes()
        begins = [at for at, kind in _boxes(data) if kind == b"moof"]
        last = next((at for at, kind in _boxes(data) if kind == b"mfra"), len(data))
        init = f"/{clip.name}/init"
        self.parts[init] = data[: begins[0]]
        found: list[Segment] = []
        for number, (begin, end) in enumerate(pairwise([*begins, last])):
            url = f"/{clip.name}/{number}"
            self.parts[url] = data[begin:end]
            length = min(clip.gop, clip.frames - number * clip.gop)
            found.append(Segment(url, clip.rate.seconds(length), init=init))
        return found


def _boxes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        yield at, data[at + 4 : at + 8]
        at += int.from_bytes(data[at : at + 4], "big")


def segmented(made: Callable[[Clip], Path], clip: Clip) -> tuple[SegmentedMedia, Origin]:
    origin = Origin()
    return SegmentedMedia(origin.put(made(clip), clip), origin.fetch, name=clip.name), origin
