"""A sound file with a wrong value in it: the box starts, the rest counts, no order is lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stb.adapters.order_seal import genuine
from stb.adapters.store import FILE, SqliteStore
from stb.engine.ports import Play
from stb.engine.profile_store import HeldGroup
from stb.model.consent import Answer as Said
from stb.model.consent import ConsentRecord, Method, Notice, Purpose
from stb.model.place import BreakMade, Place, Remembered, SpotMade
from stb.model.product import Product, Rental
from stb.model.report import HeldToken, Kind, Order, PostPlan, Sent
from stb.model.telemetry import Answer, Seen, Watched
from stb.model.time import NTSC
from stb.model.viewed import Part, Viewed
from tests.engine.conftest import Room, furnished

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
FILM = Product("film-1", "Nachttrein", "A train.", 399, "film/1")
SPOT, WEEK = "5b07" * 16, "2026-W47"
ORDERS = tuple(
    Order(f"o{n}", "family", FILM.id, FILM.title, 399, "EUR", EVENING) for n in (1, 2, 3)
)


def filled(folder: Path) -> None:
    """A database with something in every table."""
    with closing(SqliteStore(folder)) as store:
        notice = Notice(1, "nl", "ab" * 32)
        for purpose in (Purpose.TAILORED_SPOTS, Purpose.TELEMETRY):
            store.add_consent(
                ConsentRecord(purpose.value, purpose, Said.YES, EVENING, Method.POPUP, notice)
            )
        for order in ORDERS:
            store.add_order(
                order, Rental(FILM, order.id, EVENING), ticket=f"t-{order.id}", due=EVENING
            )
        (first, *_) = store.queued()
        store.settle(first.ticket, Sent(Kind.ORDER, first.body, EVENING, "billing"))
        for minutes in (0, 5):
            store.add_play(Play(SPOT, "acme", EVENING + timedelta(minutes=minutes)))
        plan = PostPlan(WEEK, (EVENING + timedelta(days=1),), EVENING)
        left = Sent(Kind.AD_PLAY, b"{}", EVENING, "billing", 1072, "ab" * 32)
        store.keep_tokens((HeldToken(WEEK, b"t" * 354),) * 2, plan, left)
        store.keep_place(
            Place("quiz", "sirius-6", "Quiz", NTSC, 90, 900, EVENING, EVENING + timedelta(days=7))
        )
        spots = (SpotMade("gen-1", SPOT, "plan.chosen", "families"),)
        store.remember_viewing(Remembered("quiz", EVENING, (BreakMade("b1", spots),), (), ()))
        for name, value in (("volume", "40"), ("service", "sirius-6"), ("not-mine", "families")):
            store.remember(name, value)
        store.keep_highest("timestamp", 4, "abc")
        store.profile.keep_correction("children", 2)
        store.profile.hold_group(HeldGroup(WEEK, "families", dropped=False))
        store.profile.add_viewed(
            (Viewed(WEEK, Watched.NEWS, next(iter(Part)), 900),), weeks=(WEEK,)
        )
        store.figures.add_seen((Seen(WEEK, Watched.NEWS, 900),))
        store.figures.keep_answer(
            Answer(WEEK, Watched.FILM, (EVENING + timedelta(days=2),), EVENING, b"t" * 354)
        )
        store.seeds.keep_seed(Kind.TOKENS, WEEK, b"s" * 32, mark="m")


def columns(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / FILE)) as sql:
        tables = [
            name for (name,) in sql.execute("select name from sqlite_master where type = 'table'")
        ]
        return [
            (table, row[1]) for table in sorted(tables)
            for row in sql.execute(f"pragma table_info({table})")
        ]  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("full")
    filled(folder)
    return folder


JUNK = st.one_of(
    st.integers(-(1 << 63), (1 << 63) - 1), st.floats(), st.text(max_size=40),
    st.binary(max_size=400), st.none(), st.sampled_from(("x", "1", "1/0", "9999-12-31T23:59:59Z",
    "2026-11-18T19:30:00Z", "order", "{}", "null", b"{}", b"null", b"[]", "a" * 9000)),
)  # fmt: skip


def damaged(full: Path, folder: Path, table: str, column: str, junk: object) -> bool:
    """A copy of ``full`` with one value changed in one row; whether the file took it."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(full, folder)
    with closing(sqlite3.connect(folder / FILE)) as sql:
        try:
            with sql:
                sql.execute(
                    f"update {table} set {column} = ? where rowid ="
                    f" (select max(rowid) from {table})", (junk,),
                )  # fmt: skip
        except (sqlite3.Error, OverflowError, UnicodeEncodeError):
            return False
    return True


