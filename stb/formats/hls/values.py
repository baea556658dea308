"""What a playlist says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TypeAlias

from stb.errors import InputError
from stb.formats.faults import Fault
from stb.model.signal import In, Out
from stb.model.time import seconds_of

_WRITTEN_TO = Fraction(1, 50)
"""Dates are written in milliseconds, lengths in whatever comes; the same are this near."""

_LOOKED_BACK = 8
"""So many dates are looked at that are not later than the one that is sought."""


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

    @property
    def contradicts_itself(self) -> bool:
        """Whether its END-DATE is not where its START-DATE and DURATION end."""
        if self.start is None or self.end is None:
            return False
        length = seconds_of(self.end - self.start)
        if self.seconds is None:
            return length < 0
        return abs(length - self.seconds) > _WRITTEN_TO


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
    """The dates that are known of a timeline, rising, where they lie on it and for how long."""

    dates: tuple[datetime, ...]
    places: tuple[Fraction, ...]
    lengths: tuple[Fraction, ...]

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> Calendar:
        known: list[tuple[datetime, Fraction, Fraction]] = []
        end = segments[-1].at + segments[-1].seconds if segments else Fraction(0)
        for one in reversed(segments):
            if one.date is not None:
                known.append((one.date, one.at, end - one.at))
            if one.date is not None or one.discontinuity:
                end = one.at
        known.sort()
        return cls(
            tuple(date for date, _, _ in known),
            tuple(at for _, at, _ in known),
            tuple(length for _, _, length in known),
        )

    def place_of(self, date: datetime, near: Fraction | None = None) -> Fraction | None:
        """Where ``date`` lies, in seconds from the first segment.

        Where several stretches of the timeline bear it (a clock that was set
        back), it is the one nearest to ``near``, else the last. A date that none
        of them bears is counted from the last known one that is not later.
        """
        if not self.dates:
            return None
        last = max(0, bisect_right(self.dates, date) - 1)
        bearing = [
            place
            for base in range(last, max(-1, last - _LOOKED_BACK), -1)
            if (place := self._from(base, date)) - self.places[base] < self.lengths[base]
            and self.dates[base] <= date
        ]
        if near is not None and bearing:
            return min(bearing, key=lambda place: abs(place - near))
        return bearing[0] if bearing else self._from(last, date)

    def _from(self, base: int, date: datetime) -> Fraction:
        return self.places[base] + seconds_of(date - self.dates[base])


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
