"""Where a place of a playlist lies on the timeline of what can be played.

A playlist counts the seconds of all that it lists. Gaps (EXT-X-GAP) pass in it and are not
played, and behind a discontinuity the time stamps belong to another clock:

    playlist   |---run---|--gap--|---run---|D--run------|
    played     |---run---|---run---|--run------|
    clock           0         0           1

Source: RFC 8216bis, 4.4.4.3 and 4.4.4.7.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

from stb.formats.hls.values import MediaPlaylist


@dataclass(frozen=True, slots=True)
class Run:
    """Segments that are played without a break of the time stamps.

    ``at`` and ``plays_at`` are its start in the playlist and as played. ``clock`` counts the
    discontinuities before it. ``dated``: a date was told on its clock.
    """

    at: Fraction
    plays_at: Fraction
    seconds: Fraction
    clock: int
    dated: bool

    @property
    def end(self) -> Fraction:
        return self.at + self.seconds


@dataclass(frozen=True, slots=True)
class Course:
    """The runs of a playlist, in order."""

    runs: tuple[Run, ...]
    starts: tuple[Fraction, ...]

    @classmethod
    def of(cls, playlist: MediaPlaylist) -> Course:
        dated = _dated_clocks(playlist)
        runs: list[Run] = []
        clock, plays_at, length = 0, Fraction(0), Fraction(0)
        begun: Fraction | None = None
        for place, segment in enumerate(playlist.segments):
            ends = segment.gap or (segment.discontinuity and place > 0)
            if ends and begun is not None:
                runs.append(Run(begun, plays_at, length, clock, clock in dated))
                plays_at, length, begun = plays_at + length, Fraction(0), None
            clock += segment.discontinuity and place > 0
            if segment.gap:
                continue
            begun = segment.at if begun is None else begun
            length += segment.seconds
        if begun is not None:
            runs.append(Run(begun, plays_at, length, clock, clock in dated))
        if not runs:
            runs.append(Run(Fraction(0), Fraction(0), Fraction(0), 0, dated=True))
        return cls(tuple(runs), tuple(run.at for run in runs))

    @property
    def clock(self) -> int:
        """The clock of the first picture that is played."""
        return self.runs[0].clock

    def lost_before(self, run: Run) -> Fraction:
        """The seconds of gaps between the first run and ``run``."""
        return run.at - run.plays_at - self.runs[0].at

    def run_of(self, place: Fraction) -> Run:
        """The run in which ``place`` lies; in a gap the one before it, outside the nearest."""
        return self.runs[max(0, bisect_right(self.starts, place) - 1)]

    def played(self, place: Fraction) -> Fraction:
        """``place`` as played; in a gap that is where the next run begins."""
        run = self.run_of(place)
        into = place - run.at
        return run.plays_at + (into if run is self.runs[-1] else min(into, run.seconds))

    def is_whole(self, place: Fraction, seconds: Fraction) -> bool:
        """Whether nothing is left out from ``place`` on, for ``seconds``."""
        return self.played(place + seconds) - self.played(place) == seconds


def _dated_clocks(playlist: MediaPlaylist) -> frozenset[int]:
    found, clock = set(), 0
    for place, segment in enumerate(playlist.segments):
        clock += segment.discontinuity and place > 0
        if segment.date is not None:
            found.add(clock)
    return frozenset(found)
