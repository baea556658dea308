"""The sound of one media from an exact sample on, at 48 kHz in stereo.

Decoded frames are laid on the media's own sample grid by their time stamps;
what is missing is silence, what overlaps is cut. A resampler is fed from a
sample that falls on both grids (every 147th at 44.1 kHz), so its phase does not
depend on the in-point and two cuts of the same sound agree.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd
from typing import Final, TypeAlias

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from stb.adapters.media.errors import MediaUndecodable
from stb.model.time import SAMPLE_RATE

Sound: TypeAlias = NDArray[np.float32]
"""float32, (2, samples), left and right, 48 kHz, full scale is 1."""

OVERLAP: Final = 4096
"""Samples decoded before the in-point and cut off."""

LONGEST_GAP_S: Final = 60


def silence(samples: int) -> Sound:
    return np.zeros((2, samples), np.float32)


class SoundTrack:
    """Sound from output sample ``first`` of the media on (48 kHz, from frame 0).

    `put` decoded frames in order, `take` what is there, `finish` at the end.
    ``missing`` counts source samples that lacked after the in-point between others.
    A ``patient`` one lays a frame when the next is put, which may be of a new clock
    and then goes before it.
    """

    def __init__(
        self, rate: int, first: int, *, gain_db: float = 0.0, patient: bool = False
    ) -> None:
        step = rate // gcd(rate, SAMPLE_RATE)
        begin = int(Fraction(first * rate, SAMPLE_RATE)) - OVERLAP
        self.rate = rate
        self._in = int(Fraction(first * rate, SAMPLE_RATE))
        self._next = begin // step * step
        self._drop = first - self._next * SAMPLE_RATE // rate
        self._gain = np.float32(10 ** (gain_db / 20))
        self._plain: AudioResampler | None = None
        self._plain_of: tuple[str, str] | None = None
        self._resampler = None if rate == SAMPLE_RATE else AudioResampler("fltp", "stereo", 48_000)
        self._ready: list[Sound] = []
        self._ready_samples = 0
        self._begun = False
        self._patient = patient
        self._since = Fraction(0)
        self._held: list[tuple[int, Sound]] = []
        self.missing = 0

    @property
    def samples(self) -> int:
        """How many samples `take` can give now."""
        return self._ready_samples

    @property
    def ends(self) -> Fraction:
        """The media position in seconds up to which sound has been put."""
        return Fraction(self._next, self.rate)

    def put(
        self,
        frame: AudioFrame,
        at: Fraction | None,
        *,
        since: Fraction = Fraction(0),
        until: Fraction | None = None,
    ) -> None:
        """Lay a decoded frame at media position ``at`` in seconds (None: what follows).

        It is stamped by a clock that begins at ``since`` and, where that is known, ends
        at ``until``: from there on the sound of the next clock is heard, if it is there.

        Raises:
            MediaUndecodable: the rate changes, or a gap is longer than a minute.
        """
        if frame.sample_rate != self.rate:
            raise MediaUndecodable(f"sound changes from {self.rate} to {frame.sample_rate} Hz")
        if since != self._since:
            self._lay_held(before=since if at is None else max(since, at))
            self._since = since
        elif until is None:
            self._lay_held(before=None)
        for piece in self._stereo(frame):
            start = self._next if at is None else _nearest(at * self.rate)
            jitter = max(1, _nearest(Fraction(frame.time_base or 0) * self.rate))
            if abs(start - self._next) <= jitter:
                start = self._next
            at = None
            self._lay_until(piece, start, until)

    def skip_to(self, at: Fraction) -> None:
        """Be silent up to media position ``at``: no sound came."""
        self._fill(_nearest(at * self.rate))

    def finish(self) -> None:
        """Hand out what is held back, by the resampler too."""
        self._lay_held(before=None)
        if self._resampler is not None:
            for rest in self._resampler.resample(None):
                self._hand_out(_floats(rest))
            self._resampler = AudioResampler("fltp", "stereo", SAMPLE_RATE)

    def take(self, samples: int) -> Sound:
        """The next ``samples`` samples; silence where there are no more."""
        taken: list[Sound] = []
        wanted = samples
        while wanted and self._ready:
            head = self._ready.pop(0)
            if head.shape[1] > wanted:
                self._ready.insert(0, head[:, wanted:])
                head = head[:, :wanted]
            taken.append(head)
            wanted -= head.shape[1]
        self._ready_samples -= samples - wanted
        if wanted or not taken:
            taken.append(silence(wanted))
        return taken[0] if len(taken) == 1 else np.concatenate(taken, axis=1)

    def _stereo(self, frame: AudioFrame) -> list[Sound]:
        """The frame as stereo float at its own rate, mixed down as FFmpeg does."""
        form = (frame.format.name, frame.layout.name)
        if form == ("fltp", "stereo"):
            return [_floats(frame)]
        if self._plain is None or self._plain_of != form:
            self._plain, self._plain_of = AudioResampler("fltp", "stereo", self.rate), form
        frame.pts = None
        return [_floats(piece) for piece in self._plain.resample(frame)]

    def _lay_until(self, sound: Sound, start: int, until: Fraction | None) -> None:
        """Lay what lies before the next clock's sound, and hold the rest."""
        if until is None:
            if self._patient:
                self._held.append((start, sound))
            else:
                self._lay(sound, start)
            return
        fits = min(max(0, _nearest(until * self.rate) - start), sound.shape[1])
        if fits:
            self._lay(sound[:, :fits], start)
        if fits < sound.shape[1]:
            self._held.append((start + fits, sound[:, fits:]))

    def _lay_held(self, *, before: Fraction | None) -> None:
        """Lay what was held, up to media position ``before`` where other sound begins."""
        end = None if before is None else _nearest(before * self.rate)
        for start, sound in self._held:
            if end is None or start < end:
                self._lay(sound if end is None else sound[:, : end - start], start)
        self._held.clear()

    def _lay(self, sound: Sound, start: int) -> None:
        if start + sound.shape[1] <= self._next:
            return
        if start > self._next:
            self._fill(start)
        elif start < self._next:
            sound = sound[:, self._next - start :]
        self._begun = True
        self._feed(sound)

    def _fill(self, until: int) -> None:
        gap = until - self._next
        if gap > LONGEST_GAP_S * self.rate:
            raise MediaUndecodable(f"the sound jumps by {gap / self.rate:.0f} s")
        if gap > 0:
            if self._begun:
                self.missing += max(0, until - max(self._in, self._next))
            self._feed(silence(gap))

    def _feed(self, sound: Sound) -> None:
        self._next += sound.shape[1]
        if self._resampler is None:
            self._hand_out(sound)
            return
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", "stereo")
        frame.sample_rate = self.rate
        for piece in self._resampler.resample(frame):
            self._hand_out(_floats(piece))

    def _hand_out(self, sound: Sound) -> None:
        if self._drop:
            dropped = min(self._drop, sound.shape[1])
            self._drop -= dropped
            sound = sound[:, dropped:]
        if sound.shape[1]:
            self._ready.append(sound if self._gain == 1 else sound * self._gain)
            self._ready_samples += sound.shape[1]


def _floats(frame: AudioFrame) -> Sound:
    return np.asarray(frame.to_ndarray(), np.float32)


def _nearest(value: Fraction) -> int:
    return int((value + Fraction(1, 2)).__floor__())
