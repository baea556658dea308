"""Breaks to the cues that announce them: what a broadcaster sends.

The inverse of `understand`. One cue per segmentation type, as HLS wants it:
Break Start for the break, a provider's placement opportunity for each
replaceable spot, and an advertisement start for every spot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stb.model import signal as s
from stb.model.avail import Break, Spot
from stb.model.signal import SegmentType
from stb.model.time import TICKS_WRAP, FrameRate

_EVENTS_PER_BREAK = 256
MOST_SPOTS = 120
"""In one break: two event ids each."""


@dataclass(frozen=True, slots=True)
class Cue:
    """A section to send ahead of frame ``at``, about ``frames`` frames from there."""

    id: str
    at: int
    frames: int
    section: s.SpliceSection


def announce(
    breaks: Sequence[Break],
    *,
    rate: FrameRate,
    origin_ticks: int,
    domain: str = "mediabox.example",
    first_event: int = 1,
) -> tuple[Cue, ...]:
    """The cues of ``breaks``, in order of time.

    ``domain`` names whoever gave out the ids: they travel as ``urn:domain:id``.
    Event ids count from ``first_event``, 256 to a break.

    Raises:
        ValueError: a break without a length, or with more than `MOST_SPOTS` spots.
    """
    return tuple(
        cue
        for place, each in enumerate(breaks)
        for cue in _cues(
            each, _Sender(rate, origin_ticks, domain, first_event + place * _EVENTS_PER_BREAK)
        )
    )


@dataclass(frozen=True, slots=True)
class _Sender:
    rate: FrameRate
    origin_ticks: int
    domain: str
    event: int

    def cue(self, kind: SegmentType, extent: Break | Spot, *, part: int, parts: int) -> Cue:
        at, frames = extent.at, extent.frames
        if not frames:
            raise ValueError(f"{extent.id} has no length to announce")
        upid = s.Upid(s.UpidType.URI, f"urn:{self.domain}:{extent.id}".encode("ascii"))
        # Spot n takes event n * 2, its opportunity the odd one behind it.
        event = self.event + 2 * part + (kind is SegmentType.PROVIDER_OPPORTUNITY_START)
        segment = s.Segmentation(
            event_id=event & 0xFFFFFFFF,
            type=kind,
            upid=upid,
            duration=self.rate.ticks(frames),
            segment_num=part,
            segments_expected=parts,
        )
        pts = (self.origin_ticks + self.rate.ticks(at)) % TICKS_WRAP
        return Cue(
            id=f"{extent.id}-{kind:02x}-{at}",
            at=at,
            frames=frames,
            section=s.SpliceSection(s.TimeSignal(pts), (segment,)),
        )


def _cues(each: Break, sender: _Sender) -> Iterator[Cue]:
    parts = len(each.spots)
    if parts > MOST_SPOTS:
        raise ValueError(f"break {each.id} has {parts} spots")
    yield sender.cue(SegmentType.BREAK_START, each, part=0, parts=0)
    for part, spot in enumerate(each.spots, start=1):
        if spot.replaceable:
            kind = SegmentType.PROVIDER_OPPORTUNITY_START
            yield sender.cue(kind, spot, part=part, parts=parts)
        yield sender.cue(SegmentType.PROVIDER_SPOT_START, spot, part=part, parts=parts)
