"""The splice signals of a playlist, in the order in which they stand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from stb.formats.hls.media import span_of
from stb.formats.hls.runs import Course
from stb.formats.hls.values import DateRange, MediaPlaylist
from stb.formats.scte35 import CueError, decode
from stb.formats.text import clean_line
from stb.model.signal import (
    In,
    Out,
    Segmentation,
    SegmentType,
    SpliceInsert,
    SpliceSection,
    TimedSignal,
)
from stb.model.time import TICKS_HZ, TICKS_WRAP, unwrap

_OPPORTUNITIES = frozenset({
    SegmentType.PROVIDER_OPPORTUNITY_START, SegmentType.DISTRIBUTOR_OPPORTUNITY_START,
})  # fmt: skip
_OPENING = _OPPORTUNITIES | {
    SegmentType.BREAK_START, SegmentType.PROVIDER_SPOT_START, SegmentType.DISTRIBUTOR_SPOT_START,
}  # fmt: skip
_NEAR = TICKS_HZ // 50
"""Dates of one clock agree within so many ticks; they are written in milliseconds."""

_FAR = 30 * TICKS_HZ
"""A tag stands this near to the splice of its section, or they speak of different clocks."""


def signals(playlist: MediaPlaylist) -> tuple[TimedSignal, ...]:
    """Every signal of ``playlist``, for `stb.formats.breaks.understand`.

    Places are those of the timeline as played, without gaps. A CUE-OUT beside a
    section that opens the same with a length (within one target duration of it) is
    left out: the section is exact, the tag stands on a segment's edge; and it lends
    its length to a section that tells none. Behind a
    discontinuity the stream runs on another clock, which the dates of that run
    tell; a section in a tag counts by the tag's place where they do not.
    Sections that do not decode are left out; `bad_sections` names them.
    """
    course = Course.of(playlist)
    told = _apart([*_of_ranges(playlist), *_of_marks(playlist)], max(1, playlist.target_seconds))
    clocks = _clocks(told, course)
    return tuple(_timed(one, course, clocks) for one in sorted(told, key=lambda one: one.line))


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


@dataclass(frozen=True, slots=True)
class _Told:
    """A signal by its place in the playlist, in seconds; ``dated`` is what its date says."""

    line: int
    at: Fraction
    content: SpliceSection | Out | In
    label: str = ""
    dated: Fraction | None = None
    seconds: Fraction | None = None
    is_tag: bool = False
    """It speaks by its place too, as EXT-OATCLS-SCTE35 does."""
    is_sure: bool = True

    @property
    def place(self) -> Fraction:
        return self.at if self.dated is None else self.dated

    @property
    def pts(self) -> int | None:
        return self.content.effective_pts if isinstance(self.content, SpliceSection) else None

    @property
    def length(self) -> Fraction:
        """How long what it opens lasts, nought where nobody says."""
        match self.content:
            case Out(seconds) if seconds is not None:
                return seconds
            case SpliceSection() as section if (ticks := _opens(section)) is not None:
                return Fraction(ticks, TICKS_HZ)
        return self.seconds or Fraction(0)


def _of_ranges(playlist: MediaPlaylist) -> Iterator[_Told]:
    for one in playlist.dateranges:
        if one.interstitial:
            continue
        span = span_of(one)
        # With its end signalled, DURATION is how long it was and not how long it was to be.
        said = span if one.back is None else one.planned_seconds
        for section in (one.command, one.out):
            if section is not None:
                yield from _decoded(one, section, dated=one.stated, seconds=said)
        if one.back is not None:
            end = None if one.stated is None or span is None else one.stated + span
            yield from _decoded(one, one.back, dated=end, seconds=None)


def _decoded(
    one: DateRange, section: bytes, *, dated: Fraction | None, seconds: Fraction | None
) -> Iterator[_Told]:
    try:
        content = decode(section)
    except CueError:
        return
    is_sure = not one.contradicts_itself
    yield _Told(one.line, one.at, content, clean_line(one.id), dated, seconds, is_sure=is_sure)


def _of_marks(playlist: MediaPlaylist) -> Iterator[_Told]:
    for mark in playlist.marks:
        match mark.content:
            case Out() | In() as tag:
                yield _Told(mark.line, mark.at, tag)
            case octets:
                yield _Told(mark.line, mark.at, decode(octets), is_tag=True)


def _apart(told: list[_Told], near: int) -> list[_Told]:
    """``told`` without the CUE-OUTs that repeat a section within ``near`` seconds of them."""
    openers = sorted(
        (one.place, line)
        for line, one in enumerate(told)
        if isinstance(one.content, SpliceSection) and (_opens(one.content) or _offers(one.content))
    )
    ins = sorted(one.at for one in told if isinstance(one.content, In))
    kept = list(told)
    repeated: set[int] = set()
    for number, one in enumerate(told):
        beside = bisect_left(openers, (one.at - near, -1))
        if not isinstance(one.content, Out) or beside == len(openers):
            continue
        place, opener = openers[beside]
        if place > one.at + near:
            continue
        exact = kept[opener]
        if not exact.length and one.content.seconds:
            exact = replace(exact, seconds=one.content.seconds)
        if not exact.length:
            continue
        repeated.add(number)
        # Back well before the end: nobody says in which frame.
        back = bisect_right(ins, one.at)
        if back < len(ins) and ins[back] < place + exact.length - near:
            exact = replace(exact, is_sure=False)
        kept[opener] = exact
    return [one for number, one in enumerate(kept) if number not in repeated]


def _clocks(told: Iterable[_Told], course: Course) -> dict[int, int]:
    """The time stamp of the playlist's start on each later clock, where most dates agree on it."""
    offsets: dict[int, list[int]] = {}
    for one in told:
        clock = course.run_of(one.place).clock
        if clock != course.clock and one.dated is not None and one.pts is not None:
            offsets.setdefault(clock, []).append(one.pts - _ticks(one.dated))
    middles = {clock: _middle(each) for clock, each in offsets.items()}
    return {clock: middle for clock, middle in middles.items() if middle is not None}


