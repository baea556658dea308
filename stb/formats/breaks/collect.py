"""Signals, as they came, to segments with two edges each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from stb.formats.breaks.opened import (
    END,
    MILLISECOND,
    START,
    Kind,
    Reason,
    Segment,
    encrypted,
    insert,
    lengths_disagree,
    measured,
    segment,
)
from stb.model import signal as s
from stb.model.time import TICKS_HZ, TICKS_WRAP, FrameRate, unwrap

MOST_SEGMENTS = 2048
"""What is signalled beyond this in one programme is not taken up."""

_MOST_ALIKE = 256
"""So many segments of one id, and so many marks that run at once, are looked at: the latest."""


def collect(
    signals: Sequence[s.TimedSignal], *, rate: FrameRate, origin_ticks: int
) -> tuple[Segment, ...]:
    """The segments that stand when all ``signals`` have been heard, by their start."""
    heard = _Heard(rate, origin_ticks)
    for signal in signals:
        heard.hear(signal)
    return tuple(sorted(heard.segments.values(), key=lambda segment: segment.start))


class _Heard:
    """The segments so far. Lives for one call of `collect`."""

    def __init__(self, rate: FrameRate, origin_ticks: int) -> None:
        self._rate, self._origin = rate, origin_ticks
        self._given = 0
        self.segments: dict[int, Segment] = {}
        """By the order in which they came; a change keeps the place."""
        self._places: dict[tuple[str, int, int | None], list[int]] = {}
        """Under a whole key, and under that of any number."""
        self._marks: list[int] = []
        """The places of the marks that may still run."""
        self._outs: list[int] = []
        """The places of the inserts."""

    def hear(self, signal: s.TimedSignal) -> None:
        match signal.content:
            case s.Out(seconds):
                self._out(signal, seconds)
            case s.In():
                self._back(signal.seen)
            case section:
                self._section(signal, section)

    # --- tags that speak by their place ---

    def _out(self, signal: s.TimedSignal, seconds: Fraction | None) -> None:
        ticks = None if seconds is None else seconds * TICKS_HZ
        name = signal.label or f"cue-{signal.seen}"
        # Written in seconds with at most three decimals.
        self._put(
            Segment(
                Kind.INSERT,
                ("mark", signal.seen, int(ticks or 0)),
                name,
                signal.seen,
                ticks,
                Reason.NONE if signal.certain else Reason.DISAGREES,
                tolerance=MILLISECOND / 2,
            ),
            signal.seen,
        )

    def _back(self, at: int) -> None:
        """Close what ends here as announced; else all marks that still run."""
        frame = self._rate.ticks_per_frame
        ends_here: list[int] = []
        run_on: list[int] = []
        still: list[int] = []
        for place in self._marks[-_MOST_ALIKE:]:
            one = self.segments[place]
            if one.start >= at:
                still.append(place)
                continue
            left = None if one.ticks is None else one.ticks - (at - one.start)
            if left is None or left > -frame:
                still.append(place)
            if left is None or left > 0:
                run_on.append(place)
            if left is not None and one.ticks and abs(left) < frame:
                ends_here.append(place)
        closed = ends_here or run_on
        for place in closed:
            self.segments[place] = replace(self.segments[place], ended=at)
        self._marks = [place for place in still if place not in closed]

    # --- sections ---

    def _section(self, signal: s.TimedSignal, section: s.SpliceSection) -> None:
        start, reason = self._start(signal, section)
        match section.command:
            case s.Encrypted():
                self._put(encrypted(signal, start), signal.seen)
                return
            case s.SpliceCancel(event_id):
                self._cancel(("insert",), event_id, signal.seen)
            case s.SpliceInsert(out_of_network=True) as command:
                opened = insert(command, section, start, self._judged(signal, section, reason))
                self._put(measured(opened, signal, section), signal.seen)
            case s.SpliceInsert(event_id=event_id):
                self._rejoin(event_id, start, reason)
            case s.TimeSignal():
                pass
            case _:
                return
        judged = self._judged(signal, section, reason)
        for descriptor in section.descriptors:
            match descriptor:
                case s.SegmentationCancel(event_id):
                    names = tuple({kind.value for kind in START.values()})
                    self._cancel(names, event_id, signal.seen)
                case s.Segmentation(type=kind) if kind in START:
                    opened = segment(descriptor, start, judged)
                    self._put(measured(opened, signal, section), signal.seen)
                case s.Segmentation(type=kind) if kind in END:
                    name, number = END[kind].value, descriptor.segment_num
                    self._end((name, descriptor.event_id, number), start, reason)
                case _:
                    pass

    def _judged(self, signal: s.TimedSignal, section: s.SpliceSection, reason: Reason) -> Reason:
        """``reason``, or what is wrong with the times and lengths that are told besides."""
        if reason is not Reason.NONE:
            return reason
        if lengths_disagree(signal, section, self._rate) or self._is_apart(section):
            return Reason.DISAGREES
        return Reason.NONE

    def _is_apart(self, section: s.SpliceSection) -> bool:
        """Whether picture and sound would splice in different frames."""
        match section.command:
            case s.SpliceInsert(components=(first, *others)):
                return any(
                    one.pts_time is None
                    or first.pts_time is None
                    or not self._same_frame(0, unwrap(one.pts_time - first.pts_time, 0))
                    for one in others
                )
            case _:
                return False

    def _start(self, signal: s.TimedSignal, section: s.SpliceSection) -> tuple[int, Reason]:
        """The instant in ticks of the programme, and what is wrong with it."""
        pts = section.effective_pts
        if section.encrypted:
            return (signal.seen if signal.stated is None else signal.stated), Reason.ENCRYPTED
        if pts is None:
            return signal.seen, Reason.IMMEDIATE
        near = signal.seen if signal.stated is None else signal.stated
        start = signal.placed
        if start is None:
            start = unwrap((pts - self._origin) % TICKS_WRAP, near)
        if not signal.certain:
            return start, Reason.DISAGREES
        # A date is in milliseconds, so it is right within half of one.
        allowed = self._rate.ticks_per_frame + MILLISECOND / 2
        if signal.stated is not None and abs(start - signal.stated) > allowed:
            return start, Reason.DISAGREES
        return start, Reason.NONE

    # --- the record ---

    def _put(self, new: Segment, seen: int) -> None:
        """Take up ``new``: first word, the same again, or a change before its edge."""
        place = next(self._named(new.key), None)
        old = None if place is None else self.segments[place]
        if place is not None and old is not None:
            if self._same_frame(old.start, new.start):
                self.segments[place] = replace(new, ended=old.ended)
                return
            if seen < old.start:
                self.segments[place] = new
                return
        # The first of its id, or the one before has begun and the id is used again.
        if len(self.segments) < MOST_SEGMENTS:
            self._given += 1
            self.segments[self._given] = new
            for key in (new.key, (*new.key[:2], None)):
                self._places.setdefault(key, []).append(self._given)
            if new.key[0] == "mark":
                self._marks.append(self._given)
            elif new.key[0] == "insert":
                self._outs.append(self._given)

    def _drop(self, place: int) -> None:
        key = self.segments.pop(place).key
        for each in (key, (*key[:2], None)):
            self._places[each].remove(place)

    def _named(self, key: tuple[str, int, int | None]) -> Iterator[int]:
        """The places of the segments of ``key``, the latest first; None: any number."""
        return reversed(self._places.get(key, [])[-_MOST_ALIKE:])

    def _end(self, key: tuple[str, int, int | None], at: int, reason: Reason) -> None:
        """The latest segment of ``key`` ends at ``at``, unless it ended before.

        An end that bears another number than every start, as some write them, is
        that of the latest segment of its event that has begun.
        """
        for place in self._named(key):
            one = self.segments[place]
            if self._same_frame(one.start, at):
                self._drop(place)  # given up before it began
            elif one.start < at:
                self._ended(place, at, reason)
            return
        for place in self._named((*key[:2], None)):
            one = self.segments[place]
            if one.start < at and not self._same_frame(one.start, at):
                self._ended(place, at, reason)
                return

    def _ended(self, place: int, at: int, reason: Reason) -> None:
        """What has begun at ``place`` ends at ``at``, unless it ended before.

        An end that comes before all that was announced, at an instant that is not
        certain (``reason``), leaves the segment as it was broadcast.
        """
        one = self.segments[place]
        if one.ended is None or at < one.ended:
            early = one.ticks is None or not self._reaches(one.start + one.ticks, at)
            doubt = reason if early and one.reason is Reason.NONE else one.reason
            self.segments[place] = replace(one, ended=at, reason=doubt)

    def _rejoin(self, event_id: int, at: int, reason: Reason) -> None:
        """Back to the network at ``at``: from the out point of that id, else from all that run.

        Some count a new id for the way back; once back, nobody is out any more. Where
        one ends there as announced, it is the one that is meant.
        """
        key = ("insert", event_id, None)
        own = next(self._named(key), None)
        if own is not None and not self._is_over(own, at):
            self._end(key, at, reason)
            return
        begun = [
            place
            for place in self._outs[-_MOST_ALIKE:]
            if place in self.segments
            and self.segments[place].start < at
            and not self._is_over(place, at)
        ]
        if any(self._reaches_at(place, at) for place in begun):
            return
        for place in begun:
            if not self._same_frame(self.segments[place].start, at):
                self._ended(place, at, reason)

    def _is_over(self, place: int, at: int) -> bool:
        """Whether the segment was over a frame or more before ``at``, as announced or signalled."""
        one, frame = self.segments[place], self._rate.ticks_per_frame
        if one.ended is not None and at - one.ended >= frame:
            return True
        return one.ticks is not None and at - one.start - one.ticks >= frame

    def _reaches_at(self, place: int, at: int) -> bool:
        """Whether the segment was announced up to ``at``."""
        one = self.segments[place]
        return one.ticks is not None and self._reaches(one.start + one.ticks, at)

    def _reaches(self, end: Fraction, at: int) -> bool:
        """Whether a segment announced up to ``end`` is over at ``at``, to the frame."""
        return at - end > -self._rate.ticks_per_frame / 2

    def _cancel(self, names: tuple[str, ...], event_id: int, seen: int) -> None:
        """Drop what was announced under the id; if it has all begun, the last of it."""
        places = sorted(place for name in names for place in self._named((name, event_id, None)))
        ahead = [place for place in places if self.segments[place].start >= seen]
        for place in ahead or places[-1:]:
            self._drop(place)

    def _same_frame(self, one: int, other: int) -> bool:
        return self._rate.nearest_frame(one) == self._rate.nearest_frame(other)
