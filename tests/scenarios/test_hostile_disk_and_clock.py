"""A full disk, a damaged database, a clock that lies: TV goes on, money is kept, and it is told."""

from __future__ import annotations

import json
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.headend.faults import Faults
from stb.qa.driver import Driver
from stb.qa.plugin import AT, Home
from stb.wiring.assembly import build

from . import remote
from .test_orders import PIN, first_film

HOUR = timedelta(hours=1).total_seconds()
START = datetime.fromisoformat(AT)

pytestmark = pytest.mark.box(pictures="none")


# -- the clock -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        START - timedelta(days=365), START.replace(year=1970, month=1, day=1),
        START + timedelta(days=3653),
    ],
    ids=["back a year", "1970", "ahead ten years"],
)  # fmt: skip
def test_a_clock_that_lies_stops_no_television_and_loses_no_order(
    stocked: Home, faults: Faults, at: datetime
):
    film = ordered_while_the_collector_is_down(stocked, faults)

    clock = VirtualClock(at)
    built = build(stocked.wanted, clock=clock, headend=stocked.headend)
    box = Driver(built.mediabox)
    stocked.boxes.append(box)
    box.settle()

    assert box.snapshot.playing is not None
    assert [state.order.product for state in box.snapshot.orders] == [film]
    faults.clear()
    box.press("POWER")
    box.wait(7 * HOUR)
    assert [row["product"] for row in stocked.headend.ledger()["orders"]] == [film]
    assert [state.delivered for state in box.snapshot.orders] == [True]


# -- the database ----------------------------------------------------------------------


def zeroed(data: bytearray) -> None:
    data[:] = bytes(len(data))


def truncated(data: bytearray) -> None:
    del data[len(data) // 2 :]


def without_its_head(data: bytearray) -> None:
    data[:100] = bytes(100)


def noise_at_its_end(data: bytearray) -> None:
    data[-4096:] = random.Random(1).randbytes(4096)


@pytest.mark.parametrize("damage", [zeroed, truncated, without_its_head, noise_at_its_end])
def test_a_damaged_database_stops_no_television_and_is_kept_aside(
    stocked: Home, faults: Faults, damage: Callable[[bytearray], None]
):
    film = ordered_while_the_collector_is_down(stocked, faults)
    faults.clear()
    folder = stocked.wanted.data / "box" / stocked.wanted.household
    data = bytearray((folder / "box.db").read_bytes())
    damage(data)
    (folder / "box.db").write_bytes(data)

    box = stocked.switch_on()

    assert box.snapshot.playing is not None
    if not box.snapshot.orders:  # nothing could be read of it: a new one can be made
        remote.order(box, first_film(box), PIN)
        box.press("OK")
    box.wait(60)
    assert [state.delivered for state in box.snapshot.orders] == [True]
    assert [row["product"] for row in stocked.headend.ledger()["orders"]] == [film]


def test_a_volume_that_is_no_number_stops_no_television(home: Home):
    home.unplug(home.switch_on())
    file = home.wanted.data / "box" / home.wanted.household / "box.db"
    with closing(sqlite3.connect(file)) as sql:
        sql.execute("insert or replace into setting values ('volume', 'loud')")
        sql.commit()

    box = home.switch_on()

    assert (box.snapshot.volume, box.snapshot.playing is not None) == (60, True)


# -- the disk --------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("most", [0, 1 << 12, 1 << 14, 1 << 16, 3 << 16, 1 << 19])
def test_a_disk_that_is_full_at_any_write_ends_in_television_or_one_clear_line(
    stocked: Home, tmp_path: Path, most: int
):
    """Every file of the box's process may have ``most`` bytes, as on a disk that fills up."""
    root, script = tmp_path / "root.json", tmp_path / "watch.jsonl"
    root.write_bytes(stocked.headend.root())
    steps = ({"press": "8"}, {"wait": 3}, {"press": ["VOLUME-UP", "GUIDE", "EXIT"]},
             {"wait": "00:00:20:00"}, {"state": True})  # fmt: skip
    script.write_text("\n".join(map(json.dumps, steps)), encoding="utf-8")

    def small() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        [sys.executable, "-B", "-m", "stb", "run", str(script), "--data", str(stocked.wanted.data),
         "--at", AT, "--headend", stocked.headend.url, "--trust", str(root),
         "--out", str(tmp_path / "out")],
        preexec_fn=small, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    if '"state"' in done.stdout:
        told = json.loads(done.stdout.splitlines()[-1])["state"]
        assert (told["screen"], told["on"]) == ("live", True)
    else:
        (line,) = done.stderr.strip().splitlines()[-1:]
        assert line.startswith("stb: "), done.stderr
        assert done.returncode != 0


# -- the given -------------------------------------------------------------------------


def ordered_while_the_collector_is_down(home: Home, faults: Faults) -> str:
    box = home.switch_on()
    film = first_film(box)
    faults.collector_down = True
    remote.order(box, film, PIN)
    box.press("OK", "EXIT")
    box.wait(5)
    home.unplug(box)
    return film
