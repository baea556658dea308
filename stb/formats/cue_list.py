"""Breaks as JSON: the cue list that comes with a programme, and what was understood.

A cue list is how an operator says where the breaks of a file are that has no
signals of its own; the facts are what QA reads of any programme.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, RootModel

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, checked
from stb.model.avail import Break, Spot
from stb.model.time import FrameRate

CUE_LIST_CAP = 1 << 20
KEPT = "splice.no_opportunity"
"""Why a spot of a cue list must stay: it is not marked as replaceable."""


class BadCueList(InputError):
    """A cue list is not in its form, or its breaks do not fit the programme."""

    code = "cues.form"


class _Spot(Closed):
    id: Id
    frames: Annotated[int, Field(ge=1, le=100_000)]
    replaceable: bool


class _Break(Closed):
    break_: Annotated[Id, Field(alias="break")]
    at: Annotated[int, Field(ge=0, le=100_000_000)] | str
    spots: Annotated[list[_Spot], Field(min_length=1, max_length=100)]


class _CueList(RootModel[Annotated[list[_Break], Field(max_length=1000)]]):
    pass


def read_cue_list(data: bytes, *, rate: FrameRate, frames: int) -> tuple[Break, ...]:
    """The breaks that ``data`` lists for a programme of ``frames`` at ``rate``.

    The spots of a break follow on each other from its start. ``at`` is a frame
    or a timecode.

    Raises:
        InputError: another form, a timecode that is none, breaks that overlap,
            that share an id, or that lie beyond the programme.
    """
    listed = checked(_CueList, strict_json.loads(data, cap=CUE_LIST_CAP), BadCueList)
    breaks = sorted((_break(one, rate) for one in listed.root), key=lambda one: one.at)
    for earlier, later in pairwise(breaks):
        if later.at < earlier.end:
            raise BadCueList(f"{later.id} begins at {later.at}, before {earlier.id} ends")
    if breaks and breaks[-1].end > frames:
        raise BadCueList(f"{breaks[-1].id} ends at {breaks[-1].end}, beyond {frames} frames")
    if len({one.id for one in breaks}) != len(breaks):
        raise BadCueList("two breaks with one id")
    return tuple(breaks)


def break_facts(breaks: Iterable[Break]) -> dict[str, Any]:
    """``breaks`` with the names that QA reads, ready for JSON."""
    return {
        "breaks": [
            {
                "id": one.id,
                "at_frame": one.at,
                "frames": one.frames,
                "spots": [
                    {
                        "id": spot.id,
                        "at_frame": spot.at,
                        "frames": spot.frames,
                        "replaceable": spot.replaceable,
                        "reason": spot.reason,
                    }
                    for spot in one.spots
                ],
            }
            for one in breaks
        ]
    }


def _break(listed: _Break, rate: FrameRate) -> Break:
    start = rate.parse_timecode(listed.at) if isinstance(listed.at, str) else listed.at
    at, spots = start, []
    for number, spot in enumerate(listed.spots, start=1):
        reason = "" if spot.replaceable else KEPT
        expected = len(listed.spots)
        spots.append(Spot(spot.id, at, spot.frames, spot.replaceable, reason, number, expected))
        at += spot.frames
    return Break(listed.break_, start, at - start, tuple(spots))
