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
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import VirtualClock
from stb.headend.faults import Faults
from stb.qa.driver import Driver
from stb.qa.plugin import AT, Home
from stb.ui import reasons
from stb.ui.screen import Moment
from stb.wiring.assembly import build

from . import remote
from .test_orders import PIN, first_film
from .test_trust import creatives_shown, yesterdays_programme

HOUR = timedelta(hours=1).total_seconds()
START = datetime.fromisoformat(AT)

pytestmark = pytest.mark.box(pictures="none")


# -- the clock -------------------------------------------------------------------------


LIES = {
    "back a year": START - timedelta(days=365),
    "1970": START.replace(year=1970, month=1, day=1),
    "ahead ten years": START + timedelta(days=3653),
}
BEHIND = {
    "nl": (
        "De klok van deze box loopt achter",
        "De televisie gaat door, met de gewone spots.",
    ),
    "en": (
        "The clock of this box is behind",
        "Television goes on, with the usual spots.",
    ),
}
AHEAD = {
    "nl": (
        "De klok van deze box loopt misschien voor",
        "De televisie gaat door, met de gewone spots.",
    ),
    "en": (
        "The clock of this box may be ahead",
        "Television goes on, with the usual spots.",
    ),
}


def with_a_clock_at(home: Home, at: datetime, **changes: object) -> Driver:
    """A box whose clock has nothing to do with its operator's."""
    built = build(replace(home.wanted, **changes), clock=VirtualClock(at), headend=home.headend)
    box = Driver(built.mediabox)
    home.boxes.append(box)
    box.settle()
    return box


def shown(box: Driver) -> tuple[str, str]:
    """What is said of the trouble on the screen, and what to do about it."""
    context, trouble = box.mediabox.context, box.snapshot.troubles[-1]
    moment = Moment(box.snapshot, context, 0)
    words = reasons.trouble(moment, trouble)
    assert words[0] in box.text
    return words


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    ("lie", "words"), [("back a year", BEHIND), ("1970", BEHIND), ("ahead ten years", AHEAD)]
)
def test_a_clock_that_lies_is_told_in_clear_words_and_television_goes_on(
    stocked: Home, lie: str, words: dict[str, tuple[str, str]], language: str
):
    stocked.unplug(stocked.switch_on())

    box = with_a_clock_at(stocked, LIES[lie], language=language)

    assert shown(box) == words[language]
    assert box.snapshot.playing is not None
    box.wait(10)
    assert box.snapshot.troubles == ()


def test_a_box_that_was_never_on_believes_its_operator_and_not_its_clock(home: Home):
    box = with_a_clock_at(home, LIES["1970"], language="en")

    assert shown(box) == BEHIND["en"]
    assert box.snapshot.playing is not None


@pytest.mark.box(consent="yes")
@pytest.mark.parametrize(
    ("back", "replaced"), [(timedelta(hours=3), False), (timedelta(minutes=30), True)]
)
def test_behind_what_was_signed_last_no_spot_is_replaced(
    stocked: Home, back: timedelta, replaced: bool
):
    box = with_a_clock_at(stocked, START - back)

    on_air = creatives_shown(box, yesterdays_programme(stocked.headend))

    assert bool(on_air) is replaced
    assert ("clock.behind" in box.log) is not replaced


def test_a_clock_and_an_operator_that_go_back_together_are_both_believed(stocked: Home):
    """As when another time is chosen on the command line: it is nobody's mistake."""
    stocked.unplug(stocked.switch_on())
    for back in (timedelta(days=2), timedelta(days=365)):
        stocked.clock.jump(START - back)

        box = stocked.switch_on()

        assert box.snapshot.troubles == ()
        assert box.snapshot.inventory.signed is not None
        assert box.snapshot.inventory.active(START - back)
        stocked.unplug(box)


@pytest.mark.parametrize("at", LIES.values(), ids=LIES)
def test_a_clock_that_lies_stops_no_television_and_loses_no_order(
    stocked: Home, faults: Faults, at: datetime
):
    film = ordered_while_the_collector_is_down(stocked, faults)

    box = with_a_clock_at(stocked, at)

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


DAMAGED = {
    "nl": (
        "Het geheugen van deze box was beschadigd",
        "Bestellingen zijn bewaard, voor zover leesbaar.",
    ),
    "en": (
        "The memory of this box was damaged",
        "Orders were kept as far as they could be read.",
    ),
}


@pytest.mark.parametrize(
    ("damage", "language"),
    [(zeroed, "nl"), (truncated, "en"), (without_its_head, "nl"), (noise_at_its_end, "en")],
)
def test_a_damaged_database_stops_no_television_and_is_kept_aside_and_told(
    stocked: Home, faults: Faults, damage: Callable[[bytearray], None], language: str
):
    film = ordered_while_the_collector_is_down(stocked, faults)
    faults.clear()
    folder = stocked.wanted.data / "box" / stocked.wanted.household
    data = bytearray((folder / "box.db").read_bytes())
    damage(data)
    (folder / "box.db").write_bytes(data)

    box = stocked.switch_on(language=language)

    assert box.snapshot.playing is not None
    assert shown(box) == DAMAGED[language]
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
