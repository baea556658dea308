"""The same again: the same log from the same script, the same choice in the same viewing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from stb.engine.events import SpotSeen
from stb.headend.catalogue import Catalogue
from stb.qa import script
from stb.qa.driver import Driver
from stb.qa.plugin import AT, Home
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Pictures, Time

from . import remote
from .conftest import NUMBER, Evening, stock
from .proof import items
from .watching import first_swap, play_breaks, swapped

SCRIPT = """
{"press": ["6"]}
{"wait": 2}
{"press": "CATCH-UP"}
{"wait": 1}
{"press": ["RED", "OK"]}
{"wait_until": {"screen": "consent"}}
{"wait": 1}
{"press": ["LEFT", "OK"]}
{"wait": 1}
{"press": "NEXT-BREAK"}
{"wait": "00:00:40:00"}
{"press": ["PRIVACY", "BACK", "STOP"]}
{"press": "POWER"}
{"wait": 691200}
{"as_run": true}
"""


@pytest.mark.parametrize(
    "pictures", [Pictures.NONE, pytest.param(Pictures.DECODED, marks=pytest.mark.slow)]
)
def test_the_same_script_gives_the_same_as_run_log_to_the_byte(
    tmp_path: Path, catalogue: Catalogue, pictures: Pictures
):
    first, second = (as_run(tmp_path / name, catalogue, pictures) for name in ("first", "second"))

    assert first == second
    assert '"source": "creative"' in first
    assert '"event": "report_sent"' in first


@pytest.mark.box(pictures="none")
def test_a_restart_keeps_consent_orders_and_the_last_service(stocked: Home, evening: Evening):
    box = stocked.switch_on()
    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "yes")
    box.press("STOP")
    film = min(box.snapshot.products, key=lambda product: product.kind != "film").id
    remote.order(box, film, "1470")
    before = box.snapshot
    stocked.unplug(box)

    box = stocked.switch_on()

    after = box.snapshot
    assert box.state.service == NUMBER
    assert box.state.consent == "yes"
    assert after.consents == before.consents
    assert [state.order for state in after.orders] == [state.order for state in before.orders]
    assert after.rentals == before.rentals
    assert after.segments == before.segments


@pytest.mark.box(consent="yes", pictures="none")
def test_going_back_over_a_break_shows_the_same_spots_and_counts_them_once(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    brk, _ = first_swap(box, evening)
    box.play_until(brk.end + 5)
    before = [item for item in items(box.as_run) if brk.at <= item.frame < brk.end]

    box.seek(brk.at - 50)
    box.play_until(brk.end + 5)

    again = [item for item in items(box.as_run) if brk.at <= item.frame < brk.end]
    assert again == [*before, *before]
    seen = [line.event for line in box.as_run if isinstance(line.event, SpotSeen)]
    assert len(seen) == len(swapped(before))


@pytest.mark.box(consent="yes", pictures="none")
def test_joining_in_mid_spot_plays_the_chosen_spot_at_the_same_offset(
    stocked: Home, evening: Evening
):
    box = stocked.switch_on()
    _, spot = first_swap(box, evening)

    box.seek(spot.at + 33)

    (last,) = items(box.as_run)[-1:]
    assert (last.frame, last.source.value, last.in_frame, last.frames) == (
        spot.at + 33, "creative", 33, spot.frames - 33)  # fmt: skip


@pytest.mark.box(consent="yes", pictures="none")
def test_stopping_and_watching_again_makes_the_same_choice(stocked: Home, evening: Evening):
    box = stocked.switch_on()
    once = swapped(play_breaks(box, evening))

    box.press("STOP")
    box.wait(5)
    again = swapped(play_breaks(box, evening))

    assert again == once
    assert len(once) >= 3


def as_run(data: Path, catalogue: Catalogue, pictures: Pictures) -> str:
    """The as-run log of the script in a fresh folder."""
    stock(data, "young-family", catalogue)
    wanted = Configuration(
        data=data, time=Time.VIRTUAL, at=datetime.fromisoformat(AT), pictures=pictures
    )
    with build(wanted).mediabox as mediabox:
        driver = Driver(mediabox)
        driver.settle()
        script.run(driver, SCRIPT.splitlines(), out=data / "out", emit=lambda facts: None)
        return driver.log
