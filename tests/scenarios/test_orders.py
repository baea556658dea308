"""An order: by keys and PIN, booked once, whatever befalls the collector and the box."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stb.engine.events import Ordered, ReportHeld, ReportSent
from stb.headend.faults import Faults
from stb.model.product import Product
from stb.qa.driver import Driver
from stb.qa.plugin import AT, Home
from stb.wiring.assembly import UNPROVEN, build

from . import remote

PIN = "1470"
HOUR = timedelta(hours=1).total_seconds()

pytestmark = pytest.mark.box(pictures="none")


def test_an_order_by_keys_and_pin_is_confirmed_on_the_screen_and_in_the_ledger_once(stocked: Home):
    box = stocked.switch_on()
    film = first_film(box)

    remote.order(box, film, PIN)
    box.wait(5)

    (row,) = stocked.headend.ledger()["orders"]
    (ordered,) = [line.event for line in box.as_run if isinstance(line.event, Ordered)]
    assert (row["id"], row["product"], row["price_cents"]) == (
        ordered.order, film, ordered.price_cents)  # fmt: skip
    assert row["subscriber"] == "young-family"
    assert box.press("OK").place == "rental"


@pytest.mark.parametrize("proves", [True, False], ids=["with a credential", "without"])
def test_a_set_with_another_head_end_is_known_by_its_credential_and_its_orders_wait_without(
    stocked: Home, tmp_path: Path, *, proves: bool
):
    """The head-end has never seen this box: it is somebody else's to the set, and the reverse."""
    operator, told = stocked.headend, list[str]()
    root, credential = tmp_path / "root.json", tmp_path / "set.key"
    root.write_bytes(operator.root())
    credential.write_text(operator.enrol(stocked.wanted.household, {}).hex(), "ascii")
    wanted = replace(
        stocked.wanted, headend=operator.url, trust=root, credential=credential if proves else None
    )

    built = build(wanted, clock=stocked.clock, tell=told.append)
    with closing(built.mediabox):
        box = Driver(built.mediabox)
        film = first_film(box)
        remote.order(box, film, PIN)
        box.wait(5)

    booked, held = operator.ledger()["orders"], operator.ledger()["held"]
    assert [row["product"] for row in booked] == ([film] if proves else [])
    assert [row["why"] for row in held] == ([] if proves else ["key"])
    assert (UNPROVEN in told) is not proves


def test_a_wrong_pin_orders_nothing(stocked: Home):
    box = stocked.switch_on()
    film = first_film(box)

    with pytest.raises(AssertionError):
        remote.order(box, film, "0000")

    assert box.state.screen == "pin"
    assert box.snapshot.orders == ()
    assert stocked.headend.ledger()["orders"] == []


def test_an_order_outlives_a_collector_that_is_down_for_an_hour_and_a_power_cut(
    stocked: Home, faults: Faults
):
    box = stocked.switch_on()
    film = first_film(box)
    faults.collector_down = True
    remote.order(box, film, PIN)
    box.press("EXIT", "POWER")
    box.wait(HOUR / 2)
    stocked.unplug(box)
    assert held(box)

    box = stocked.switch_on()
    box.press("POWER")
    box.wait(HOUR / 2)
    assert stocked.headend.ledger()["orders"] == []
    faults.clear()
    box.wait(6 * HOUR)

    assert [row["product"] for row in stocked.headend.ledger()["orders"]] == [film]
    assert [state.delivered for state in box.snapshot.orders] == [True]
    assert any(isinstance(line.event, ReportSent) for line in box.as_run)


def test_a_box_that_is_killed_after_ordered_was_drawn_still_delivers_the_order_once(
    stocked: Home, faults: Faults, tmp_path: Path
):
    box = stocked.switch_on()
    film = first_film(box)
    number = [product.id for product in in_store(box)].index(film)
    stocked.unplug(box)
    faults.collector_down = True
    script = tmp_path / "order.jsonl"
    script.write_text("\n".join(json.dumps(step) for step in (
        {"press": "STORE"}, {"wait": 1}, {"press": ["RIGHT"] * number + ["OK", "OK", *PIN]},
        {"wait_until": {"screen": "order"}}, {"press": "OK"},
        {"wait_until": {"screen": "ordered"}}, {"state": True}, {"wait": "10:00:00:00"},
    )), encoding="utf-8")  # fmt: skip
    killed = run_box(script, stocked, tmp_path)
    for line in killed.stdout:
        if '"state"' in line:
            break
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    killed.stdout.close()
    assert stocked.headend.ledger()["orders"] == []
    faults.clear()

    script.write_text('{"press": "POWER"}\n{"wait": "07:00:00:00"}\n', encoding="utf-8")
    again = run_box(script, stocked, tmp_path)
    again.communicate()

    assert again.returncode == 0
    assert [row["product"] for row in stocked.headend.ledger()["orders"]] == [film]


def run_box(script: Path, home: Home, folder: Path) -> subprocess.Popen[str]:
    """`stb run` in a process of its own, against the operator of this one."""
    root = folder / "root.json"
    root.write_bytes(home.headend.root())
    return subprocess.Popen(
        [sys.executable, "-m", "stb", "run", str(script), "--data", str(home.wanted.data),
         "--at", AT, "--headend", home.headend.url, "--trust", str(root),
         "--out", str(folder / "out")],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def first_film(box: Driver) -> str:
    box.wait_until(lambda box: box.snapshot.products)
    return in_store(box)[0].id


def in_store(box: Driver) -> list[Product]:
    return sorted(box.snapshot.products, key=lambda product: (product.kind != "film", product.kind))


def held(box: Driver) -> list[ReportHeld]:
    return [line.event for line in box.as_run if isinstance(line.event, ReportHeld)]
