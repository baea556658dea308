"""The splice signals of a playlist, in the order in which they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from fractions import Fraction

from stb.formats.hls.media import span_of
from stb.formats.hls.values import DateRange, MediaPlaylist
from stb.formats.scte35 import CueError, decode
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
    a segment's edge. Sections that do not decode are left out; reading the
    playlist does not refuse them, `bad_sections` names them.
    """
    placed = [*_of_ranges(playlist), *_of_marks(playlist)]
    near = max(1, playlist.target_seconds) * TICKS_HZ
    exact = sorted(
        signal.seen if signal.stated is None else signal.stated
        for _, signal in placed
        if _tells_length(signal)
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
            label=one.id,
            stated=None if stated is None else _ticks(stated),
            stated_seconds=seconds,
        ),
    )


def _of_marks(playlist: MediaPlaylist) -> Iterator[tuple[int, TimedSignal]]:
    for mark in playlist.marks:
        match mark.content:
            case Out() | In() as content:
                yield mark.line, TimedSignal(_ticks(mark.at), content)
            case section:
                yield mark.line, TimedSignal(_ticks(mark.at), decode(section))


def _any_between(rising: list[int], low: int, high: int) -> bool:
    place = bisect_left(rising, low)
    return place < len(rising) and rising[place] <= high


def _tells_length(signal: TimedSignal) -> bool:
    match signal.content:
        case SpliceSection(command=SpliceInsert(duration=duration)) if duration is not None:
            return True
        case SpliceSection(descriptors=descriptors):
            return any(isinstance(one, Segmentation) and one.duration for one in descriptors)
        case _:
            return False


def _ticks(seconds: Fraction) -> int:
    return round(seconds * TICKS_HZ)
