"""What was found in a media file: the facts that a spot or a programme is judged by.

Lengths of pictures are frames at the file's own rate, times are seconds counted
from its first picture, levels are those of the sound as a box plays it: mixed to
stereo at 48 kHz. Nothing here says whether that is good; see `judge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stb.model.time import FrameRate

SILENCE_LUFS = -70.0
NO_PEAK = -100.0
TARGET_LUFS = -23.0
MOST_GAIN_DB = 40.0
"""What a manifest may state."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """EBU R 128: ``lufs`` integrated, ``short_term`` the loudest three seconds, LUFS.

    ``peak_dbtp``: the highest true peak of either channel, dBTP (ITU-R BS.1770-4,
    oversampled).
    """

    lufs: float = SILENCE_LUFS
    short_term: float = SILENCE_LUFS
    peak_dbtp: float = NO_PEAK

    @property
    def silent(self) -> bool:
        return self.lufs <= SILENCE_LUFS

    @property
    def gain_db(self) -> float:
        """The gain that brings it to -23 LUFS; 0 for what is silent."""
        if self.silent:
            return 0.0
        return max(-MOST_GAIN_DB, min(MOST_GAIN_DB, round(TARGET_LUFS - self.lufs, 2)))


@dataclass(frozen=True, slots=True)
class Picture:
    """``aspect`` is that of the whole picture as it is to be seen; ``form`` FFmpeg's name.

    ``matrix`` is 1 for BT.709, 2 where nothing is stated (ITU-T H.273); ``hdr``: a
    transfer of high dynamic range. ``interlaced`` counts such pictures, ``turned``
    are degrees to turn it by, ``sizes`` how many sizes it has. ``black``: frames
    that are all black, at its head and at its tail.
    """

    codec: str
    width: int
    height: int
    aspect: Fraction
    form: str = "yuv420p"
    matrix: int = 2
    hdr: bool = False
    interlaced: int = 0
    turned: int = 0
    sizes: int = 1
    black: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Sound:
    """``starts`` after the first picture, and ``ends`` after the last: negative for before.

    ``missing``: seconds that lack in between. ``silent``: seconds of silence at the
    pictures' head and tail, whether coded or lacking.
    """

    codec: str
    layout: str
    hertz: int
    loudness: Loudness
    starts: Fraction = Fraction(0)
    ends: Fraction = Fraction(0)
    missing: Fraction = Fraction(0)
    silent: tuple[Fraction, Fraction] = (Fraction(0), Fraction(0))


@dataclass(frozen=True, slots=True)
class Measured:
    """A file as a whole. ``frames``: from the first picture to the last, by their stamps.

    ``missing`` and ``doubled`` are places of the grid without a picture, and
    pictures too many; ``damaged`` those that came out, or should have, with an
    error in them; ``headless`` those before the first key picture. ``origin`` is the
    stamp of the first in seconds.
    """

    rate: FrameRate
    frames: int
    picture: Picture
    sound: Sound | None
    origin: Fraction = Fraction(0)
    missing: int = 0
    doubled: int = 0
    damaged: int = 0
    headless: int = 0

    @property
    def seconds(self) -> Fraction:
        return self.rate.seconds(self.frames)

    @property
    def loudness(self) -> Loudness:
        return self.sound.loudness if self.sound is not None else Loudness()

    @property
    def gain_db(self) -> float:
        """The gain that brings it to -23 LUFS."""
        return self.loudness.gain_db
