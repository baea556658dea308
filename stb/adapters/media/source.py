"""Where the bytes of a media come from: a file, memory, a sealed file, or HLS segments.

Nothing here decodes. Segments are fetched by a function of ours, never by
FFmpeg's protocols, so that every request can be audited; they are kept in a
bounded store shared by all readers, so that the broadcast beneath a spot is
fetched like any other and the return to it costs nothing.

    run 0              | run 1 (after a discontinuity)
    seg 0  seg 1 seg 2 | seg 3  seg 4
    ^ SegmentRead from segment 1 gives seg 1 + seg 2, and ends with its run

A live segment may be read while it is still growing: a reader at the edge then gets
its bytes as they come. It has no number of seconds until it is complete, only that
up to which its pictures are there.

Positions are seconds, exact fractions, counted from frame 0 of the media.
"""

from __future__ import annotations

import hashlib
import io
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from threading import Condition, Lock

from stb.adapters.media.errors import MediaChanged, MediaGone
from stb.errors import StbError
from stb.model.time import FrameRate

CACHE_BYTES = 64 << 20
"""Kept segments: five minutes of 720p television."""

SEALED_BYTES = 128 << 20
"""A sealed file up to this size is played from memory; half a minute of 1080p takes a quarter."""

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class FileMedia:
    """A file of a form that FFmpeg knows: MP4, MPEG-TS, Matroska."""

    path: Path

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True, slots=True, eq=False)
class BytesMedia:
    """A whole file in memory. ``name`` stands in messages."""

    data: bytes
    name: str = "media in memory"


@dataclass(frozen=True, slots=True)
class SealedMedia:
    """A file that plays only as what was signed: read whole, hashed, and played from memory.

    So a file that goes, shrinks or is swapped while it plays changes nothing that is on air,
    and one that was tampered with on the disk is never shown, not one frame of it.
    """

    path: Path
    sha256: str

    @property
    def name(self) -> str:
        return f"creative {self.sha256[:12]}"

    def opened(self) -> io.BytesIO | None:
        """The checked bytes; None for a file too large to be kept, which is then right as well.

        Raises:
            MediaGone: it cannot be read.
            MediaChanged: it is not what was signed.
        """
        digest, kept = hashlib.sha256(), io.BytesIO()
        try:
            with self.path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
                    if kept.tell() <= SEALED_BYTES:
                        kept.write(block)
        except OSError as error:
            raise MediaGone(f"{self.name}: {error.strerror or error}") from error
        if digest.hexdigest() != self.sha256:
            raise MediaChanged(f"{self.name}: the file is not the one that was signed")
        if kept.tell() > SEALED_BYTES:
            return None
        kept.seek(0)
        return kept


