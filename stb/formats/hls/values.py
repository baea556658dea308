"""What a playlist says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TypeAlias

from stb.errors import InputError
from stb.formats.faults import Fault
from stb.model.signal import In, Out


class PlaylistError(InputError):
    """A text that is no playlist, or one past the bounds."""

    code = "hls"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"hls.{code}"


@dataclass(frozen=True, slots=True)
class Segment:
    """One piece of media; ``at`` and ``seconds`` on the playlist's own timeline.

    ``date`` is what EXT-X-PROGRAM-DATE-TIME says of its first picture, where it
    says so. ``byte_range`` is length and offset. ``encrypted`` ones are listed
    and cannot be played.
    """

    url: str
    at: Fraction
    seconds: Fraction
    discontinuity: bool = False
    date: datetime | None = None
    byte_range: tuple[int, int] | None = None
    init_url: str = ""
    encrypted: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class DateRange:
    """A span of the timeline with attributes; sections as raw bytes.

    ``at`` is where the tag stood, in seconds from the first segment. ``stated``
    is its START-DATE there, None when the playlist has no dates to hold it to.
    """

    id: str
    at: Fraction
    line: int
    start: datetime | None = None
    end: datetime | None = None
    seconds: Fraction | None = None
    planned_seconds: Fraction | None = None
    kind: str = ""
    command: bytes | None = None
    out: bytes | None = None
    back: bytes | None = None
    stated: Fraction | None = None
    attributes: tuple[tuple[str, str], ...] = ()

    @property
    def interstitial(self) -> bool:
        """Whether it is an interstitial of the player's own: information only."""
        return self.kind == "com.apple.hls.interstitial"


@dataclass(frozen=True, slots=True)
class Mark:
    """A tag that speaks by its place: CUE-OUT, CUE-IN, or a section in base64."""

    at: Fraction
    line: int
    content: Out | In | bytes


@dataclass(frozen=True, slots=True)
class MediaPlaylist:
    """Segments in order, and all that was said about their timeline."""

    segments: tuple[Segment, ...]
    target_seconds: int
    media_sequence: int
    discontinuity_sequence: int
    ended: bool
    kind: str
    dateranges: tuple[DateRange, ...]
    marks: tuple[Mark, ...]
    faults: tuple[Fault, ...]

    @property
    def seconds(self) -> Fraction:
        """The length of all segments together."""
        return self.segments[-1].at + self.segments[-1].seconds if self.segments else Fraction(0)

    def place_of(self, date: datetime) -> Fraction | None:
        """Where ``date`` lies on the timeline, see `Calendar`; None without dates."""
        return Calendar.of(self.segments).place_of(date)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The dates that are known of a timeline, rising, and where they lie on it."""

    dates: tuple[datetime, ...]
    places: tuple[Fraction, ...]

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Calendar:
        known = sorted((one.date, one.at) for one in segments if one.date is not None)
        return cls(tuple(date for date, _ in known), tuple(at for _, at in known))

    def place_of(self, date: datetime) -> Fraction | None:
        """Where ``date`` lies, in seconds from the first segment.

        Counted from the last known date that is not later, so a new date
        behind a discontinuity counts from there on.
        """
        if not self.dates:
            return None
        base = max(0, bisect_right(self.dates, date) - 1)
        off = date - self.dates[base]
        return self.places[base] + Fraction(off // timedelta(microseconds=1), 1_000_000)


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of the same programme; ``bandwidth`` in bits a second."""

    url: str
    bandwidth: int
    width: int = 0
    height: int = 0
    codecs: str = ""
    frame_rate: Fraction | None = None
    audio_group: str = ""
    subtitle_group: str = ""


@dataclass(frozen=True, slots=True)
class Rendition:
    """An alternative sound or subtitle track; ``url`` empty: in the variant."""

    kind: str
    group: str
    name: str
    language: str
    url: str
    default: bool


@dataclass(frozen=True, slots=True)
class MasterPlaylist:
    """The encodings to choose from."""

    variants: tuple[Variant, ...]
    renditions: tuple[Rendition, ...]
    faults: tuple[Fault, ...]


Playlist: TypeAlias = MediaPlaylist | MasterPlaylist
