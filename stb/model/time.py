"""Media time, counted in whole frames and never in seconds.

The splice must agree with the encoder to the frame, so a position is a frame
number and a length is a number of frames; floats appear only in text for
people. Signals speak 90 kHz ticks (ISO/IEC 13818-1), which wrap every 2**33
ticks, about 26.5 hours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from stb.errors import InputError

TICKS_HZ = 90_000
TICKS_WRAP = 1 << 33
SAMPLE_RATE = 48_000
"""Sound leaves the box at this rate, in stereo."""

_MICROSECOND = timedelta(microseconds=1)
_TIMECODE = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d)[:;](\d{2,3})")


class BadTimecode(InputError):
    """A text is not a timecode HH:MM:SS:FF at the rate in use."""

    code = "time.timecode"


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Frames a second as an exact ratio, in lowest terms: 30000/1001."""

    num: int
    den: int = 1

    def __post_init__(self) -> None:
        if self.num <= 0 or self.den <= 0:
            raise ValueError(f"not a frame rate: {self.num}/{self.den}")
        lowest = Fraction(self.num, self.den)
        object.__setattr__(self, "num", lowest.numerator)
        object.__setattr__(self, "den", lowest.denominator)

    def __str__(self) -> str:
        return f"{self.num}/{self.den}" if self.den > 1 else str(self.num)

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.num, self.den)

    @property
    def ticks_per_frame(self) -> Fraction:
        return Fraction(TICKS_HZ * self.den, self.num)

    def ticks(self, frame: int) -> int:
        """The tick of ``frame`` relative to frame 0, rounded to the nearest."""
        return _nearest(frame * self.ticks_per_frame)

    def nearest_frame(self, ticks: int) -> int:
        """The frame that starts nearest to ``ticks``; a tie goes to the later.

        Nearest and never floor: at 60000/1001 a frame is 1501.5 ticks, so a
        rounded tick may lie just before its own frame.
        """
        return _nearest(Fraction(ticks) / self.ticks_per_frame)

    def goes_with(self, service: FrameRate) -> bool:
        """Whether its pictures fall on those of a service: a whole multiple, or a whole part."""
        ratio = self.fraction / service.fraction
        return 1 in (ratio.numerator, ratio.denominator)

    def sample(self, frame: int) -> int:
        """The first output sample (48 kHz) of ``frame`` relative to frame 0."""
        return _nearest(Fraction(frame * SAMPLE_RATE) / self.fraction)

    def seconds(self, frames: int) -> Fraction:
        return Fraction(frames) / self.fraction

    def length(self, frames: int) -> timedelta:
        """How long ``frames`` last, without what is left of a microsecond."""
        return length_of(self.seconds(frames))

    def frames_in(self, seconds: Fraction | int) -> int:
        """The whole frames nearest to a length of ``seconds``."""
        return _nearest(Fraction(seconds) * self.fraction)

    def whole_frames(self, length: timedelta) -> int:
        """The frames that fit whole into ``length``."""
        return length * self.num // timedelta(seconds=self.den)

    def timecode(self, frame: int) -> str:
        """``frame`` as HH:MM:SS:FF, counted without drop frames."""
        base = self._counted
        seconds, ff = divmod(frame, base)
        minutes, ss = divmod(seconds, 60)
        hh, mm = divmod(minutes, 60)
        return f"{hh:02}:{mm:02}:{ss:02}:{ff:02}"

    def parse_timecode(self, text: str) -> int:
        """The frame that ``HH:MM:SS:FF`` names.

        Raises:
            BadTimecode: another form, or a frame number the rate has not.
        """
        match = _TIMECODE.fullmatch(text.strip())
        if match is None:
            raise BadTimecode(f"not a timecode HH:MM:SS:FF: {text!r}")
        hh, mm, ss, ff = (int(part) for part in match.groups())
        if ff >= self._counted:
            raise BadTimecode(f"frame {ff} in {text!r} at {self} frames a second")
        return ((hh * 60 + mm) * 60 + ss) * self._counted + ff

    @property
    def _counted(self) -> int:
        """Frames that a timecode counts in a second: 30 at 30000/1001."""
        return -(-self.num // self.den)


FILM = FrameRate(24_000, 1_001)
PAL = FrameRate(25)
NTSC = FrameRate(30_000, 1_001)
HD50 = FrameRate(50)
HD60 = FrameRate(60_000, 1_001)


def length_of(seconds: Fraction) -> timedelta:
    """``seconds`` without what is left of a microsecond."""
    return timedelta(microseconds=int(seconds * 1_000_000))


def seconds_of(length: timedelta) -> Fraction:
    """``length`` in seconds, exactly."""
    return Fraction(length // _MICROSECOND, 1_000_000)


def unwrap(ticks: int, near: int) -> int:
    """The unwrapped value of 33-bit ``ticks`` that lies closest to ``near``."""
    delta = (ticks - near) % TICKS_WRAP
    if delta >= TICKS_WRAP // 2:
        delta -= TICKS_WRAP
    return near + delta


def _nearest(value: Fraction) -> int:
    return int((value + Fraction(1, 2)).__floor__())
