"""Orders as they come in: checked against the box's key and chain, and booked once each.

An order is booked if a box that is known of its household signed it, and it follows the one
before it. Any other is held, with its bytes and the reason, until what was missing comes or the
operator decides: it is not accepted, so its box keeps it too. Which ids are accepted is told only
after they are on the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from enum import Enum
from hashlib import sha256
from typing import TypedDict

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from stb.errors import InputError, RefusedError
from stb.formats.fields import write_instant
from stb.formats.orders import FIRST, read_order, signed_part
from stb.model.report import Order, SealedOrder

MOST_HELD = 10_000
"""More are not kept, lest somebody fill the disk; their boxes have them."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, subscriber TEXT NOT NULL, product TEXT NOT NULL, title TEXT NOT NULL,
    price_cents INTEGER NOT NULL, currency TEXT NOT NULL, at TEXT NOT NULL,
    received TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS boxes (
    key TEXT PRIMARY KEY, subscriber TEXT NOT NULL, how TEXT NOT NULL, since TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS taken (
    sha256 TEXT PRIMARY KEY, id TEXT NOT NULL, subscriber TEXT NOT NULL, key TEXT NOT NULL,
    epoch TEXT NOT NULL, sequence INTEGER NOT NULL, previous TEXT NOT NULL, body BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS taken_places ON taken (key, epoch, sequence);
CREATE TABLE IF NOT EXISTS held (
    sha256 TEXT PRIMARY KEY, id TEXT NOT NULL, subscriber TEXT NOT NULL, key TEXT NOT NULL,
    epoch TEXT NOT NULL, sequence INTEGER NOT NULL, why TEXT NOT NULL, body BLOB NOT NULL,
    received TEXT NOT NULL);
"""


class Why(Enum):
    """Why an order is held."""

    SIGNATURE = "signature"
    KEY = "key"
    GAP = "gap"
    FORK = "fork"
    ID = "id"


WORDS = {
    Why.SIGNATURE: "its signature does not hold",
    Why.KEY: "its key is not that of a box of this household",
    Why.GAP: "an order before it has not come",
    Why.FORK: "another order stands in its place or before it",
    Why.ID: "another order has its id",
}


class NotHeld(InputError):
    """No order of this id is held."""

    code = "order.not_held"


class NotBookable(RefusedError):
    """An order that is held, and that nobody may book as it is."""

    code = "order.not_bookable"


class HeldRow(TypedDict):
    id: str
    subscriber: str
    sequence: int
    why: str
    received: str


class ChainRow(TypedDict):
    """An epoch of a box: ``whole`` if its orders are all there, from the first on."""

    subscriber: str
    epoch: str
    orders: int
    whole: bool


class OrderBook:
    """The orders in a ledger, of which ``opened`` makes a connection that is one transaction."""

    def __init__(self, opened: Callable[[], AbstractContextManager[sqlite3.Connection]]) -> None:
        self._opened = opened

    def enrol(self, subscriber: str, key: str, *, now: datetime) -> None:
        """A box was handed out to this household; ``key`` is its public key, as hex."""
        with self._opened() as db:
            _enrol(db, subscriber, key, "handed out", now)

    def take(self, body: bytes, *, received: datetime) -> tuple[str, ...]:
        """The ids that are accepted of the order in ``body``: its own, or none if it is held.

        Raises:
            InputError: it is no order.
        """
        sealed = read_order(body)
        with self._opened() as db:
            db.execute("BEGIN IMMEDIATE")
            why = _judged(db, sealed, body, received)
            if why is None:
                _book(db, sealed, body, received)
                _follow(db, sealed, received)
                return (sealed.order.id,)
            _hold(db, sealed, body, why, received)
        return ()

    def book_held(self, order_id: str, *, now: datetime) -> int:
        """Book what is held under this id, as the operator decides; how many orders it was.

        Raises:
            NotHeld: nothing is.
            NotBookable: nobody can tell who sent it, or its id is taken by another.
        """
        with self._opened() as db:
            db.execute("BEGIN IMMEDIATE")
            rows = db.execute("SELECT body FROM held WHERE id = ?", (order_id,)).fetchall()
            if not rows:
                raise NotHeld(f"no order {order_id} is held; `stb headend ledger` lists them")
            before = _count(db)
            for (body,) in rows:
                _decide(db, read_order(body), body, now)
            return _count(db) - before

    def held(self) -> list[HeldRow]:
        """What is held, oldest first."""
        with self._opened() as db:
            rows = db.execute(
                "SELECT id, subscriber, sequence, why, received FROM held ORDER BY rowid"
            ).fetchall()
        return [HeldRow(**dict(row)) for row in rows]  # type: ignore[typeddict-item]

    def chains(self) -> list[ChainRow]:
        """Every epoch of every box, by household."""
        with self._opened() as db:
            rows = db.execute(
                "SELECT subscriber, key, epoch, sequence, previous, sha256 FROM taken"
                " ORDER BY subscriber, key, epoch, sequence, rowid"
            ).fetchall()
        chains: dict[tuple[str, str], ChainRow] = {}
        heads: dict[tuple[str, str], str] = {}
        for subscriber, key, epoch, sequence, previous, digest in rows:
            place = (key, epoch)
            chain = chains.setdefault(
                place, ChainRow(subscriber=subscriber, epoch=epoch, orders=0, whole=True)
            )
            chain["orders"] += 1
            follows = previous == heads.get(place, FIRST) and sequence == chain["orders"]
            chain["whole"] = chain["whole"] and follows
            heads[place] = digest
        return list(chains.values())


# -- judging ---------------------------------------------------------------------------


def _judged(
    db: sqlite3.Connection, sealed: SealedOrder, body: bytes, received: datetime
) -> Why | None:
    """Why the order must be held; None where it may be booked, or is already."""
    if db.execute("SELECT 1 FROM taken WHERE sha256 = ?", (_digest(body),)).fetchone():
        return None
    if not _signed(sealed):
        return Why.SIGNATURE
    if not _is_known(db, sealed, received):
        return Why.KEY
    why = _out_of_place(db, sealed)
    if why is not None:
        return why
    return None if _same_or_new(db, sealed.order) else Why.ID


def _signed(sealed: SealedOrder) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sealed.key))
        key.verify(bytes.fromhex(sealed.signature), signed_part(sealed))
    except (InvalidSignature, ValueError):
        return False
    return True


def _is_known(db: sqlite3.Connection, sealed: SealedOrder, received: datetime) -> bool:
    """Whether the box is one of the household's; the first that a household sends from is."""
    subscriber = sealed.order.subscriber
    found = db.execute("SELECT subscriber FROM boxes WHERE key = ?", (sealed.key,)).fetchone()
    if found is not None:
        return bool(found[0] == subscriber)
    if db.execute("SELECT 1 FROM boxes WHERE subscriber = ?", (subscriber,)).fetchone():
        return False
    _enrol(db, subscriber, sealed.key, "first order", received)
    return True


def _out_of_place(db: sqlite3.Connection, sealed: SealedOrder) -> Why | None:
    if _in_place(db, sealed, sealed.sequence):
        return Why.FORK
    if sealed.sequence == 1:
        return None if sealed.previous == FIRST else Why.FORK
    before = _in_place(db, sealed, sealed.sequence - 1)
    if not before:
        return Why.GAP
    return None if sealed.previous in before else Why.FORK


def _in_place(db: sqlite3.Connection, sealed: SealedOrder, sequence: int) -> set[str]:
    """The hashes of what was taken in this place of the same chain."""
    rows = db.execute(
        "SELECT sha256 FROM taken WHERE key = ? AND epoch = ? AND sequence = ?",
        (sealed.key, sealed.epoch, sequence),
    )
    return {digest for (digest,) in rows}


def _same_or_new(db: sqlite3.Connection, order: Order) -> bool:
    """Whether nothing is booked under this id but this: a box that lost its state seals anew."""
    row = db.execute(
        "SELECT subscriber, product, title, price_cents, currency, at FROM orders WHERE id = ?",
        (order.id,),
    ).fetchone()
    return row is None or tuple(row) == _facts(order)[1:]


# -- booking ---------------------------------------------------------------------------


def _book(db: sqlite3.Connection, sealed: SealedOrder, body: bytes, received: datetime) -> None:
    """Book the order once, in its place; it is held no more."""
    db.execute(
        "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (*_facts(sealed.order), write_instant(received)),
    )
    place = (sealed.order.id, sealed.order.subscriber, sealed.key, sealed.epoch, sealed.sequence)
    db.execute(
        "INSERT INTO taken VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sha256) DO NOTHING",
        (_digest(body), *place, sealed.previous, body),
    )
    db.execute("DELETE FROM held WHERE sha256 = ?", (_digest(body),))


def _follow(db: sqlite3.Connection, sealed: SealedOrder, received: datetime) -> None:
    """Book what was held only because this order had not come."""
    asked = "SELECT body FROM held WHERE key = ? AND epoch = ? AND sequence = ? AND why = ?"
    waiting = [sealed]
    while waiting:
        last = waiting.pop()
        place = (last.key, last.epoch, last.sequence + 1, Why.GAP.value)
        for (body,) in db.execute(asked, place).fetchall():
            following = read_order(body)
            why = _judged(db, following, body, received)
            if why is None:
                _book(db, following, body, received)
                waiting.append(following)
            else:
                _hold(db, following, body, why, received)


def _hold(
    db: sqlite3.Connection, sealed: SealedOrder, body: bytes, why: Why, received: datetime
) -> None:
    (count,) = db.execute("SELECT count(*) FROM held").fetchone()
    if count >= MOST_HELD:
        return
    order = sealed.order
    place = (order.id, order.subscriber, sealed.key, sealed.epoch, sealed.sequence)
    db.execute(
        "INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (sha256) DO UPDATE SET why = excluded.why",
        (_digest(body), *place, why.value, body, write_instant(received)),
    )


def _decide(db: sqlite3.Connection, sealed: SealedOrder, body: bytes, now: datetime) -> None:
    """Book an order in spite of its place, and know its box from now on.

    Raises:
        NotBookable: nobody can tell who sent it, or its id is taken by another.
    """
    order = sealed.order
    if not _signed(sealed):
        raise NotBookable(f"order {order.id} cannot be booked: {WORDS[Why.SIGNATURE]}")
    if not _same_or_new(db, order):
        raise NotBookable(f"order {order.id} cannot be booked: {WORDS[Why.ID]}")
    _enrol(db, order.subscriber, sealed.key, "operator", now)
    _book(db, sealed, body, now)
    for (other,) in db.execute("SELECT body FROM held WHERE key = ?", (sealed.key,)).fetchall():
        following = read_order(other)
        why = _judged(db, following, other, now)
        if why is None:
            _book(db, following, other, now)
            _follow(db, following, now)
        else:
            _hold(db, following, other, why, now)


def _enrol(db: sqlite3.Connection, subscriber: str, key: str, how: str, now: datetime) -> None:
    db.execute(
        "INSERT INTO boxes VALUES (?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        (key, subscriber, how, write_instant(now)),
    )


def _count(db: sqlite3.Connection) -> int:
    (count,) = db.execute("SELECT count(*) FROM orders").fetchone()
    return int(count)


def _facts(order: Order) -> tuple[object, ...]:
    return (
        order.id, order.subscriber, order.product, order.title, order.price_cents,
        order.currency, write_instant(order.at),
    )  # fmt: skip


def _digest(body: bytes) -> str:
    return sha256(body).hexdigest()
