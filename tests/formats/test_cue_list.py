from __future__ import annotations

import json
from typing import Any

import pytest

from stb.errors import InputError
from stb.formats.breaks import announce, understand
from stb.formats.cue_list import BadCueList, break_facts, read_cue_list
from stb.model.avail import Break, Spot
from stb.model.signal import TimedSignal
from stb.model.time import HD50, PAL


def listed(at: Any = 3000, name: str = "b1", **more: Any) -> dict[str, Any]:
    spots = [
        {"id": "gen-1", "frames": 750, "replaceable": True},
        {"id": "gen-2", "frames": 500, "replaceable": False},
    ]
    return {"break": name, "at": at, "spots": spots} | more


def read(*breaks: Any, frames: int = 90_000) -> tuple[Break, ...]:
    return read_cue_list(json.dumps(breaks).encode(), rate=PAL, frames=frames)


UNDERSTOOD = Break(
    "b1",
    3000,
    1250,
    (
        Spot("gen-1", 3000, 750, True, "", 1, 2),
        Spot("gen-2", 3750, 500, False, "splice.no_opportunity", 2, 2),
    ),
)


@pytest.mark.parametrize("at", [3000, "00:02:00:00"])
def test_spots_follow_on_each_other_from_the_start_of_their_break(at: Any) -> None:
    assert read(listed(at)) == (UNDERSTOOD,)


def test_a_timecode_counts_at_the_programmes_own_rate() -> None:
    data = json.dumps([listed("00:00:01:49")]).encode()

    assert read_cue_list(data, rate=HD50, frames=5000)[0].at == 99


def test_what_a_list_says_is_what_its_signals_say() -> None:
    breaks = read(listed(), listed(9000, "b2"))
    sent = [
        TimedSignal(PAL.ticks(cue.at), cue.section)
        for cue in announce(breaks, rate=PAL, origin_ticks=126_000)
    ]

    assert understand(sent, rate=PAL, origin_ticks=126_000, length=90_000) == breaks


def test_facts_have_the_names_that_qa_reads() -> None:
    assert break_facts([UNDERSTOOD])["breaks"][0]["spots"][1] == {
        "id": "gen-2",
        "at_frame": 3750,
        "frames": 500,
        "replaceable": False,
        "reason": "splice.no_opportunity",
    }


@pytest.mark.parametrize(
    "breaks",
    [
        [listed(), listed(4249, "b2")],
        [listed(), listed(9000)],
        [listed(89_000)],
        [listed(spots=[])],
        [listed(more=1)],
        [listed(-1)],
        [listed("2 minutes")],
        [listed(spots=[{"id": "x", "frames": "750", "replaceable": True}])],
        [listed(spots=[{"id": "x\n", "frames": 750, "replaceable": True}])],
        ["b1"],
    ],
)
def test_a_list_that_does_not_fit_is_refused(breaks: list[Any]) -> None:
    with pytest.raises(InputError):
        read(*breaks)


def test_what_is_no_list_is_refused() -> None:
    with pytest.raises(BadCueList):
        read_cue_list(b"{}", rate=PAL, frames=5)
