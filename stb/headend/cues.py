"""Which spots of a break may be replaced, and the cues that say so.

The signal keeps the promise of 2019 by itself: at most half of the spots of a
break can be replaced, the first and the last seldom, openers, closers and idents
are never spots, and nothing is replaced in a programme for children. So a box
that does all that it may still shows what the whole country sees.

Units: frames at 25 a second; ``first`` is where a break's reel starts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import combinations, pairwise

from stb.formats.breaks import Cue, announce
from stb.formats.hls import CueTag, Placed, daterange
from stb.formats.scte35 import encode
from stb.headend.advertising import FEATURED_ADVERTISER
from stb.headend.catalogue import Creative, Reel
from stb.headend.dayparts import draw
from stb.headend.events import Event
from stb.headend.grid import SEGMENT_FRAMES, SEGMENT_TICKS
from stb.model.avail import Break, Spot
from stb.model.bundle import Generic
from stb.model.rows import Apart
from stb.model.rulebook import ROWS
from stb.model.signal import Segmentation, SegmentType, TimeSignal
from stb.model.time import PAL, TICKS_WRAP, FrameRate

DOMAIN = "mediabox.example"
MUST_STAY = "splice.no_opportunity"
"""Why a spot without a placement opportunity stays: the reason that the box will read."""

_WANTED = 2
"""So many spots of its own a segment shall see in a break."""

_APART = frozenset(pair for row in ROWS if isinstance(row, Apart) for pair in row.pairs)

_WRAPS_EVERY = 4
"""So many programmes to one whose PTS wraps inside it."""


@dataclass(frozen=True, slots=True)
class Offers:
    """The targeted spots that are on offer, by segment."""

    by_segment: tuple[tuple[Creative, ...], ...] = ()
    generics: tuple[Generic, ...] = ()

    @classmethod
    def of(cls, creatives: Iterable[Creative], generics: Iterable[Generic] = ()) -> Offers:
        listed = tuple(creatives)
        segments = sorted({segment for creative in listed for segment in creative.segments})
        return cls(
            tuple(tuple(c for c in listed if segment in c.segments) for segment in segments),
            tuple(generics),
        )

    def worth(
        self, lengths: tuple[int, ...], barred: tuple[frozenset[str], ...] = ()
    ) -> tuple[int, int]:
        """What is gained by opening spots of these lengths, whatever is drawn.

        How many segments see two spots of their own or more, and how many spots
        are replaced over all segments (counting two at most in each). ``barred``: the
        advertisers and categories that what stays keeps out of each.
        """
        spots = tuple(zip(lengths, barred or (frozenset(),) * len(lengths), strict=True))
        swaps = [_at_worst(spots, offered, ()) for offered in self.by_segment]
        return sum(count >= _WANTED for count in swaps), sum(swaps)

    def barred(self, reel: Reel, chosen: tuple[int, ...]) -> tuple[frozenset[str], ...]:
        """Who cannot stand at each of ``chosen`` for the spots of ``reel`` that stay."""
        known = {one.spot: one for one in self.generics}
        stays = {
            place: known[laid.clip.id]
            for place, laid in enumerate(reel.spots)
            if place not in chosen and laid.clip.id in known
        }
        named = {name for one in stays.values() for name in (one.advertiser, one.category) if name}
        return tuple(
            frozenset(named)
            | {
                category
                for n in (place - 1, place + 1)
                if n in stays
                for pair in _APART
                if stays[n].category in pair
                for category in pair
            }
            for place in chosen
        )


def _at_worst(
    spots: tuple[tuple[int, frozenset[str]], ...],
    offered: tuple[Creative, ...],
    chosen: tuple[Creative, ...],
) -> int:
    """The fewest swaps, up to as many as are wanted: what is drawn first may bar a later one."""
    if not spots or len(chosen) == _WANTED:
        return len(chosen)
    frames, barred = spots[0]
    fitting = [
        creative
        for creative in offered
        if creative.frames == frames
        and not barred & {creative.advertiser, creative.category}
        and not any(
            creative.campaign == other.campaign
            or creative.advertiser == other.advertiser
            or creative.category == other.category
            for other in chosen
        )
    ]
    if not fitting:
        return _at_worst(spots[1:], offered, chosen)
    return min(_at_worst(spots[1:], offered, (*chosen, one)) for one in fitting)


def replaceable(reel: Reel, offers: Offers) -> frozenset[int]:
    """The places among the reel's spots that may be replaced: at most half of them.

    The first and the last are protected and two neighbours are not opened,
    unless only so as many segments as can be see two spots of their own; the
    province's supermarket is always open.
    """
    spots = reel.spots
    last = len(spots) - 1

    def worth(chosen: tuple[int, ...]) -> tuple[int, ...]:
        featured = sum(spots[n].clip.advertiser == FEATURED_ADVERTISER for n in chosen)
        lengths = tuple(spots[n].frames for n in chosen)
        served, swaps = offers.worth(lengths, offers.barred(reel, chosen))
        protected = sum(n in (0, last) for n in chosen) if last > 1 else 0
        neighbours = sum(later - earlier == 1 for earlier, later in pairwise(chosen))
        first_come = tuple(-n for n in chosen)
        return featured, served, -protected, -neighbours, swaps, len(chosen), *first_come

    most = max(1, len(spots) // 2) if spots else 0
    choices = [
        chosen for count in range(most + 1) for chosen in combinations(range(len(spots)), count)
    ]
    return frozenset(sorted(choices, key=worth)[-1])


def break_of(reel: Reel, *, name: str, first: int, kids: bool, offers: Offers) -> Break:
    """The break that ``reel`` is, its first frame at ``first`` of the programme."""
    open_places = frozenset[int]() if kids else replaceable(reel, offers)
    spots = tuple(
        Spot(
            id=laid.clip.id,
            at=first + laid.at,
            frames=laid.frames,
            replaceable=place in open_places,
            reason="" if place in open_places else MUST_STAY,
            number=place + 1,
            expected=len(reel.spots),
        )
        for place, laid in enumerate(reel.spots)
    )
    return Break(name, first, reel.frames, spots)


def breaks_of(event: Event, offers: Offers) -> tuple[Break, ...]:
    """The breaks of a programme as it is caught up."""
    return tuple(
        break_of(
            piece.reel,
            name=f"{event.programme.id}-b{number}",
            first=(piece.at - event.first) * SEGMENT_FRAMES,
            kids=event.kids,
            offers=offers,
        )
        for number, piece in enumerate(event.content_breaks, 1)
    )


def pts_base(programme_id: str, segments: int) -> int:
    """The PTS of a programme's first frame: any, and for some such that it wraps inside."""
    lot = draw(programme_id, "pts")
    if lot % _WRAPS_EVERY == 0 and segments > 4:
        before = 1 + lot // _WRAPS_EVERY % (segments - 2)
        return (TICKS_WRAP - before * SEGMENT_TICKS - 3600 * (lot % 96)) % TICKS_WRAP
    return lot % (1 << 31)


