"""Segments laid end to end, as a file for FFmpeg."""

from __future__ import annotations

from stb.adapters.media.clock import Clocks
from stb.adapters.media.source import SegmentedMedia


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
        self._taken = 0
        self._end = end
        self._left = memoryview(b"")
        self._stopped = False
        self._waiting = False
        self.error: BaseException | None = None
        self.clocks = Clocks(marks=False)
        """The clocks of what was read of a transport stream, if it is read to its end."""

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
        return self._waiting and not self._media.has(self._next, since=self._taken)

    def _advance(self) -> bool:
        if self._next == self._end:
            return False
        self._waiting = True
        there = self._media.wait_for(self._next, lambda: self._stopped, since=self._taken)
        self._waiting = False
        if not there or self._ends_here():
            return False
        begins = self._next == self._opened_at and not self._taken
        try:
            init = self._media.init_of(self._next) if begins else b""
            data, whole = self._media.bytes_from(self._next, self._taken)
        except BaseException as error:  # noqa: BLE001
            # FFmpeg calls this: what passes through it is lost, and it reads on for ever.
            self.error = error
            return False
        if self._end is None and self._media.is_stream(self._next):
            self.clocks.feed(data)
        self._left = memoryview(init + data)
        if whole:
            self._next, self._taken = self._next + 1, 0
        else:
            self._taken += len(data)
        return True

    def _ends_here(self) -> bool:
        return self._next > self._opened_at and self._media.starts_run(self._next)
