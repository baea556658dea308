"""Orders as they come in: checked against the box's key and chain, and booked once each.

An order is booked if a box that is known of its household signed it, and it follows the one
before it. A box is known because it was handed out with the head-end, because its key is proven
with the credential of the household's set, or because the operator says so; never because it came
first. Any other is held, with its bytes and the reason, until what was missing comes or the
operator decides: it is not accepted, so its box keeps it too. What anybody can make is not held
but turned away and counted: without a good signature, with a bad proof, or of no household of
ours. Of a household
so many are held by its own boxes and so many by others, so that neither crowds out the rest.
Which ids are accepted is told only after they are on the disk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from hashlib import sha256
from typing import TypedDict

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from stb.errors import RefusedError
from stb.formats.fields import write_instant
from stb.formats.orders import FIRST, read_order, signed_part
from stb.formats.proof import key_holds
from stb.headend.unbooked import (
    WORDS,
    BadSignature,
    NotBookable,
    NotHeld,
    NotProven,
    TooManyHeld,
    Unknown,
    Why,
)
from stb.model.report import Order, SealedOrder

MOST_HELD = 100
"""Of a household, by its own boxes, and by others; more are turned away, their boxes have them."""

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
CREATE INDEX IF NOT EXISTS held_places ON held (subscriber, why);
CREATE TABLE IF NOT EXISTS turned_away (code TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""


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
    """The orders in a ledger, of which ``opened`` makes a connection that is one transaction.

    ``knows`` tells whether a household is one of the operator's, ``credential`` what lies in the
    set of one.
    """

    def __init__(
        self,
        opened: Callable[[], AbstractContextManager[sqlite3.Connection]],
        *,
        knows: Callable[[str], bool],
        credential: Callable[[str], bytes],
    ) -> None:
        self._opened, self._knows, self._credential = opened, knows, credential

    def enrol(self, subscriber: str, key: str, *, now: datetime) -> None:
        """A box was handed out to this household; ``key`` is its public key, as hex."""
        with self._opened() as db:
            _enrol(db, subscriber, key, "handed out", now)

    def take(self, body: bytes, *, received: datetime) -> tuple[str, ...]:
        """The ids that are accepted of the order in ``body``: its own, or none if it is held.

        Raises:
            InputError: it is no order.
            BadSignature, Unknown, NotProven: anybody can have made it.
            TooManyHeld: it would be held, and as many are as may be.
        """
        sealed = read_order(body)
        try:
            self._admit(sealed)
            with self._opened() as db:
                db.execute("BEGIN IMMEDIATE")
                is_new = self._introduce(db, sealed, received)
                why = _judged(db, sealed, body)
                if why is None:
                    _book(db, sealed, body, received)
                    _follow(db, sealed, received)
                else:
                    _hold(db, sealed, body, why, received)
                if is_new:
                    _judge_again(db, sealed.key, received)
                return (sealed.order.id,) if _is_taken(db, body) else ()
        except RefusedError as error:
            self._count_away(error.code)
            raise

    def _admit(self, sealed: SealedOrder) -> None:
        if not _signed(sealed):
            raise BadSignature(f"order {sealed.order.id}: {WORDS[Why.SIGNATURE]}")
        if not self._knows(sealed.order.subscriber):
            raise Unknown(f"{sealed.order.subscriber} is no household of ours")

    def _introduce(self, db: sqlite3.Connection, sealed: SealedOrder, received: datetime) -> bool:
        """Know the box from now on, if it proves to be the household's; whether it is new.

        Raises:
            NotProven: nobody knows it, and what it says in proof does not hold.
        """
        if not sealed.proof or _household_of(db, sealed.key) is not None:
            return False
        if not key_holds(sealed, self._credential(sealed.order.subscriber)):
            raise NotProven(f"order {sealed.order.id}: the proof of its key does not hold")
        _enrol(db, sealed.order.subscriber, sealed.key, "proven", received)
        return True

    def _count_away(self, code: str) -> None:
        with self._opened() as db:
            db.execute(
                "INSERT INTO turned_away VALUES (?, 1) ON CONFLICT (code) DO UPDATE SET n = n + 1",
                (code,),
            )

    def turned_away(self) -> dict[str, int]:
        """How many orders were neither booked nor held, by code."""
        with self._opened() as db:
            return dict(map(tuple, db.execute("SELECT code, n FROM turned_away ORDER BY code")))

    def drop(self, order_id: str) -> int:
        """Hold nothing under this id any more, as the operator decides; how many it was.

        A box that sends one again has it judged again.

        Raises:
            NotHeld: nothing is.
        """
        with self._opened() as db:
            dropped = db.execute("DELETE FROM held WHERE id = ?", (order_id,)).rowcount
        if not dropped:
            raise _not_held(order_id)
        return dropped

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
                raise _not_held(order_id)
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


def _not_held(order_id: str) -> NotHeld:
    return NotHeld(f"no order {order_id} is held; `stb headend ledger` lists them")


# -- judging ---------------------------------------------------------------------------


def _judged(db: sqlite3.Connection, sealed: SealedOrder, body: bytes) -> Why | None:
    """Why the order must be held; None where it may be booked, or is already."""
    if _is_taken(db, body):
        return None
    if not _signed(sealed):
        return Why.SIGNATURE
    if _household_of(db, sealed.key) != sealed.order.subscriber:
        return Why.KEY
    why = _out_of_place(db, sealed)
    if why is not None:
        return why
    return None if _same_or_new(db, sealed.order) else Why.ID


def _is_taken(db: sqlite3.Connection, body: bytes) -> bool:
    asked = "SELECT 1 FROM taken WHERE sha256 = ?"
    return db.execute(asked, (_digest(body),)).fetchone() is not None


def _signed(sealed: SealedOrder) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(sealed.key))
        key.verify(bytes.fromhex(sealed.signature), signed_part(sealed))
    except (InvalidSignature, ValueError):
        return False
    return True


def _household_of(db: sqlite3.Connection, key: str) -> str | None:
    """Whose box signs with ``key``; None where nobody knows."""
    found = db.execute("SELECT subscriber FROM boxes WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


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
            why = _judged(db, following, body)
            if why is None:
                _book(db, following, body, received)
                waiting.append(following)
            else:
                _hold(db, following, body, why, received)


def _hold(
    db: sqlite3.Connection, sealed: SealedOrder, body: bytes, why: Why, received: datetime
) -> None:
    """Raises TooManyHeld: it is not held yet, and as many are as may be."""
    digest = _digest(body)
    updated = "UPDATE held SET why = ? WHERE sha256 = ?"
    if db.execute(updated, (why.value, digest)).rowcount:
        return
    order = sealed.order
    (count,) = db.execute(
        "SELECT count(*) FROM held WHERE subscriber = ? AND (why = ?) = ?",
        (order.subscriber, Why.KEY.value, why is Why.KEY),
    ).fetchone()
    if count >= MOST_HELD:
        raise TooManyHeld(
            f"order {order.id}: {WORDS[why]}, and {count} of {order.subscriber} are held;"
            " `stb headend drop ID` makes room"
        )
    place = (order.id, order.subscriber, sealed.key, sealed.epoch, sealed.sequence)
    db.execute(
        "INSERT INTO held VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (digest, *place, why.value, body, write_instant(received)),
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
    _judge_again(db, sealed.key, now)


def _judge_again(db: sqlite3.Connection, key: str, now: datetime) -> None:
    """Judge what is held of a box anew, since it is known now."""
    for (other,) in db.execute("SELECT body FROM held WHERE key = ?", (key,)).fetchall():
        following = read_order(other)
        why = _judged(db, following, other)
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
