"""Fetches the broadcast's segments ahead of air, replaced by a spot or not.

One thread asks for every segment at the same distance before its air time, in
order; readers then find it in the store. So a spot is played from disk while the
origin sees the same requests, at the same times, as from a box that replaces
nothing, and the way back to the broadcast is open at every frame. After a jump
what is on air goes first: nothing is fetched ahead until its picture is there.
"""

from __future__ import annotations

import logging
from fractions import Fraction
from threading import Condition, RLock
from typing import Final

from stb.adapters.media.source import SegmentedMedia
from stb.errors import StbError
from stb.model.time import FrameRate

AHEAD_S: Final = 8
"""More than a lane is armed ahead, so that no lane ever asks first."""

RETRY_S: Final = 1

_BEFORE_S: Final = Fraction(1, 2)
"""A reader begins so much before its position, for the sound's history."""

_log = logging.getLogger(__name__)


class Fetcher:
    """Follows the playhead through one segmented media.

    The deck's ``lock`` guards it, and ``changed``, of that lock, is notified of every
    segment; the deck tells it where the playhead is. A fetch that fails is tried again
    every second until its air time; on the virtual clock, where seconds of the machine
    mean nothing, it is not.
    """

    def __init__(
        self,
        media: SegmentedMedia,
        rate: FrameRate,
        *,
        start: int,
        lock: RLock,
        changed: Condition,
        tries_again: bool,
    ) -> None:
        self._media = media
        self._rate = rate
        self._lock = lock
        self._changed = changed
        self._turn = Condition(lock)
        self._playhead: int | None = None
        self._due_at = start
        self._tries_again = tries_again
        self._done = self._start_of(start)
        self._stopped = False

    def follow(self, frame: int) -> None:
        """The playhead is at ``frame``, whose picture is there."""
        if self._playhead is None or frame >= self._due_at:
            self._turn.notify()
        self._playhead = frame

    def jump(self, frame: int) -> None:
        """Begin again at ``frame``, once it is followed there."""
        self._done = self._start_of(frame)
        self._playhead = None

    def settled(self) -> bool:
        """Whether all that is due was asked for."""
        return self._playhead is not None and not self._due(self._playhead)

    def stop(self) -> None:
        self._stopped = True
        self._turn.notify()

    def _start_of(self, frame: int) -> Fraction:
        return self._rate.seconds(frame) - _BEFORE_S

    def _due(self, playhead: int) -> bool:
        horizon = self._rate.seconds(playhead) + AHEAD_S
        return self._done <= horizon and self._done < self._media.ends

    def work(self) -> None:
        """Fetch until it is stopped; for a thread of its own."""
        while True:
            with self._lock:
                self._wait_until_due()
                if self._stopped:
                    return
                at = self._done
            fetched = self._touched(at)
            with self._lock:
                if self._done != at:
                    continue
                if fetched or not self._may_try_again(at):
                    self._done = self._media.starts(self._media.index_at(at) + 1)
                    self._changed.notify_all()
                else:
                    self._turn.wait_for(lambda: self._stopped, RETRY_S)

    def _wait_until_due(self) -> None:
        while not self._stopped:
            playhead = self._playhead
            if playhead is not None:
                if self._due(playhead):
                    return
                # Before this frame nothing is due, unless a live stream lacks it: look each time.
                ahead = self._done - AHEAD_S - self._rate.seconds(playhead)
                self._due_at = playhead + max(0, self._rate.frames_in(ahead))
            self._turn.wait()

    def _touched(self, at: Fraction) -> bool:
        try:
            self._media.touch(at)
        except StbError as error:
            _log.warning("segment at %.2f s: %s", at, error)
            return False
        return True

    def _may_try_again(self, at: Fraction) -> bool:
        playhead = self._playhead
        if playhead is None or not self._tries_again:
            return False
        return at > self._rate.seconds(playhead)
