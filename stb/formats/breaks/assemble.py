"""Segments to breaks: whole frames, who lies in whom, and what is in doubt."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate

from stb.formats.breaks.opened import Kind, Reason, Segment, shortened
from stb.model.avail import Break, Spot
from stb.model.time import FrameRate


@dataclass(frozen=True, slots=True)
class _Extent:
    """A segment on the frames of the programme; ``frames`` 0: not known."""

    kind: Kind
    id: str
    at: int
    frames: int
    reason: Reason
    number: int
    expected: int

    @property
    def end(self) -> int:
        return self.at + self.frames

    def holds(self, other: _Extent) -> bool:
        return self.at <= other.at and other.end <= self.end

    def same(self, other: _Extent) -> bool:
        return (self.at, self.frames) == (other.at, other.frames)

    def crosses(self, other: _Extent) -> bool:
        """Shares frames with ``other``, and neither holds the other."""
        shares = self.at < other.end and other.at < self.end
        return shares and not self.holds(other) and not other.holds(self)

    def doubted(self, reason: Reason) -> _Extent:
        """Itself with ``reason``, unless it was in doubt before."""
        return replace(self, reason=reason) if self.reason is Reason.NONE else self


class _Row:
    """Extents by their start, so that only those near another are looked at."""

    def __init__(self, extents: Iterable[_Extent]) -> None:
        self._extents = sorted(extents, key=lambda one: one.at)
        self._starts = [one.at for one in self._extents]
        self._reached = list(accumulate((one.end for one in self._extents), max))

    def near(self, one: _Extent) -> Sequence[_Extent]:
        """All that share a frame or an edge with ``one``, among few others, by their start."""
        places = self.places(one)
        return self._extents[places.start : places.stop]

    def places(self, one: _Extent) -> range:
        """Where in the row those of `near` are."""
        return range(bisect_left(self._reached, one.at), bisect_right(self._starts, one.end))


def assemble(segments: Sequence[Segment], rate: FrameRate, length: int | None) -> tuple[Break, ...]:
    """The breaks of a programme of ``length`` frames (None: still on air)."""
    extents = [
        clipped
        for segment in segments
        if (clipped := _clip(_on_frames(segment, rate), length)) is not None
    ]
    opportunities = _opportunities(extents)
    spots = _spots(extents, opportunities)
    frames = [one for one in extents if one.kind in (Kind.BREAK, Kind.INSERT)]
    return _named_once(_breaks(_outermost(frames), _doubt_overlaps(spots)))


def _on_frames(segment: Segment, rate: FrameRate) -> _Extent:
    at = rate.nearest_frame(segment.start)
    reason, frames = segment.reason, 0
    if segment.ticks is not None:
        frames = max(0, rate.frames_in(segment.ticks / 90_000))
    ended = None if segment.ended is None else rate.nearest_frame(segment.ended) - at
    if ended is not None and (not frames or ended < frames):
        frames = ended
    elif segment.ticks is not None and reason is Reason.NONE:
        exact = frames * rate.ticks_per_frame
        # A length in whole ticks is up to one tick off where a frame is not.
        if abs(segment.ticks - exact) > max(segment.tolerance, Fraction(1)):
            reason = Reason.FRACTION
    if not frames and reason is Reason.NONE:
        reason = Reason.NO_LENGTH
    name = shortened(segment.id)
    return _Extent(segment.kind, name, at, frames, reason, segment.number, segment.expected)


def _clip(extent: _Extent, length: int | None) -> _Extent | None:
    """What lies within the programme, in doubt if that is not all of it."""
    end = extent.end if length is None else min(extent.end, length)
    at = max(extent.at, 0)
    if end < at or (end == at and extent.frames) or (length is not None and at >= length):
        return None
    if (at, end) == (extent.at, extent.end):
        return extent
    return replace(extent, at=at, frames=end - at).doubted(Reason.OUTSIDE)


def _opportunities(extents: Iterable[_Extent]) -> list[_Extent]:
    """The innermost opportunities, each once; those that cross are in doubt."""
    # Descriptors first: an out point that repeats one adds nothing.
    ranked = sorted(extents, key=lambda one: one.kind is Kind.INSERT)
    listed = _each_once(one for one in ranked if one.kind in (Kind.OPPORTUNITY, Kind.INSERT))
    inner = _innermost(listed)
    row = _Row(inner)
    return [
        one.doubted(Reason.OVERLAP) if any(map(one.crosses, row.near(one))) else one
        for one in inner
    ]


def _innermost(extents: Iterable[_Extent]) -> list[_Extent]:
    """Those of ``extents``, no two the same, that hold no other with a length; by their start."""
    kept: list[_Extent] = []
    earliest: int | None = None
    # Whatever one holds comes after it, so before it from behind.
    for one in sorted(extents, key=lambda one: (one.at, -one.end), reverse=True):
        if earliest is None or one.end < earliest:
            kept.append(one)
        if one.frames and (earliest is None or one.end < earliest):
            earliest = one.end
    return kept[::-1]


def _each_once(extents: Iterable[_Extent]) -> list[_Extent]:
    """The first of all that cover the same frames."""
    found: dict[tuple[int, int], _Extent] = {}
    for one in extents:
        found.setdefault((one.at, one.frames), one)
    return list(found.values())


def _spots(extents: Iterable[_Extent], opportunities: Sequence[_Extent]) -> list[_Extent]:
    """Every spot that was signalled, judged by the opportunity that it lies in."""
    signalled = _each_once(one for one in extents if one.kind is Kind.SPOT)
    holders, row = _Row(opportunities), _Row(signalled)
    filled = frozenset(one for one in opportunities if _is_filled(one, row.near(one)))
    judged = [_judge(spot, holders.near(spot), filled) for spot in signalled]
    empty = [
        one
        for one in opportunities
        if not any(
            one.crosses(spot) or one.holds(spot) or spot.holds(one) for spot in row.near(one)
        )
    ]
    return sorted([*judged, *empty], key=lambda one: (one.at, one.end))


def _is_filled(opportunity: _Extent, spots: Iterable[_Extent]) -> bool:
    """Whether ``spots``, by their start, follow each other from its first frame to its last."""
    reached = opportunity.at
    for each in spots:
        if opportunity.holds(each):
            if each.at != reached:
                break
            reached = each.end
    return reached == opportunity.end


def _judge(spot: _Extent, opportunities: Sequence[_Extent], filled: frozenset[_Extent]) -> _Extent:
    holder = next((one for one in opportunities if one.holds(spot)), None)
    if holder is None:
        touched = any(one.crosses(spot) or spot.holds(one) for one in opportunities if one.frames)
        return spot.doubted(Reason.NOT_FILLED if touched else Reason.NO_OPPORTUNITY)
    if holder.reason is not Reason.NONE:
        return spot.doubted(holder.reason)
    return spot if holder in filled else spot.doubted(Reason.NOT_FILLED)


def _doubt_overlaps(spots: Sequence[_Extent]) -> list[_Extent]:
    """Spots by their start; two that share a frame must both stay."""
    row = _Row(spots)
    return [
        spot.doubted(Reason.OVERLAP)
        if any(
            spot.at < other.end and other.at < spot.end
            for other in row.near(spot)
            if other is not spot
        )
        else spot
        for spot in spots
    ]


def _outermost(frames: Sequence[_Extent]) -> list[_Extent]:
    """The extents that are breaks: in no other, each once, Break Start first."""
    listed = _each_once(sorted(frames, key=lambda one: one.kind is Kind.INSERT))
    kept: list[_Extent] = []
    for one in sorted(listed, key=lambda one: (one.at, -one.end)):
        # Whoever holds it comes before it, and the last kept reaches farthest.
        if not kept or one.end > kept[-1].end:
            kept.append(one)
    names = {one.at: one.id for one in frames if one.kind is Kind.BREAK}
    # A Break Start without a length names the out point that stands with it.
    return [replace(one, id=names.get(one.at, one.id)) for one in kept]


def _breaks(frames: Sequence[_Extent], spots: Sequence[_Extent]) -> list[Break]:
    """Each break with its spots; spots outside any make a break of their own."""
    extended = [_to_last_spot(frame, frames, spots) for frame in frames]
    inside: dict[int, list[_Extent]] = {place: [] for place in range(len(extended))}
    left: list[_Extent] = []
    row = _Row(extended)
    for spot in spots:
        home = _home(spot, extended, row.places(spot))
        if home is None:
            left.append(spot)
        else:
            inside[home].append(spot)
    found = [
        _break(frame, inside[place], crossed=any(map(frame.crosses, row.near(frame))))
        for place, frame in enumerate(extended)
    ]
    return sorted([*found, *_loose(left)], key=lambda one: one.at)


def _to_last_spot(frame: _Extent, frames: Sequence[_Extent], spots: Sequence[_Extent]) -> _Extent:
    """A break without a length ends with the last spot before the next break."""
    if frame.frames:
        return frame
    later = min((one.at for one in frames if one.at > frame.at), default=None)
    ends = [one.end for one in spots if frame.at <= one.at and (later is None or one.at < later)]
    return replace(frame, frames=max(ends, default=frame.at) - frame.at)


def _home(spot: _Extent, frames: Sequence[_Extent], places: range) -> int | None:
    """The break of those at ``places`` that holds ``spot``, or else one that it starts in."""
    homes = [
        (not frames[place].holds(spot), place)
        for place in places
        if frames[place].holds(spot) or frames[place].at <= spot.at < frames[place].end
    ]
    return min(homes)[1] if homes else None


def _break(frame: _Extent, spots: Iterable[_Extent], *, crossed: bool) -> Break:
    members = tuple(
        _spot(one.doubted(Reason.OVERLAP) if crossed or not frame.holds(one) else one)
        for one in spots
    )
    return Break(frame.id, frame.at, frame.frames, members)


def _loose(spots: Sequence[_Extent]) -> list[Break]:
    """Breaks around spots that no break was signalled for: one per unbroken row."""
    rows: list[list[_Extent]] = []
    for spot in spots:
        if rows and spot.at <= max(one.end for one in rows[-1]):
            rows[-1].append(spot)
        else:
            rows.append([spot])
    return [
        Break(
            row[0].id,
            row[0].at,
            max(one.end for one in row) - row[0].at,
            tuple(map(_spot, row)),
        )
        for row in rows
    ]


def _spot(extent: _Extent) -> Spot:
    reason = extent.reason.value
    return Spot(
        extent.id,
        extent.at,
        extent.frames,
        replaceable=not reason,
        reason=reason,
        number=extent.number,
        expected=extent.expected,
    )


def _named_once(breaks: Sequence[Break]) -> tuple[Break, ...]:
    """The breaks, those that repeat an earlier id told apart by their frame."""
    names: set[str] = set()
    told: list[Break] = []
    for each in breaks:
        name = f"{each.id}@{each.at}" if each.id in names else each.id
        names.add(name)
        told.append(replace(each, id=name))
    return tuple(told)
