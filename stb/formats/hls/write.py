"""Playlists as the head-end serves them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from fractions import Fraction

from stb.formats.hls.values import Variant


class CueTag(Enum):
    """Which attribute of EXT-X-DATERANGE carries the section."""

    COMMAND = "SCTE35-CMD"
    OUT = "SCTE35-OUT"
    IN = "SCTE35-IN"


@dataclass(frozen=True, slots=True)
class Entry:
    """A segment to list; ``date`` is written as its EXT-X-PROGRAM-DATE-TIME."""

    uri: str
    seconds: Fraction
    discontinuity: bool = False
    date: datetime | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A line to write before the segment in which ``at`` seconds lies."""

    at: Fraction
    line: str


def daterange(
    name: str,
    start: datetime,
    *,
    section: bytes,
    tag: CueTag = CueTag.COMMAND,
    planned_seconds: Fraction | None = None,
    seconds: Fraction | None = None,
) -> str:
    """The EXT-X-DATERANGE line that carries ``section``.

    ``start`` (with a zone) is the date of the splice; it is written in
    milliseconds, so the section and not the date says where exactly.

    Raises:
        ValueError: a name that cannot stand in quotes, or a start without a zone.
    """
    if not name or set(name) & set('"\r\n'):
        raise ValueError(f"not an id: {name!r}")
    parts = [f'ID="{name}"', f'START-DATE="{stamp(start)}"']
    if seconds is not None:
        parts.append(f"DURATION={decimal(seconds)}")
    if planned_seconds is not None:
        parts.append(f"PLANNED-DURATION={decimal(planned_seconds)}")
    parts.append(f"{tag.value}=0x{section.hex().upper()}")
    return "#EXT-X-DATERANGE:" + ",".join(parts)


def write_vod(entries: Sequence[Entry], *, cues: Sequence[Placed] = ()) -> str:
    """A whole programme; ``cues`` stand before the segment that they speak of."""
    head = [*_head(entries, version=6), "#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-MEDIA-SEQUENCE:0"]
    return "\n".join([*head, *_listed(entries, cues), "#EXT-X-ENDLIST", ""])


def write_live(
    entries: Sequence[Entry],
    *,
    media_sequence: int,
    discontinuity_sequence: int = 0,
    cues: Sequence[Placed] = (),
) -> str:
    """The window of a live stream; ``cues`` at or after its end stand last."""
    head = [*_head(entries, version=6), f"#EXT-X-MEDIA-SEQUENCE:{media_sequence}"]
    if discontinuity_sequence:
        head.append(f"#EXT-X-DISCONTINUITY-SEQUENCE:{discontinuity_sequence}")
    return "\n".join([*head, *_listed(entries, cues), ""])


def write_master(variants: Sequence[Variant]) -> str:
    """A master playlist of ``variants``, in order of preference."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:6", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for one in variants:
        parts = [f"BANDWIDTH={one.bandwidth}"]
        if one.width:
            parts.append(f"RESOLUTION={one.width}x{one.height}")
        if one.codecs:
            parts.append(f'CODECS="{one.codecs}"')
        if one.frame_rate is not None:
            parts.append(f"FRAME-RATE={float(one.frame_rate):.3f}")
        lines += ["#EXT-X-STREAM-INF:" + ",".join(parts), one.url]
    return "\n".join([*lines, ""])


def decimal(seconds: Fraction) -> str:
    """Seconds with as many decimals as they need, at most six."""
    return f"{float(round(seconds, 6)):.6f}".rstrip("0").rstrip(".")


def stamp(at: datetime) -> str:
    """``at`` in UTC to the nearest millisecond.

    Raises:
        ValueError: it has no zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"a date without a zone: {at}")
    nearest = at.astimezone(UTC) + timedelta(microseconds=500)
    return nearest.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _head(entries: Sequence[Entry], *, version: int) -> list[str]:
    longest = max((entry.seconds for entry in entries), default=Fraction(1))
    # Rounded as the text says: no segment, rounded, may be longer than this.
    target = max(1, int(longest + Fraction(1, 2)))
    return [
        "#EXTM3U",
        f"#EXT-X-VERSION:{version}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f"#EXT-X-TARGETDURATION:{target}",
    ]


def _listed(entries: Sequence[Entry], cues: Sequence[Placed]) -> Iterator[str]:
    waiting = sorted(cues, key=lambda cue: cue.at)
    at = Fraction(0)
    for entry in entries:
        if entry.discontinuity:
            yield "#EXT-X-DISCONTINUITY"
        if entry.date is not None:
            yield f"#EXT-X-PROGRAM-DATE-TIME:{stamp(entry.date)}"
        at += entry.seconds
        while waiting and waiting[0].at < at:
            yield waiting.pop(0).line
        yield f"#EXTINF:{decimal(entry.seconds)},"
        yield entry.uri
    for cue in waiting:
        yield cue.line
