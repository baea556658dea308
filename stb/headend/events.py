"""One event of a service as it is played out: pieces of reels on the segment grid."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from stb.headend.catalogue import Kind, Reel
from stb.model.schedule import Programme


@dataclass(frozen=True, slots=True)
class Piece:
    """``length`` segments of one reel from segment ``at`` on, the reel repeated if need be."""

    at: int
    reel: Reel
    length: int

    @property
    def end(self) -> int:
        return self.at + self.length

    @property
    def is_break(self) -> bool:
        return self.reel.kind is Kind.BREAK


@dataclass(frozen=True, slots=True)
class Airing:
    """What one segment of the grid shows: segment ``index`` of a reel."""

    reel: Reel
    index: int


@dataclass(frozen=True, slots=True)
class Event:
    """A programme from segment ``first`` to ``end`` (exclusive), announced to the minute.

    From ``content_end`` on a public service carries its block of advertising,
    which is no part of the programme and is not caught up.
    """

    programme: Programme
    part: int
    kids: bool
    first: int
    end: int
    content_end: int
    pieces: tuple[Piece, ...]

    @property
    def breaks(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.is_break)

    @property
    def content_breaks(self) -> tuple[Piece, ...]:
        """The breaks inside the programme."""
        return tuple(piece for piece in self.breaks if piece.at < self.content_end)

    def airing(self, k: int) -> Airing:
        """What segment ``k`` of this event shows.

        Raises:
            ValueError: outside the event.
        """
        if not self.first <= k < self.end:
            raise ValueError(f"segment {k} outside {self.programme.id}")
        place = bisect_right(self.pieces, k, key=lambda piece: piece.at) - 1
        piece = self.pieces[place]
        return Airing(piece.reel, (k - piece.at) % len(piece.reel.segments))
