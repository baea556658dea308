"""CUES.json: where the breaks of a programme lie that brings no cues of its own.

A list of ``{"break": "b1", "at": FRAME or "HH:MM:SS:FF", "spots": [{"id":
"gen-1", "frames": 750, "replaceable": true}, ...]}``; frames at the programme's
own rate, spots one after the other from ``at``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Annotated

from pydantic import Field

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.breaks import MOST_SPOTS
from stb.formats.fields import Closed, Id, checked
from stb.headend.cues import MUST_STAY
from stb.model.avail import Break, Spot
from stb.model.time import FrameRate

CAP = 1 << 20
_MOST_FRAMES = 60 * 60 * 60


class BadCueSheet(InputError):
    """A cue list that is not in its form, or does not fit the programme."""

    code = "ingest.cues"


class _Spot(Closed):
    id: Id
    frames: Annotated[int, Field(ge=1, le=_MOST_FRAMES)]
    replaceable: bool = False


class _Break(Closed):
    name: Annotated[Id, Field(alias="break")]
    at: Annotated[int, Field(ge=0)] | str
    spots: Annotated[list[_Spot], Field(min_length=1, max_length=100)]


class _Sheet(Closed):
    breaks: Annotated[list[_Break], Field(max_length=500)]


def read_cue_sheet(octets: bytes, *, rate: FrameRate, frames: int) -> tuple[Break, ...]:
    """The breaks of a programme of ``frames`` frames.

    Raises:
        InputError: another form; a break beyond the programme or over another;
            two breaks of one name.
    """
    rows = checked(_Sheet, {"breaks": strict_json.loads(octets, cap=CAP)}, BadCueSheet).breaks
    found = tuple(sorted((_break(row, rate) for row in rows), key=lambda brk: brk.at))
    if len({brk.id for brk in found}) != len(found):
        raise BadCueSheet("two breaks have the same name")
    for brk in found:
        if brk.end > frames:
            raise BadCueSheet(f"break {brk.id} ends at frame {brk.end} of {frames}")
    for earlier, later in pairwise(found):
        if earlier.end > later.at:
            raise BadCueSheet(f"break {later.id} begins in break {earlier.id}")
    return found


def _break(row: _Break, rate: FrameRate) -> Break:
    try:
        at = rate.parse_timecode(row.at) if isinstance(row.at, str) else row.at
    except InputError as error:
        raise BadCueSheet(f"break {row.name}: {error}") from error
    spots: list[Spot] = []
    begins = at
    for number, spot in enumerate(row.spots, 1):
        spots.append(
            Spot(
                id=spot.id,
                at=begins,
                frames=spot.frames,
                replaceable=spot.replaceable,
                reason="" if spot.replaceable else MUST_STAY,
                number=number,
                expected=len(row.spots),
            )
        )
        begins += spot.frames
    return Break(row.name, at, begins - at, tuple(spots))


def fit_to_announce(breaks: Iterable[Break]) -> tuple[Break, ...]:
    """Breaks that were read from a stream, in the form in which they can be signalled anew.

    Of a break with more spots than can be, those that are too many stay as broadcast.
    """
    fitted = []
    for brk in breaks:
        spots = tuple(spot for spot in brk.spots if spot.frames)[:MOST_SPOTS]
        frames = brk.frames or max((spot.end for spot in spots), default=0) - brk.at
        if frames > 0:
            fitted.append(Break(brk.id, brk.at, frames, spots))
    return tuple(fitted)


def limited(breaks: Iterable[Break], share: Fraction) -> tuple[Break, ...]:
    """``breaks`` with at most ``share`` of the spots of each left open, evenly spread."""
    return tuple(_limited(brk, share) for brk in breaks)


def _limited(brk: Break, share: Fraction) -> Break:
    open_places = [n for n, spot in enumerate(brk.spots) if spot.replaceable]
    most = int(share * len(brk.spots))
    if len(open_places) > most:
        open_places = [open_places[n * len(open_places) // most] for n in range(most)]
    return replace(
        brk,
        spots=tuple(
            spot
            if n in open_places or not spot.replaceable
            else replace(spot, replaceable=False, reason=MUST_STAY)
            for n, spot in enumerate(brk.spots)
        ),
    )
