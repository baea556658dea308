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
from typing import Any

import pytest

from stb.adapters.clock import VirtualClock
from stb.adapters.store import SqliteStore
from stb.errors import UnavailableError
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
    film, _ = ordered_while_the_collector_is_down(stocked, faults)

    box = with_a_clock_at(stocked, at)

    assert box.snapshot.playing is not None
    assert [state.order.product for state in box.snapshot.orders] == [film]
    faults.clear()
    box.press("POWER")
    box.wait(7 * HOUR)
    assert [row["product"] for row in stocked.headend.ledger()["orders"]] == [film]
    assert [state.delivered for state in box.snapshot.orders] == [True]


# -- the database ----------------------------------------------------------------------


def zeroed(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def without_its_head(file: Path) -> None:
    file.write_bytes(bytes(100) + file.read_bytes()[100:])


def half_of_it(file: Path) -> None:
    """Cut off behind the last page that holds an order, and in the middle of the next."""
    data = file.read_bytes()
    with closing(sqlite3.connect(file)) as sql:
        roots = dict(sql.execute("select name, rootpage from sqlite_master"))
    last = max(roots["orders"], roots["outbox"], roots["rental"]) * PAGE
    assert last + PAGE < len(data)
    file.write_bytes(data[: last + PAGE // 2])


def noise_in_places(file: Path) -> None:
    """In the table of what was left off, of which the box can do without."""
    with closing(sqlite3.connect(file)) as sql:
        ((page,),) = sql.execute("select rootpage from sqlite_master where name = 'place'")
    data = bytearray(file.read_bytes())
    data[(page - 1) * PAGE : page * PAGE] = random.Random(1).randbytes(PAGE)
    file.write_bytes(data)


PAGE = 4096


def database(home: Home) -> Path:
    """The box's database, with all that was in its log."""
    file = home.wanted.data / "box" / home.wanted.household / "box.db"
    with closing(sqlite3.connect(file)) as sql:
        sql.execute("pragma wal_checkpoint(truncate)")
    return file


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
    ("damage", "readable", "language"),
    [(zeroed, False, "nl"), (without_its_head, False, "nl"), (half_of_it, True, "en"),
     (noise_in_places, True, "nl")],
)  # fmt: skip
def test_a_damaged_database_stops_no_television_and_loses_no_order_that_can_be_read(
    stocked: Home,
    faults: Faults,
    damage: Callable[[Path], None],
    readable: bool,
    language: str,
):
    film, order_id = ordered_while_the_collector_is_down(stocked, faults)
    faults.clear()
    damage(database(stocked))

    box = stocked.switch_on(language=language)

    assert box.snapshot.playing is not None
    assert shown(box) == DAMAGED[language]
    if readable:
        assert [state.order.id for state in box.snapshot.orders] == [order_id]
    else:
        assert box.snapshot.orders == ()
        remote.order(box, film, PIN)
        box.press("OK")
    box.wait(60)
    assert [state.delivered for state in box.snapshot.orders] == [True]
    booked = [(row["id"], row["product"]) for row in stocked.headend.ledger()["orders"]]
    assert booked == [(box.snapshot.orders[0].order.id, film)]
    assert (booked[0][0] == order_id) is readable


def test_a_start_that_is_cut_off_after_damage_loses_no_order(stocked: Home, faults: Faults):
    """The damaged file was moved aside, and the power went before anything was saved of it."""
    film, order_id = ordered_while_the_collector_is_down(stocked, faults)
    file = database(stocked)
    noise_in_places(file)
    file.rename(file.with_name("box.db.damaged-1"))
    SqliteStore(file.parent / "elsewhere").close()
    (file.parent / "elsewhere" / "box.db").rename(file)  # a healthy one without any order
    faults.clear()

    box = stocked.switch_on(language="nl")

    assert shown(box) == DAMAGED["nl"]
    box.wait(60)
    assert [(row["id"], row["product"]) for row in stocked.headend.ledger()["orders"]] == [
        (order_id, film)
    ]
    assert list(file.parent.glob("*damaged*")) == []


class NoRoom(SqliteStore):
    """A database that is made anew, and in which then nothing more can be written."""

    def _mend_money(self) -> None:
        self._db._sql = FullDisk(self._db._sql, 1)
        super()._mend_money()


def test_a_full_disk_after_damage_loses_no_order_also_when_consent_is_withdrawn(
    stocked: Home, faults: Faults
):
    """What does not fit is saved at the first start that has room."""
    film, order_id = ordered_while_the_collector_is_down(stocked, faults)
    file = database(stocked)
    noise_in_places(file)
    with closing(NoRoom(file.parent)) as store:
        assert store.orders() == ()
        assert "wait to be saved" in store.notes[0]
        with pytest.raises(UnavailableError):
            store.forget_profile()
    faults.clear()

    box = stocked.switch_on()

    box.wait(60)
    assert [(row["id"], row["product"]) for row in stocked.headend.ledger()["orders"]] == [
        (order_id, film)
    ]
    assert list(file.parent.glob("*damaged*")) == []


def test_a_volume_that_is_no_number_stops_no_television(home: Home):
    home.unplug(home.switch_on())
    file = home.wanted.data / "box" / home.wanted.household / "box.db"
    with closing(sqlite3.connect(file)) as sql:
        sql.execute("insert or replace into setting values ('volume', 'loud')")
        sql.commit()

    box = home.switch_on()

    assert (box.snapshot.volume, box.snapshot.playing is not None) == (60, True)


# -- the disk --------------------------------------------------------------------------


class FullDisk:
    """A connection whose ``room``-th write, and every one after it, finds no room."""

    def __init__(self, sql: Any, room: int) -> None:
        self.sql, self.room = sql, room
        self.refused: list[str] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sql, name)

    def execute(self, statement: str, *values: object) -> Any:
        self._write(statement)
        return self.sql.execute(statement, *values)

    def executemany(self, statement: str, *values: object) -> Any:
        self._write(statement)
        return self.sql.executemany(statement, *values)

    def _write(self, statement: str) -> None:
        if statement.split()[0] in ("insert", "update", "delete", "commit", "vacuum"):
            self.room -= 1
            if self.room <= 0:
                self.refused.append(statement)
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorname = "SQLITE_FULL"
                raise error


def test_a_disk_that_is_full_at_any_write_of_an_order_books_what_was_confirmed_and_says_so(
    stocked: Home,
):
    """The disk is full from a write on, a later one each time, until the order is made."""
    box = stocked.switch_on(language="en")
    film = first_film(box)
    database = box.mediabox.box._ports.store._db
    disk = database._sql = FullDisk(database._sql, 1 << 30)
    confirmed: list[str] = []
    room = 0
    while not confirmed:
        room += 1
        order_up_to_the_last_key(box, film)
        disk.room, disk.refused[:] = room, []

        box.press("OK")
        box.wait(1)

        assert box.snapshot.playing is not None
        if box.state.screen == "ordered":
            confirmed = [state.order.id for state in box.snapshot.orders]
            assert len(confirmed) == 1
        else:
            assert disk.refused
            assert box.snapshot.orders == ()
            assert NO_ROOM in box.text
        disk.room = 1 << 30
        box.press("EXIT", "EXIT")
        box.wait(60)
        assert booked(stocked) == confirmed
        before = box.state.frame
        box.wait(2)
        assert box.state.frame != before

    assert room > 4
    stocked.unplug(box)
    again = stocked.switch_on()
    again.wait(60)
    assert booked(stocked) == confirmed
    assert [state.order.id for state in again.snapshot.orders] == confirmed


def order_up_to_the_last_key(box: Driver, film: str) -> None:
    box.press("STORE")
    box.wait_until(lambda box: "poster:" in box.state.focus)
    while box.state.focus != f"poster:{film}":
        box.press("RIGHT")
    box.press("OK", "OK", *PIN)
    box.wait_until(lambda box: box.state.screen == "order")


def booked(home: Home) -> list[str]:
    return [row["id"] for row in home.headend.ledger()["orders"]]


NO_ROOM = "The box could not keep something"


@pytest.mark.slow
@pytest.mark.parametrize("most", [0, 1 << 12, 1 << 14, 1 << 16, 3 << 16, 1 << 19])
def test_a_disk_that_is_full_at_any_write_ends_in_television_or_one_clear_line(
    stocked: Home, tmp_path: Path, most: int
):
    """Every file of the box's process may have ``most`` bytes, as on a disk that fills up."""
    root, script = tmp_path / "root.json", tmp_path / "watch.jsonl"
    root.write_bytes(stocked.headend.root())
    steps = ({"press": "8"}, {"wait": 3}, {"press": ["VOLUME-UP", "GUIDE", "EXIT"]},
             {"press": "STORE"}, {"wait": 2}, {"press": ["OK", "OK", *PIN]}, {"wait": 1},
             {"press": "OK"}, {"wait": 2}, {"state": True}, {"press": ["EXIT", "EXIT"]},
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
    told = [json.loads(line)["state"] for line in done.stdout.splitlines() if '"state"' in line]
    confirmed = sum(state["screen"] == "ordered" for state in told)
    if told:
        assert (told[-1]["screen"], told[-1]["on"]) == ("live", True)
    else:
        (line,) = done.stderr.strip().splitlines()[-1:]
        assert line.startswith("stb: "), done.stderr
        assert done.returncode != 0
    again = stocked.switch_on()
    again.wait(60)
    assert len(booked(stocked)) == confirmed
    assert confirmed or most < 1 << 19, "with so much room it is made"
    assert [state.order.id for state in again.snapshot.orders] == booked(stocked)


# -- the given -------------------------------------------------------------------------


def ordered_while_the_collector_is_down(home: Home, faults: Faults) -> tuple[str, str]:
    """The film, and the id of the order that waits for its collector."""
    box = home.switch_on()
    film = first_film(box)
    faults.collector_down = True
    remote.order(box, film, PIN)
    box.press("OK", "EXIT")
    box.wait(5)
    (state,) = box.snapshot.orders
    home.unplug(box)
    return film, state.order.id