@dataclass(frozen=True, slots=True)
class Segment:
    """One HLS segment. A ``discontinuity`` before it starts a new run.

    ``init`` is the address of the initialisation section of fragmented MP4, or
    empty for MPEG-TS.
    """

    url: str
    seconds: Fraction
    init: str = ""
    discontinuity: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The first picture of a stream that is joined, alone and decodable, and its rate."""

    octets: bytes
    rate: FrameRate


@dataclass(frozen=True, slots=True)
class Run:
    """Segments ``first`` to ``end`` (exclusive) with one rising clock."""

    first: int
    end: int
    starts: Fraction


class SegmentedMedia:
    """HLS segments as one media; for live, segments may be added while it plays.

    May be read from any thread. ``fetch`` maps an address to its bytes and
    raises one of the house's errors; it is called once for each segment that is
    not in the store, also when two readers ask at the same time. ``starts`` is
    the position of the first segment: a live stream is joined far from its zero.
    """

    def __init__(
        self,
        segments: Iterable[Segment],
        fetch: Callable[[str], bytes],
        *,
        name: str = "segments",
        ended: bool = True,
        starts: Fraction = Fraction(0),
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self.name = name
        self._fetch = fetch
        self._changed = Condition()
        self._segments: list[Segment] = []
        self._starts: list[Fraction] = [starts]
        self._ended = False
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._cache_bytes = cache_bytes
        self._busy: dict[str, Lock] = {}
        self.origins: dict[int, Fraction] = {}
        """The clock at the first picture of each run, by its first segment; filled by `feed`."""
        self.joined_at: Fraction | None = None
        """Where a viewer comes in at once, without the sound's history in the segment before."""
        self.heads: dict[int, tuple[int, Fraction]] = {}
        """Stamp and position of the first picture of segments that were sought; by `feed`."""
        self.head: Head | None = None
        """What can be shown of a stream before anything can be read of it."""
        self._growing = bytearray()
        self._grown = Fraction(0)
        self._grows_anew = False
        self.extend(tuple(segments))
        self._ended = ended

    def extend(self, segments: Iterable[Segment]) -> None:
        """Add the next segments of a live stream; wakes readers that wait for them.

        The first of them begins with the bytes of the one that was growing.

        Raises:
            ValueError: the media has been ended.
        """
        with self._changed:
            if self._ended:
                raise ValueError(f"{self.name} has ended")
            for segment in segments:
                if self._segments and segment.init != self._segments[-1].init:
                    segment = replace(segment, discontinuity=True)
                self._segments.append(segment)
                self._starts.append(self._starts[-1] + segment.seconds)
            self._growing = bytearray()
            self._grown, self._grows_anew = Fraction(0), False
            self._changed.notify_all()

    def grow(self, octets: bytes, *, seconds: Fraction, discontinuity: bool = False) -> None:
        """Add to the segment behind the last one, whose first ``seconds`` are there now."""
        with self._changed:
            self._growing += octets
            self._grown = max(self._grown, seconds)
            self._grows_anew = discontinuity
            self._changed.notify_all()

    def end(self) -> None:
        """No more segments will come: readers at the end meet the end."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    @property
    def ends(self) -> Fraction:
        """The position at which the last of the segments known now ends."""
        with self._changed:
            return self._starts[-1]

    @property
    def edge(self) -> Fraction:
        """The position up to which all pictures are there, also of a segment that grows."""
        with self._changed:
            return self._starts[-1] + self._grown

    @property
    def ended(self) -> bool:
        with self._changed:
            return self._ended

    @property
    def segments(self) -> tuple[Segment, ...]:
        with self._changed:
            return tuple(self._segments)

    def starts_run(self, index: int) -> bool:
        with self._changed:
            return index == 0 or self._is_new(index)

    def index_at(self, seconds: Fraction) -> int:
        """The segment that holds ``seconds``; the last one beyond the end."""
        with self._changed:
            found = bisect_right(self._starts, seconds) - 1
            return max(0, min(found, self._there - 1))

    def starts(self, index: int) -> Fraction:
        """Where segment ``index`` begins; beyond the last, where that ends as far as is known."""
        with self._changed:
            return self._starts[min(index, len(self._starts) - 1)]

    def run_at(self, seconds: Fraction) -> Run:
        """The run that holds ``seconds``; its end may still move while live."""
        index = self.index_at(seconds)
        with self._changed:
            first = index
            while first > 0 and not self._is_new(first):
                first -= 1
            end = index + 1
            while end < self._there and not self._is_new(end):
                end += 1
            return Run(first, end, self._starts[first])

    def run_ends(self, run: Run) -> Fraction | None:
        """The time at which ``run`` ends, or None while that is not known."""
        with self._changed:
            for index in range(run.first + 1, self._there):
                if self._is_new(index):
                    return self._starts[index]
            return self._starts[-1] if self._ended else None

    def bytes_of(self, index: int) -> bytes:
        """The bytes of segment ``index``, fetched unless they are in the store.

        Raises:
            StbError: what ``fetch`` raises.
        """
        return self.bytes_from(index, 0)[0]

    def bytes_from(self, index: int, since: int) -> tuple[bytes, bool]:
        """What there is of segment ``index`` from byte ``since`` on, and whether that is all."""
        with self._changed:
            if index == len(self._segments):
                return bytes(memoryview(self._growing)[since:]), False
        whole = self._bytes(self._segments[index].url)
        return whole[since:] if since else whole, True

    def init_of(self, index: int) -> bytes:
        """The initialisation section before segment ``index``; empty for MPEG-TS."""
        url = "" if self.is_stream(index) else self._segments[index].init
        return self._bytes(url) if url else b""

    def is_stream(self, index: int) -> bool:
        """Whether segment ``index`` is a transport stream; no other grows."""
        with self._changed:
            return index == len(self._segments) or not self._segments[index].init

    def touch(self, seconds: Fraction) -> None:
        """Have the segment at ``seconds`` fetched, though nobody looks at it.

        So the origin sees the same requests whether a spot is replaced or not.

        Raises:
            StbError: what ``fetch`` raises.
        """
        if self._segments:
            self.bytes_of(self.index_at(seconds))

    def wait_for(self, index: int, stopped: Callable[[], bool], *, since: int = 0) -> bool:
        """Whether segment ``index`` exists beyond byte ``since``, waiting for it while live."""
        with self._changed:
            self._changed.wait_for(lambda: stopped() or self.has(index, since=since))
            return not stopped() and self._reaches(index, since)

    def has(self, index: int, *, since: int = 0) -> bool:
        """Whether there is no use in waiting for segment ``index`` beyond byte ``since``."""
        with self._changed:
            return self._ended or self._reaches(index, since)

    def wake(self) -> None:
        """Let readers that wait look again whether they were stopped."""
        with self._changed:
            self._changed.notify_all()

    @property
    def _there(self) -> int:
        """How many segments there are, with the one that grows."""
        return len(self._segments) + bool(self._growing)

    def _is_new(self, index: int) -> bool:
        """Whether a clock begins with segment ``index``."""
        if index == len(self._segments):
            return self._grows_anew
        return self._segments[index].discontinuity

    def _reaches(self, index: int, since: int) -> bool:
        known = len(self._segments)
        return index < known or (index == known and since < len(self._growing))

    def _bytes(self, url: str) -> bytes:
        with self._changed:
            kept = self._recall(url)
            if kept is not None:
                return kept
            busy = self._busy.setdefault(url, Lock())
        try:
            with busy:
                with self._changed:
                    kept = self._recall(url)
                if kept is None:
                    kept = self._fetched(url)
                    with self._changed:
                        self._keep(url, kept)
        finally:
            with self._changed:
                self._busy.pop(url, None)
        return kept

    def _fetched(self, url: str) -> bytes:
        try:
            return self._fetch(url)
        except StbError:
            raise
        except OSError as error:
            raise MediaGone(f"{self.name}: {url}: {error}") from error

    def _recall(self, url: str) -> bytes | None:
        if url in self._kept:
            self._kept.move_to_end(url)
            return self._kept[url]
        return None

    def _keep(self, url: str, data: bytes) -> None:
        self._kept[url] = data
        self._kept_bytes += len(data)
        while self._kept_bytes > self._cache_bytes and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._kept_bytes -= len(dropped)


Media = FileMedia | BytesMedia | SealedMedia | SegmentedMedia
