"""Where a segment's first picture lies, though the playlist keeps silent about a jump.

A playlist says with EXT-X-DISCONTINUITY that the clock begins anew, and some do
not. So the stamp of the segment that is sought is held against that of one known
before it and the lengths listed between them; where they disagree, the segment
at which the clock jumps is looked for by halves.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from stb.adapters.media.clock import Clocks, signed
from stb.adapters.media.source import Run, SegmentedMedia
from stb.model.time import TICKS_HZ

_JUMP_S: Final = Fraction(1, 2)
_ROUNDING: Final = Fraction(1, 2)
"""Lengths in a playlist may be rounded to whole seconds."""

_PIECE: Final = 16 << 10


def head_of(media: SegmentedMedia, run: Run, index: int) -> tuple[int, Fraction]:
    """Stamp (33 bits) and position in seconds of the first picture of segment ``index``.

    Where its stamp is not what the segments before it make it, the segment at which
    the clock jumps is looked for; from there on positions count by the playlist.

    Raises:
        StbError: the segment cannot be fetched.
    """
    if index in media.heads:
        return media.heads[index]
    stamp = _first_stamp(media.bytes_of(index))
    before = max(known for known in media.heads if run.first <= known < index)
    while True:
        known_stamp, known_at = media.heads[before]
        listed = media.starts(index) - media.starts(before)
        if stamp is None:
            return known_stamp + int(listed * TICKS_HZ), known_at + listed
        counted = Fraction(signed(stamp - known_stamp), TICKS_HZ)
        if abs(counted - listed) <= _JUMP_S + _ROUNDING * (index - before):
            at = known_at + counted
        elif index == before + 1:
            at = known_at + listed
        else:
            before = _middle(media, run, before, index)
            continue
        media.heads[index] = stamp, at
        return stamp, at


def _middle(media: SegmentedMedia, run: Run, before: int, index: int) -> int:
    """A segment nearer to ``index`` whose head is known now."""
    middle = (before + index + 1) // 2
    head = head_of(media, run, middle)
    media.heads.setdefault(middle, head)
    return middle


def _first_stamp(data: bytes) -> int | None:
    """The stamp of the first keyframe of a segment, which lies near its start."""
    clocks = Clocks(marks=False)
    for at in range(0, len(data), _PIECE):
        clocks.feed(data[at : at + _PIECE])
        if clocks.clocks and clocks.clocks[0].keyed:
            break
    return clocks.clocks[0].first if clocks.clocks else None
