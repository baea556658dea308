"""What was understood of a programme, with the names that QA reads."""

from __future__ import annotations

from stb.formats.breaks.facts import break_facts
from stb.model.avail import Break, Spot

UNDERSTOOD = Break(
    "b1",
    3000,
    1250,
    (
        Spot("gen-1", 3000, 750, True, "", 1, 2),
        Spot("gen-2", 3750, 500, False, "splice.no_opportunity", 2, 2),
    ),
)


def test_facts_have_the_names_that_qa_reads() -> None:
    assert break_facts([UNDERSTOOD])["breaks"][0]["spots"][1] == {
        "id": "gen-2",
        "at_frame": 3750,
        "frames": 500,
        "replaceable": False,
        "reason": "splice.no_opportunity",
    }
