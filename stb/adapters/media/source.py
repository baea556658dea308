"""Where the bytes of a media come from: a file, memory, a sealed file, or HLS segments.

Nothing here decodes. Segments are fetched by a function of ours, never by
FFmpeg's protocols, so that every request can be audited; they are kept in a
bounded store shared by all readers, so that the broadcast beneath a spot is
fetched like any other and the return to it costs nothing.

    run 0              | run 1 (after a discontinuity)
    seg 0  seg 1 seg 2 | seg 3  seg 4
    ^ SegmentRead from segment 1 gives seg 1 + seg 2, and ends with its run

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

from stb.adapters.media.clock import Clocks
from stb.adapters.media.errors import MediaChanged, MediaGone
from stb.errors import StbError

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
        self.extend(tuple(segments))
        self._ended = ended

    def extend(self, segments: Iterable[Segment]) -> None:
        """Add the next segments of a live stream; wakes readers that wait for them.

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
    def ended(self) -> bool:
        with self._changed:
            return self._ended

    @property
    def segments(self) -> tuple[Segment, ...]:
        with self._changed:
            return tuple(self._segments)

    def starts_run(self, index: int) -> bool:
        with self._changed:
            return index == 0 or self._segments[index].discontinuity

    def index_at(self, seconds: Fraction) -> int:
        """The segment that holds ``seconds``; the last one beyond the end."""
        with self._changed:
            found = bisect_right(self._starts, seconds) - 1
            return max(0, min(found, len(self._segments) - 1))

    def starts(self, index: int) -> Fraction:
        with self._changed:
            return self._starts[index]

    def run_at(self, seconds: Fraction) -> Run:
        """The run that holds ``seconds``; its end may still move while live."""
        index = self.index_at(seconds)
        with self._changed:
            first = index
            while first > 0 and not self._segments[first].discontinuity:
                first -= 1
            end = index + 1
            while end < len(self._segments) and not self._segments[end].discontinuity:
                end += 1
            return Run(first, end, self._starts[first])

    def run_ends(self, run: Run) -> Fraction | None:
        """The time at which ``run`` ends, or None while that is not known."""
        with self._changed:
            for index in range(run.first + 1, len(self._segments)):
                if self._segments[index].discontinuity:
                    return self._starts[index]
            return self._starts[-1] if self._ended else None

    def bytes_of(self, index: int) -> bytes:
        """The bytes of segment ``index``, fetched unless they are in the store.

        Raises:
            StbError: what ``fetch`` raises.
        """
        return self._bytes(self._segments[index].url)

    def init_of(self, index: int) -> bytes:
        """The initialisation section before segment ``index``; empty for MPEG-TS."""
        url = self._segments[index].init
        return self._bytes(url) if url else b""

    def is_stream(self, index: int) -> bool:
        """Whether segment ``index`` is a transport stream."""
        return not self._segments[index].init

    def touch(self, seconds: Fraction) -> None:
        """Have the segment at ``seconds`` fetched, though nobody looks at it.

        So the origin sees the same requests whether a spot is replaced or not.

        Raises:
            StbError: what ``fetch`` raises.
        """
        if self._segments:
            self.bytes_of(self.index_at(seconds))

    def wait_for(self, index: int, stopped: Callable[[], bool]) -> bool:
        """Whether segment ``index`` of the run exists, waiting for it while live."""
        with self._changed:
            self._changed.wait_for(lambda: stopped() or self._ended or index < len(self._segments))
            return not stopped() and index < len(self._segments)

    def has(self, index: int) -> bool:
        with self._changed:
            return self._ended or index < len(self._segments)

    def wake(self) -> None:
        """Let readers that wait look again whether they were stopped."""
        with self._changed:
            self._changed.notify_all()

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


class SegmentRead:
    """The bytes of a run from segment ``first`` on, as a file for FFmpeg.

    It cannot be sought, and waits for segments to come while the media is live,
    unless it shall end before segment ``end``. `stop` may be called from another
    thread; then the file ends. ``error`` is what went wrong: FFmpeg sees only an
    end.
    """

    def __init__(self, media: SegmentedMedia, first: int, *, end: int | None = None) -> None:
        self._media = media
        self._opened_at = first
        self._next = first
        self._end = end
        self._left = memoryview(b"")
        self._stopped = False
        self._waiting = False
        self.error: BaseException | None = None
        self.clocks = Clocks(marks=False)
        """The clocks of what was read of a transport stream."""

    def read(self, size: int) -> bytes:
        while not self._left:
            if self._stopped or self.error is not None or not self._advance():
                return b""
        taken, self._left = self._left[:size], self._left[size:]
        return bytes(taken)

    def stop(self) -> None:
        self._stopped = True
        self._media.wake()

    @property
    def starved(self) -> bool:
        """Whether it waits for a segment that has not been announced yet."""
        return self._waiting and not self._media.has(self._next)

    def _advance(self) -> bool:
        if self._next == self._end:
            return False
        self._waiting = True
        there = self._media.wait_for(self._next, lambda: self._stopped)
        self._waiting = False
        if not there or self._ends_here():
            return False
        try:
            init = self._media.init_of(self._next) if self._next == self._opened_at else b""
            data = self._media.bytes_of(self._next)
        except BaseException as error:  # noqa: BLE001
            # FFmpeg calls this: what passes through it is lost, and it reads on for ever.
            self.error = error
            return False
        if self._media.is_stream(self._next):
            self.clocks.feed(data)
        self._left = memoryview(init + data)
        self._next += 1
        return True

    def _ends_here(self) -> bool:
        return self._next > self._opened_at and self._media.starts_run(self._next)


Media = FileMedia | BytesMedia | SealedMedia | SegmentedMedia
