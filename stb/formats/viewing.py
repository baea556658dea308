"""What a viewing must remember, as JSON: a row of the box's own database.

Only this box reads it, yet it is checked like anything else that lay on a disk.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Instant, Line, checked, write_instant
from stb.model.place import BreakMade, Counted, Remembered, SpotMade, Tally

CAP = 1 << 20

_Frame = Annotated[int, Field(ge=0, le=1 << 32)]


class BadRemembered(InputError):
    """What was kept of a viewing is not in the form that its version states."""

    code = "viewing.form"


class _Spot(Closed):
    spot: Line
    creative: Line
    reason: Line
    segment: Line


class _Break(Closed):
    id: Line
    spots: Annotated[list[_Spot], Field(max_length=1000)]


class _Tally(Closed):
    at: _Frame
    creative: Line
    shown: Annotated[
        list[Annotated[list[_Frame], Field(min_length=2, max_length=2)]], Field(max_length=10_000)
    ]
    quartile: Annotated[int, Field(ge=0, le=4)]
    counted: bool


class _Play(Closed):
    creative: Line
    campaign: Line
    at: Instant


class _Remembered(Closed):
    v: Literal[1]
    media: Id
    started: Instant
    breaks: Annotated[list[_Break], Field(max_length=1000)]
    tallies: Annotated[list[_Tally], Field(max_length=10_000)]
    plays: Annotated[list[_Play], Field(max_length=10_000)]


def read_remembered(data: bytes) -> Remembered:
    """What ``data`` says of a viewing.

    Raises:
        InputError: another form.
    """
    stated = checked(_Remembered, strict_json.loads(data, cap=CAP), BadRemembered)
    return Remembered(
        media_id=stated.media,
        started=stated.started,
        breaks=tuple(
            BreakMade(
                each.id,
                tuple(SpotMade(s.spot, s.creative, s.reason, s.segment) for s in each.spots),
            )
            for each in stated.breaks
        ),
        tallies=tuple(
            Tally(t.at, t.creative, tuple((a, b) for a, b in t.shown), t.quartile, t.counted)
            for t in stated.tallies
        ),
        plays=tuple(Counted(p.creative, p.campaign, p.at) for p in stated.plays),
    )


def write_remembered(remembered: Remembered) -> bytes:
    return strict_json.dumps({
        "v": 1,
        "media": remembered.media_id,
        "started": write_instant(remembered.started),
        "breaks": [
            {
                "id": made.break_id,
                "spots": [
                    {"spot": s.spot_id, "creative": s.creative_id, "reason": s.reason,
                     "segment": s.segment}
                    for s in made.spots
                ],
            }
            for made in remembered.breaks
        ],
        "tallies": [
            {"at": t.at, "creative": t.creative_id, "shown": [list(each) for each in t.shown],
             "quartile": t.quartile, "counted": t.counted}
            for t in remembered.tallies
        ],
        "plays": [
            {"creative": p.creative_id, "campaign": p.campaign, "at": write_instant(p.at)}
            for p in remembered.plays
        ],
    })  # fmt: skip
