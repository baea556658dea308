"""The pictures that wait for their sound, and which of them is due.

Sound that is fed is heard a little later. A picture is due when the first sample that
belongs to it is heard; it is for whoever shows it to be there in time.
"""

from __future__ import annotations

from collections import deque

from stb.adapters.media.reader import Shot

EARLY = 240
"""Samples (5 ms) by which a picture may come before its sound.

Nobody sleeps to the sample, and to be early is safe: sound is noticed to be late from 125 ms
on (ITU-R BT.1359-1), early from 45 ms on.
"""


class Line:
    """Shots in the order in which they were fed; positions are samples since the start."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[int, Shot]] = deque()
        self.left_out = 0
        """Pictures that were overtaken by their sound, and never shown."""

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def last(self) -> Shot | None:
        return self._waiting[-1][1] if self._waiting else None

    def add(self, at: int, shot: Shot) -> None:
        """``shot`` waits for the sample ``at``."""
        self._waiting.append((at, shot))

    def clear(self) -> None:
        self._waiting.clear()

    def due_in(self, heard: float) -> float:
        """Samples until the first of them is due, where ``heard`` is heard now; 0 with none."""
        return max(0.0, self._waiting[0][0] - heard) if self._waiting else 0.0

    def due(self, heard: float, *, frame: int) -> Shot | None:
        """The shot to be shown when ``heard`` is heard, None where the one before stays.

        One that is overdue by more than a ``frame`` of samples is left out; by less, it is
        shown, and those after it come the sooner: that is not seen, a gap is.
        """
        due: Shot | None = None
        while self._waiting and self._waiting[0][0] <= heard + EARLY:
            if due is not None:
                self.left_out += 1
            due = self._waiting.popleft()[1]
            if self._waiting and heard - self._waiting[0][0] < frame:
                break
        return due