def _middle(stamps: list[int]) -> int | None:
    """The middle one of ``stamps``, which may wrap, if more than half of them are near it."""
    rising = sorted(unwrap(stamp, stamps[0]) for stamp in stamps)
    middle = rising[len(rising) // 2]
    near = sum(abs(stamp - middle) <= _NEAR for stamp in rising)
    return middle if 2 * near > len(rising) else None


def _timed(one: _Told, course: Course, clocks: dict[int, int]) -> TimedSignal:
    run = course.run_of(one.place)
    content, placed = one.content, None
    is_sure = one.is_sure and course.is_whole(one.place, one.length)
    lost = _ticks(course.lost_before(run))
    if run.clock != course.clock and one.pts is not None:
        placed = _ticks(course.played(one.place))
        if run.clock in clocks:
            by_clock = unwrap(one.pts - clocks[run.clock], _ticks(one.place))
            if not one.is_tag or abs(by_clock - _ticks(one.at)) < _FAR:
                placed = by_clock - _ticks(run.at - run.plays_at)
        is_known = one.dated is not None and run.dated and run.clock in clocks
        is_sure = is_sure and (one.is_tag or is_known)
    elif isinstance(content, SpliceSection) and lost:
        # As a splicer would that takes the gap out.
        content = replace(content, pts_adjustment=(content.pts_adjustment - lost) % TICKS_WRAP)
        is_sure = is_sure and (one.is_tag or one.dated is not None)
    return TimedSignal(
        seen=_ticks(course.played(one.at)),
        content=content,
        label=one.label,
        stated=None if one.dated is None else _ticks(course.played(one.dated)),
        stated_seconds=one.seconds,
        placed=placed,
        certain=is_sure,
    )


def _opens(section: SpliceSection) -> int | None:
    """The length in ticks of the break, opportunity or spot that ``section`` opens."""
    match section:
        case SpliceSection(command=SpliceInsert(out_of_network=True, duration=one)) if one:
            return one.ticks
        case SpliceSection(descriptors=descriptors):
            lengths = (
                one.duration
                for one in descriptors
                if isinstance(one, Segmentation) and one.type in _OPENING and one.duration
            )
            return next(lengths, None)


def _offers(section: SpliceSection) -> bool:
    """Whether ``section`` opens an opportunity, however long."""
    match section.command:
        case SpliceInsert(out_of_network=True):
            return True
        case _:
            return any(
                isinstance(one, Segmentation) and one.type in _OPPORTUNITIES
                for one in section.descriptors
            )


def _ticks(seconds: Fraction) -> int:
    return round(seconds * TICKS_HZ)
