"""The splice signals of a playlist, in the order in which they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

from stb.formats.hls.media import span_of
from stb.formats.hls.values import DateRange, MediaPlaylist
from stb.formats.scte35 import CueError, decode
from stb.formats.text import clean_line
from stb.model.signal import (
    In,
    Out,
    Segmentation,
    SpliceInsert,
    SpliceSection,
    TimedSignal,
)
from stb.model.time import TICKS_HZ


def signals(playlist: MediaPlaylist) -> tuple[TimedSignal, ...]:
    """Every signal of ``playlist``, for `stb.formats.breaks.understand`.

    A CUE-OUT beside a section that tells the same with a length (within one
    target duration of it) is left out: the section is exact, the tag stands on
    a segment's edge. Behind a discontinuity the stream runs on another clock,
    so there a section in a tag counts by the tag's place. Sections that do not
    decode are left out; `bad_sections` names them.
    """
    placed = [*_of_ranges(playlist), *_of_marks(playlist)]
    near = max(1, playlist.target_seconds) * TICKS_HZ
    exact = sorted(
        signal.seen if signal.stated is None else signal.stated
        for _, signal in placed
        if isinstance(signal.content, SpliceSection) and _length_told(signal.content)
    )
    kept = [
        (line, signal)
        for line, signal in placed
        if not isinstance(signal.content, Out)
        or not _any_between(exact, signal.seen - near, signal.seen + near)
    ]
    return tuple(signal for _, signal in sorted(kept, key=lambda each: each[0]))


def bad_sections(playlist: MediaPlaylist) -> tuple[tuple[int, CueError], ...]:
    """Line and error of each date range whose section does not decode."""
    found: list[tuple[int, CueError]] = []
    for one in playlist.dateranges:
        for section in (one.command, one.out, one.back):
            if section is None:
                continue
            try:
                decode(section)
            except CueError as error:
                found.append((one.line, error))
    return tuple(found)


def _of_ranges(playlist: MediaPlaylist) -> Iterator[tuple[int, TimedSignal]]:
    for one in playlist.dateranges:
        if one.interstitial:
            continue
        for section in (one.command, one.out):
            if section is not None:
                yield from _decoded(one, section, stated=one.stated, seconds=span_of(one))
        if one.back is not None:
            span = span_of(one)
            end = None if one.stated is None or span is None else one.stated + span
            yield from _decoded(one, one.back, stated=end, seconds=None)


def _decoded(
    one: DateRange, section: bytes, *, stated: Fraction | None, seconds: Fraction | None
) -> Iterator[tuple[int, TimedSignal]]:
    try:
        content = decode(section)
    except CueError:
        return
    yield (
        one.line,
        TimedSignal(
            seen=_ticks(one.at),
            content=content,
            label=clean_line(one.id),
            stated=None if stated is None else _ticks(stated),
            stated_seconds=seconds,
        ),
    )


def _of_marks(playlist: MediaPlaylist) -> Iterator[tuple[int, TimedSignal]]:
    jumps = (one.at for one in playlist.segments[1:] if one.discontinuity)
    first_jump = next(jumps, playlist.seconds + 1)
    for mark in playlist.marks:
        seen = _ticks(mark.at)
        match mark.content:
            case Out() | In() as tag:
                yield mark.line, TimedSignal(seen, tag)
            case octets:
                section = decode(octets)
                length = _length_told(section)
                if mark.at < first_jump:
                    yield mark.line, TimedSignal(seen, section)
                elif length is not None:
                    yield mark.line, TimedSignal(seen, Out(Fraction(length, TICKS_HZ)))


def _any_between(rising: list[int], low: int, high: int) -> bool:
    place = bisect_left(rising, low)
    return place < len(rising) and rising[place] <= high


def _length_told(section: SpliceSection) -> int | None:
    """The length in ticks of what the section opens, where it says so."""
    match section:
        case SpliceSection(command=SpliceInsert(out_of_network=True, duration=one)) if one:
            return one.ticks
        case SpliceSection(descriptors=descriptors):
            lengths = (
                one.duration
                for one in descriptors
                if isinstance(one, Segmentation) and one.duration
            )
            return next(lengths, None)


def _ticks(seconds: Fraction) -> int:
    return round(seconds * TICKS_HZ)