def cues_of(
    programme_id: str, breaks: tuple[Break, ...], *, rate: FrameRate, base: int
) -> tuple[Cue, ...]:
    """The cues of ``breaks``; their time counts from ``base`` by the adjustment.

    Every second placement opportunity is signed as the operator's own.
    """
    cues = announce(
        breaks,
        rate=rate,
        origin_ticks=0,
        domain=DOMAIN,
        first_event=1 + draw(programme_id, "event") % (1 << 20) * 256,
    )
    return tuple(_adjusted(cue, base) for cue in cues)


def _adjusted(cue: Cue, base: int) -> Cue:
    section = cue.section
    (segment,) = section.descriptors
    assert isinstance(section.command, TimeSignal)
    assert isinstance(segment, Segmentation)
    if segment.type == SegmentType.PROVIDER_OPPORTUNITY_START and (segment.event_id // 2) % 4 >= 2:
        segment = replace(segment, type=SegmentType.DISTRIBUTOR_OPPORTUNITY_START)
    return replace(
        cue, section=replace(section, descriptors=(segment,), pts_adjustment=base % TICKS_WRAP)
    )


def dateranges(
    cues: tuple[Cue, ...], *, start: datetime, rate: FrameRate = PAL
) -> tuple[Placed, ...]:
    """The playlist lines of ``cues`` of a programme whose first frame is dated ``start``."""
    return tuple(_daterange(cue, start, rate) for cue in cues)


def _daterange(cue: Cue, start: datetime, rate: FrameRate) -> Placed:
    at = rate.seconds(cue.at)
    (segment,) = cue.section.descriptors
    assert isinstance(segment, Segmentation)
    is_opportunity = segment.type in (
        SegmentType.PROVIDER_OPPORTUNITY_START,
        SegmentType.DISTRIBUTOR_OPPORTUNITY_START,
    )
    return Placed(
        at,
        daterange(
            cue.id,
            start + _delta(at),
            section=encode(cue.section),
            tag=CueTag.OUT if is_opportunity else CueTag.COMMAND,
            seconds=rate.seconds(cue.frames),
        ),
    )


def _delta(seconds: Fraction) -> timedelta:
    return timedelta(microseconds=round(seconds * 1_000_000))
