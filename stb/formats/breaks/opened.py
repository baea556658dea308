"""What a section opens: a segment with its name, its length and what is in doubt about it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from fractions import Fraction

from stb.model import signal as s
from stb.model.signal import SegmentType as T
from stb.model.time import TICKS_HZ, FrameRate


class Reason(Enum):
    """Why a spot must stay as broadcast; the words of plans and of logs."""

    NONE = ""
    NO_OPPORTUNITY = "splice.no_opportunity"
    NOT_FILLED = "splice.not_filled"
    ENCRYPTED = "splice.encrypted"
    IMMEDIATE = "splice.immediate"
    NO_LENGTH = "splice.no_length"
    FRACTION = "splice.fraction"
    NO_UPID = "splice.no_upid"
    OVERLAP = "splice.overlap"
    OUTSIDE = "splice.outside"
    DISAGREES = "splice.disagrees"


class Kind(Enum):
    """What a segment is the extent of."""

    BREAK = "break"
    OPPORTUNITY = "opportunity"
    SPOT = "spot"
    INSERT = "insert"
    """Any out point that is no segmentation descriptor: break and opportunity in one."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A signalled extent, in ticks from the programme's first frame.

    ``ticks`` is the length that was announced, ``ended`` the way back that was
    signalled apart from it; ``tolerance`` how exactly the length was written.
    """

    kind: Kind
    key: tuple[str, int, int]
    id: str
    start: int
    ticks: Fraction | None
    reason: Reason = Reason.NONE
    ended: int | None = None
    number: int = 0
    expected: int = 0
    tolerance: Fraction = Fraction(1)


START = {
    T.BREAK_START: Kind.BREAK,
    T.PROVIDER_SPOT_START: Kind.SPOT,
    T.DISTRIBUTOR_SPOT_START: Kind.SPOT,
    T.PROVIDER_OPPORTUNITY_START: Kind.OPPORTUNITY,
    T.DISTRIBUTOR_OPPORTUNITY_START: Kind.OPPORTUNITY,
}
END = {start + 1: kind for start, kind in START.items()}
_OPPORTUNITIES_OF_DAS = frozenset({1, 2})
MILLISECOND = Fraction(TICKS_HZ, 1000)

LONGEST_NAME = 120
"""Characters of an id: a UPID has room for them behind ``urn:`` and a domain."""


def encrypted(signal: s.TimedSignal, start: int) -> Segment:
    seconds = signal.stated_seconds
    return Segment(
        Kind.INSERT,
        ("encrypted", start, 0),
        signal.label or f"encrypted-{start}",
        start,
        None if seconds is None else seconds * TICKS_HZ,
        Reason.ENCRYPTED,
    )


def insert(
    command: s.SpliceInsert, section: s.SpliceSection, start: int, reason: Reason
) -> Segment:
    das = next((one for one in section.descriptors if isinstance(one, s.DvbDas)), None)
    name, number, expected = "", command.avail_num, command.avails_expected
    if das is not None and das.equivalent_type in _OPPORTUNITIES_OF_DAS:
        name = name_of(s.Upid(s.UpidType.URI, das.upid))
    return Segment(
        Kind.INSERT,
        ("insert", command.event_id, 0),
        name or str(command.event_id),
        start,
        None if command.duration is None else Fraction(command.duration.ticks),
        reason,
        number=number,
        expected=expected,
    )


def segment(descriptor: s.Segmentation, start: int, reason: Reason) -> Segment:
    kind = START[T(descriptor.type)]
    name = name_of(descriptor.upid)
    if descriptor.components is not None and reason is Reason.NONE:
        reason = Reason.NO_OPPORTUNITY  # of some components, not of the programme
    if not name and kind is not Kind.BREAK and reason is Reason.NONE:
        reason = Reason.NO_UPID
    return Segment(
        kind,
        (kind.value, descriptor.event_id, descriptor.segment_num),
        name or str(descriptor.event_id),
        start,
        None if descriptor.duration is None else Fraction(descriptor.duration),
        reason,
        number=descriptor.segment_num,
        expected=descriptor.segments_expected,
    )


def measured(one: Segment, signal: s.TimedSignal, section: s.SpliceSection) -> Segment:
    """``one`` with the length that its carrier states, where the section tells none at all."""
    if one.ticks is not None or signal.stated_seconds is None or any(_lengths(section)):
        return one
    opened = sum(
        isinstance(each, s.Segmentation) and each.type in START for each in section.descriptors
    )
    if opened > 1 or (opened and one.kind is Kind.INSERT):
        return one  # of which of them, nobody knows
    ticks = signal.stated_seconds * TICKS_HZ
    return replace(one, ticks=ticks, tolerance=MILLISECOND / 2)


def lengths_disagree(signal: s.TimedSignal, section: s.SpliceSection, rate: FrameRate) -> bool:
    """Whether the carrier states a length that no part of the section has."""
    if signal.stated_seconds is None:
        return False
    stated = signal.stated_seconds * TICKS_HZ
    lengths = list(_lengths(section))
    allowed = rate.ticks_per_frame + MILLISECOND / 2
    return bool(lengths) and all(abs(length - stated) > allowed for length in lengths)


def _lengths(section: s.SpliceSection) -> Iterator[int]:
    match section.command:
        case s.SpliceInsert(duration=s.BreakDuration(ticks)):
            yield ticks
        case _:
            pass
    for descriptor in section.descriptors:
        match descriptor:
            case s.Segmentation(duration=int(ticks)):
                yield ticks
            case _:
                pass


def name_of(upid: s.Upid) -> str:
    """What the identifier calls the segment: a URI without its ``urn:domain:``."""
    if upid.type == s.UpidType.MID:
        return next(filter(None, map(name_of, upid.items)), "")
    if upid.type == s.UpidType.NOT_USED or not upid.value:
        return ""
    text = " ".join(upid.text.split())
    if upid.type == s.UpidType.URI and text.lower().startswith("urn:") and text.count(":") >= 2:
        return text.split(":", 2)[2] or text
    return text or upid.value.hex()


def shortened(name: str) -> str:
    """``name``, or its beginning with a sum over all of it if it is longer than any we give.

    So that whatever a stream brings can be announced again, kept, and told from others.
    """
    if len(name) <= LONGEST_NAME:
        return name
    return f"{name[: LONGEST_NAME - 9]}~{zlib.crc32(name.encode()):08x}"
