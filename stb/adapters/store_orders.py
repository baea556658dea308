"""Orders and their reports as rows of the box's database: see `stb.adapters.store`.

An order lies there twice, as columns and as the bytes that it leaves in, and a third time in the
outbox until it was delivered. What is damaged of one is made good from another when the database
is opened; an order of which nothing can be read is left where it lies, and told of.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stb.adapters.order_seal import OrderSeal, genuine
from stb.adapters.store_post import written
from stb.adapters.store_rows import DAMAGED, instant, octets, text, whole
from stb.formats.orders import checked_order, read_older_order, read_order
from stb.model.report import Kind, Order, Outgoing

SCHEMA = """
create table if not exists orders (seq integer primary key, id text not null unique,
  subscriber text not null, product text not null, title text not null,
  price_cents integer not null, currency text not null, at text not null,
  ticket text not null, delivered integer not null, body blob not null default x'');
create table if not exists outbox (seq integer primary key, ticket text not null unique,
  kind text not null, body blob not null, due text not null, tries integer not null);
"""
WITH_BYTES = "alter table orders add column body blob not null default x'';"
"""What a database of before version 6 lacks."""

COLUMNS = "id, subscriber, product, title, price_cents, currency, at, ticket, delivered"
ORDER = f"{COLUMNS}, body"
OUTGOING = "ticket, kind, body, due, tries"
_WIDTH = 10
_MOST_TRIES = 1 << 30


def add(
    sql: sqlite3.Connection, seal: OrderSeal, order: Order, *, ticket: str, due: datetime
) -> bool:
    """Keep an order and its report, unless one of its id is there; whether it was added."""
    if sql.execute("select 1 from orders where id = ?", (order.id,)).fetchone():
        return False
    body = seal.seal(sql, order)
    _put(sql, None, read_order(body).order, Outgoing(ticket, Kind.ORDER, body, due))
    return True


def order(row: tuple[Any, ...]) -> Order:
    """The order in a row of `ORDER`: as it leaves, or else as the columns have it.

    Raises:
        InputError, ValueError: neither can be read.
    """
    try:
        return read_order(octets(row[-1])).order
    except DAMAGED:
        return _of_columns(row)


def outgoing(row: tuple[Any, ...]) -> Outgoing:
    """The report in a row of `OUTGOING`.

    Raises:
        InputError, ValueError: it cannot be read.
    """
    ticket, kind, body, due, tries = row
    read_order(octets(body))
    return Outgoing(text(ticket), Kind(kind), body, instant(due), whole(tries, 0, _MOST_TRIES))


def save(
    sql: sqlite3.Connection, rows: list[tuple[Any, ...]], reports: list[tuple[Any, ...]]
) -> None:
    """Put in rows of `COLUMNS` or `ORDER`, and of `OUTGOING`, out of a damaged file.

    What is there already stays as it is, and what was delivered does not wait again. Plays in
    the outbox of a file of before version 3 are left out.
    """
    for row in rows:
        filled = row if len(row) == _WIDTH else (*row, b"")
        sealed = genuine(filled[-1])
        if sealed is None or not _is_known(sql, sealed.order.id):
            sql.execute(f"insert or ignore into orders ({ORDER}) values ({_marks(_WIDTH)})", filled)  # noqa: S608
    sql.executemany(
        f"insert or ignore into outbox ({OUTGOING}) values ({_marks(5)})",  # noqa: S608
        [report for report in reports if report[1] != Kind.AD_PLAY.value],
    )
    sql.execute(
        "delete from outbox where ticket in (select ticket from orders where delivered is 1)"
    )


# -- making good -----------------------------------------------------------------------


@dataclass(slots=True)
class _Row:
    """A row that was found. ``body`` are bytes that hold an order, None where it has none."""

    seq: int
    values: tuple[Any, ...]
    body: bytes | None
    order: Order | None

    @property
    def id(self) -> object:
        return self.values[0] if self.order is None else self.order.id


def mend(sql: sqlite3.Connection, seal: OrderSeal) -> tuple[str, ...]:
    """Make good what is damaged of orders that are not delivered; notes of what cannot be.

    An order of before orders were signed is signed now. One whose bytes are lost is sealed
    anew from its columns: its id keeps it from being booked twice.

    Raises:
        UnavailableError: there is no room for it.
    """
    notes: list[str] = []
    asked = f"select seq, {ORDER} from orders where delivered is not 1 order by seq"  # noqa: S608
    kept = [_row(row, body=row[-1]) for row in sql.execute(asked).fetchall()]
    asked = f"select seq, {OUTGOING} from outbox order by seq"  # noqa: S608
    reports = [_row(row, body=row[3]) for row in sql.execute(asked).fetchall()]
    for row in kept:
        report = next((each for each in reports if _belong(row, each)), None)
        if report is not None:
            reports.remove(report)
        notes += _mended(sql, seal, row, report)
    for report in reports:
        if report.order is None or not _is_known(sql, report.order.id):
            notes += _mended(sql, seal, None, report)
    return tuple(notes)


def _mended(
    sql: sqlite3.Connection, seal: OrderSeal, row: _Row | None, report: _Row | None
) -> tuple[str, ...]:
    """Make one good, or leave it as it was and say why."""
    sql.execute("savepoint one")
    try:
        _mend_one(sql, seal, row, report)
    except (*DAMAGED, sqlite3.IntegrityError) as error:
        sql.execute("rollback to one")
        return (f"an order in the database cannot be read: {error}"[:200],)
    finally:
        sql.execute("release one")
    return ()


def _row(row: tuple[Any, ...], *, body: object) -> _Row:
    sealed = genuine(body)
    whole_body = body if sealed is not None and isinstance(body, bytes) else None
    return _Row(row[0], row[1:], whole_body, None if sealed is None else sealed.order)


def _belong(row: _Row, report: _Row) -> bool:
    if report.order is not None:
        return report.order.id in (row.id, row.values[0])
    return bool(report.values[0] == row.values[-3])


def _mend_one(
    sql: sqlite3.Connection, seal: OrderSeal, row: _Row | None, report: _Row | None
) -> None:
    """Let an order stand in both tables in the same bytes.

    Raises:
        InputError, ValueError: nothing of it can be read.
    """
    found = next((each for each in (row, report) if each is not None and each.body), None)
    if found is not None and found.order is not None and found.body is not None:
        facts, body = found.order, found.body
    else:
        facts = _unsealed(row, report)
        body = seal.seal(sql, facts)
        facts = read_order(body).order
    due, tries = facts.at, 0
    names = [] if report is None else [report.values[0]]
    names += [] if row is None else [row.values[-3]]
    ticket = next((name for name in names if isinstance(name, str) and name), facts.id)
    if report is not None:
        due = _or_else(lambda: instant(report.values[3]), due)
        tries = _or_else(lambda: whole(report.values[4], 0, _MOST_TRIES), tries)
    outgoing = Outgoing(ticket, Kind.ORDER, body, due, tries)
    stands = row is not None and row.values == (*_columns(facts), ticket, 0, body)
    if stands and report is not None and report.values == _report(outgoing):
        return
    if row is not None:
        sql.execute("delete from orders where seq = ?", (row.seq,))
    if report is not None:
        sql.execute("delete from outbox where seq = ?", (report.seq,))
    _put(sql, None if row is None else row.seq, facts, outgoing)


def _unsealed(row: _Row | None, report: _Row | None) -> Order:
    """An order of which no sealed bytes are left.

    Raises:
        InputError, ValueError: nothing of it can be read.
    """
    try:
        return read_older_order(octets(None if report is None else report.values[2]))
    except DAMAGED:
        if row is None:
            raise
        return _of_columns(row.values)


def _is_known(sql: sqlite3.Connection, order_id: str) -> bool:
    found = sql.execute("select 1 from orders where id = ?", (order_id,)).fetchone()
    return found is not None


def _or_else(read: Any, other: Any) -> Any:
    try:
        return read()
    except DAMAGED:
        return other


# -- rows ------------------------------------------------------------------------------


def _put(sql: sqlite3.Connection, seq: int | None, order: Order, outgoing: Outgoing) -> None:
    sql.execute(
        f"insert into orders (seq, {ORDER}) values ({_marks(_WIDTH + 1)})",  # noqa: S608
        (seq, *_columns(order), outgoing.ticket, 0, outgoing.body),
    )
    sql.execute(
        f"insert into outbox ({OUTGOING}) values ({_marks(5)})",  # noqa: S608
        _report(outgoing),
    )


def _columns(order: Order) -> tuple[object, ...]:
    return (
        order.id, order.subscriber, order.product, order.title, order.price_cents,
        order.currency, written(order.at),
    )  # fmt: skip


def _of_columns(row: tuple[Any, ...]) -> Order:
    """Raises InputError or ValueError: a column holds what an order cannot."""
    order_id, subscriber, product, title, price_cents, currency, at = row[:7]
    return checked_order(
        Order(order_id, subscriber, product, title, price_cents, currency, instant(at))
    )


def _report(outgoing: Outgoing) -> tuple[object, ...]:
    return (
        outgoing.ticket, outgoing.kind.value, outgoing.body, written(outgoing.due),
        outgoing.tries,
    )  # fmt: skip


def _marks(count: int) -> str:
    return ",".join("?" * count)
