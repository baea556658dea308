"""Where a spot could stand: the rates of the operator's programmes, the lengths of its slots.

A spot replaces one exactly as long; which lengths there are follows from the
breaks of our own material and of the programmes that were taken in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from stb.headend.catalogue import Catalogue
from stb.headend.ingested import Ingested
from stb.model.time import PAL, FrameRate

_USUAL_S = (5, 1)
"""Spots are sold by five seconds, some by the second."""


@dataclass(frozen=True, slots=True)
class Slots:
    """``rates`` of programmes, the services' own first; ``lengths`` of slots, in seconds."""

    rates: tuple[FrameRate, ...] = (PAL,)
    lengths: frozenset[Fraction] = frozenset()

    def goes(self, rate: FrameRate) -> bool:
        """Whether pictures at ``rate`` fall on those of some programme."""
        return any(rate.goes_with(own) for own in self.rates)

    def frames_for(self, seconds: Fraction, rate: FrameRate) -> int:
        """The whole frames at ``rate`` that a file of ``seconds`` is meant to have.

        Of the two nearest that which a slot has; then one of whole five seconds,
        of whole seconds; else the nearest.
        """
        exact = seconds * rate.fraction
        near = sorted({floor(exact), ceil(exact)}, key=lambda n: abs(n - exact))
        for frames in near:
            if rate.seconds(frames) in self.lengths:
                return frames
        for unit in _USUAL_S:
            for frames in near:
                if frames and rate.seconds(frames) % unit == 0:
                    return frames
        return max(1, near[0])


def slots_of(
    catalogue: Catalogue, taken_in: Iterable[Ingested], rates: Iterable[FrameRate]
) -> Slots:
    """What our material and the programmes taken in have; ``rates``: that of the services first."""
    shelf = tuple(taken_in)
    ours = (PAL.seconds(laid.frames) for reel in catalogue.reels for laid in reel.spots)
    theirs = (
        one.rate.seconds(spot.frames)
        for one in shelf
        for brk in one.breaks
        for spot in brk.spots
        if spot.replaceable
    )
    return Slots(tuple(dict.fromkeys(rates)), frozenset((*ours, *theirs)))