def started(folder: Path) -> Room:
    """A box on the file, after some steps."""
    store = SqliteStore(folder)
    with closing(store):
        room = furnished(store)  # type: ignore[arg-type]
        room.tell()
        room.run(10)
    return room


def check_no_order_lost(folder: Path) -> None:
    with closing(SqliteStore(folder)) as store:
        waiting = {found.order.id for each in store.queued() if (found := genuine(each.body))}
        there = {order.id: done for order, done in store.orders()}
        told = {found.order.id for each in store.sent() if (found := genuine(each.body))}
    delivered = {name for name, done in there.items() if done} | told
    assert {"o1", "o2", "o3"} <= set(there) | waiting | told
    assert {"o2", "o3"} <= waiting | delivered


def test_a_whole_file_is_read_without_a_note(full, tmp_path):
    shutil.copytree(full, tmp_path / "box")

    room = started(tmp_path / "box")

    assert room.store.notes == ()
    check_no_order_lost(tmp_path / "box")


def test_every_table_holds_something(full):
    with closing(sqlite3.connect(full / FILE)) as sql:
        empty = [
            table for table in sorted({table for table, _ in columns(full)})
            if not sql.execute(f"select count(*) from {table}").fetchone()[0]
        ]  # fmt: skip
    assert empty == ["scrubbing"]


@pytest.mark.parametrize(
    ("table", "column", "note"),
    [("place", "rate", "a place"), ("rental", "product", "a right to watch"),
     ("sent", "kind", "a line of what left"), ("play", "at", "a play"),
     ("token", "octets", "a token"), ("plan", "facts", "the week's plan"),
     ("viewing", "remembered", "what a viewing remembers"),
     ("role_version", "version", "a version seen"), ("viewed", "seconds", "what was viewed"),
     ("answer", "facts", "an answer"), ("correction", "value", "a correction")],
)  # fmt: skip
def test_a_row_that_cannot_be_read_is_left_out_and_told_of(
    full: Path, tmp_path: Path, table: str, column: str, note: str
):
    assert damaged(full, tmp_path / "box", table, column, "x")

    with closing(SqliteStore(tmp_path / "box")) as store:
        room = furnished(store)  # type: ignore[arg-type]
        store.profile.viewed()
        store.highest("timestamp")

        assert any(told.startswith(note) for told in store.notes), store.notes
    assert room.box.snapshot.on


def test_what_was_left_out_is_on_the_screen_and_in_the_log(full, tmp_path):
    assert damaged(full, tmp_path / "box", "place", "rate", "x")

    with closing(SqliteStore(tmp_path / "box")) as store:
        room = Room(store=store)  # type: ignore[arg-type]
        room.run()

    assert "store.damaged" in [trouble.code for trouble in room.box.snapshot.troubles]
    assert any(getattr(event, "what", "") == "box.db" or "box.db" in repr(event)
               for event in room.events)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data(), junk=JUNK)
def test_junk_in_any_column_of_any_table_stops_no_start_and_loses_no_order(
    full: Path, tmp_path: Path, data: st.DataObject, junk: object
):
    table, column = data.draw(st.sampled_from(columns(full)))
    if not damaged(full, tmp_path / "box", table, column, junk):
        return

    started(tmp_path / "box")

    check_no_order_lost(tmp_path / "box")
