"""MPEG-TS over HTTP without a playlist: followed in a thread, cut into segments as it comes.

What other services give as a list of segments, this makes from the stream
itself, so that all that comes after it (deck, window, zapping) is the same.

Nobody waits for a segment to be complete. The first picture is shown as soon as the
second begins, if the two agree on the rate; where they do not, the first segment is
waited for. Then the picture stands until `CUSHION_S` of what follows is in hand, and
from there on pictures are handed on as they come.

    point of access   second picture       half a second        next point of access
    |I                |P                   |                    |I
                      head: shown          what comes is read   segment 0 is complete
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from fractions import Fraction

from stb.adapters.http import Stream
from stb.adapters.media.probe import facts_of_head, rate_of_head, tell
from stb.adapters.media.source import Head, Segment, SegmentedMedia
from stb.adapters.priority import give_way
from stb.errors import StbError, UnavailableError
from stb.formats.ts import Cutter, InHand, Piece
from stb.model.time import TICKS_HZ

KEPT = 24
"""Segments kept in memory: what can still be played."""

CUSHION_S = Fraction(1, 2)
"""What is in hand against an uneven network when a stream begins to play; more once it stalls."""

FIRST_WITHIN_S = 20.0

IDLE_S = 30.0
"""A stream that nobody has asked for so long (standby, another channel) is followed no more."""

Open = Callable[[str], AbstractContextManager[Stream]]
"""Opens the body at an address, for as long as it comes."""

_log = logging.getLogger(__name__)


class StreamEnded(UnavailableError):
    """The stream came to an end, or never began."""

    code = "media.stream_ended"


class TsStream:
    """One stream, followed from its opening until `close`."""

    def __init__(
        self,
        url: str,
        open_stream: Open,
        *,
        starts: Fraction = Fraction(0),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """``starts`` is the position of its first picture."""
        self._monotonic = monotonic
        self._watched_at = monotonic()
        self._url = url
        self._open = open_stream
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._made = 0
        self._starts = self._ends = starts
        self._changed = threading.Condition()
        self._closed = False
        self._error: StbError | None = None
        self._pictures = self._handed = 0
        self._looked = self._told = False
        self.media: SegmentedMedia | None = None
        self._thread = threading.Thread(target=self._follow, name="ts stream", daemon=True)
        self._thread.start()

    def opened(self) -> SegmentedMedia:
        """The media, when its first picture can be shown or its first segment is there.

        Raises:
            StbError: why they are not.
        """
        with self._changed:
            self._changed.wait_for(lambda: self.media or self._error, timeout=FIRST_WITHIN_S)
            if self.media is None:
                raise self._error or StreamEnded(f"{self._url}: nothing that can be shown came")
            return self.media

    def watched(self) -> Fraction:
        """The position of the oldest segment that is still kept; says that somebody watches."""
        with self._changed:
            self._watched_at = self._monotonic()
            return self._ends - sum(self._lengths(), Fraction(0))

    @property
    def failed(self) -> StbError | None:
        """Why no more comes, None while it does."""
        return self._error

    def close(self) -> None:
        """Follow it no more; the connection is dropped with the next piece."""
        with self._changed:
            self._closed = True
            if self.media is not None:
                self.media.end()

    def _lengths(self) -> Iterator[Fraction]:
        if self.media is not None:
            yield from (segment.seconds for segment in self.media.segments[-len(self._kept) :])

    def _follow(self) -> None:
        give_way()
        cutter = Cutter()
        try:
            with self._open(self._url) as stream:
                for chunk in stream.chunks:
                    if self._closed or self._monotonic() - self._watched_at > IDLE_S:
                        break
                    for piece in cutter.feed(chunk):
                        self._keep(piece)
                    if (in_hand := cutter.in_hand) is not None:
                        self._hand_on(cutter, in_hand)
            self._fail(StreamEnded(f"{self._url}: the stream ended"))
        except StbError as error:
            self._fail(error)

    def _keep(self, piece: Piece) -> None:
        with self._changed:
            if self._closed:
                return
            name = f"{self._url}#{self._made}"
            self._made += 1
            self._kept[name] = piece.octets
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            segment = Segment(name, piece.seconds, discontinuity=piece.jumped)
            if self.media is None:
                self.media = self._opened_with(segment)
            else:
                self.media.extend((segment,))
            self._pictures = self._handed = 0
            self._looked = self._told = True
            self._ends += piece.seconds
            self._changed.notify_all()

    def _opened_with(self, *segments: Segment) -> SegmentedMedia:
        return SegmentedMedia(
            segments, self._fetch, name=self._url, ended=False, starts=self._starts
        )

    def _hand_on(self, cutter: Cutter, in_hand: InHand) -> None:
        """Let be seen what has come of the segment in hand, whole pictures at a time."""
        if in_hand.pictures == self._pictures or not in_hand.head:
            return
        self._pictures = in_hand.pictures
        if not self._looked:
            self._looked = True
            self._look_at(cutter.come(0)[: in_hand.head], in_hand)
        media = self.media
        if media is None or media.head is None:
            return
        if not self._told and in_hand.seconds >= CUSHION_S:
            facts, self._told = facts_of_head(cutter.come(0), media.head.rate)
            if self._told:
                tell(media, facts)
        if self._told:
            octets = cutter.come(self._handed)
            if not self._handed:
                media.origins[len(media.segments)] = Fraction(in_hand.begins, TICKS_HZ)
            self._handed += len(octets)
            media.grow(octets, seconds=in_hand.seconds, discontinuity=in_hand.jumped)

    def _look_at(self, octets: bytes, in_hand: InHand) -> None:
        """Open with the first picture alone, if it is known how long that lasts."""
        rate = rate_of_head(octets, in_hand.step)
        with self._changed:
            if rate is None or self._closed:
                return
            self.media = self._opened_with()
            self.media.head = Head(octets, rate)
            self.media.grow(b"", seconds=in_hand.seconds)
            self._changed.notify_all()

    def _fail(self, error: StbError) -> None:
        _log.info("stream ended: %s", error)
        with self._changed:
            self._error = error
            self._changed.notify_all()

    def _fetch(self, name: str) -> bytes:
        with self._changed:
            if name not in self._kept:
                raise StreamEnded(f"{name} is not kept any more")
            return self._kept[name]
