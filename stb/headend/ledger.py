"""What the collectors have: orders once each, plays as counts, requests as they came.

Orders are a contract: one row an order, its id unique, on disk before the
answer goes out (WAL, synchronous FULL). Plays are counted by campaign and week
and not kept one by one: when each came in would be a trace. The record of
requests is bounded and not worth a sync.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TypedDict

from stb.formats.fields import read_instant, write_instant
from stb.headend.files import make_folder
from stb.headend.front import Asked
from stb.model.report import AdPlay, Order

MOST_REQUESTS = 20_000
_BUFFERED = 100

_SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, subscriber TEXT NOT NULL, product TEXT NOT NULL, title TEXT NOT NULL,
    price_cents INTEGER NOT NULL, currency TEXT NOT NULL, at TEXT NOT NULL,
    received TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS plays (
    campaign TEXT NOT NULL, creative TEXT NOT NULL, week TEXT NOT NULL, plays INTEGER NOT NULL,
    PRIMARY KEY (campaign, creative, week));
"""
_REQUESTS = """
CREATE TABLE IF NOT EXISTS requests (
    n INTEGER PRIMARY KEY AUTOINCREMENT, method TEXT NOT NULL, path TEXT NOT NULL,
    status INTEGER NOT NULL, received INTEGER NOT NULL, sent INTEGER NOT NULL);
"""


class OrderRow(TypedDict):
    id: str
    subscriber: str
    product: str
    title: str
    price_cents: int
    currency: str
    at: str
    received: str


class RequestRow(TypedDict):
    method: str
    path: str
    status: int
    received: int
    sent: int


class Facts(TypedDict):
    """The ledger as `stb headend ledger --json` prints it."""

    orders: list[OrderRow]
    plays: dict[str, int]
    requests: list[RequestRow]


class Ledger:
    """The collectors' database in ``folder``; may be used by several processes.

    Raises:
        FolderUnusable: the folder cannot be made, or not written in.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._path, self._requests_path = folder / "ledger.db", folder / "requests.db"
        self._buffer: list[Asked] = []
        self._lock = threading.Lock()
        with self._open(self._path) as db:
            db.executescript(_SCHEMA)
        with self._open(self._requests_path) as db:
            db.executescript(_REQUESTS)

    def book_order(self, order: Order, *, received: datetime) -> None:
        """Keep ``order``; the same id again changes nothing."""
        row = (
            order.id,
            order.subscriber,
            order.product,
            order.title,
            order.price_cents,
            order.currency,
            write_instant(order.at),
            write_instant(received),
        )
        with self._open(self._path) as db:
            db.execute(
                "INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                row,
            )

    def count_play(self, play: AdPlay) -> None:
        """One more play of a campaign's creative in a week."""
        with self._open(self._path) as db:
            db.execute(
                "INSERT INTO plays VALUES (?, ?, ?, 1) ON CONFLICT (campaign, creative, week)"
                " DO UPDATE SET plays = plays + 1",
                (play.campaign, play.creative, play.week),
            )

    def note(self, asked: Asked) -> None:
        """Record a request, soon."""
        with self._lock:
            self._buffer.append(asked)
            full = len(self._buffer) >= _BUFFERED or asked.method == "POST"
        if full:
            self.flush()

    def flush(self) -> None:
        """Write the requests that were noted."""
        with self._lock:
            waiting, self._buffer = self._buffer, []
        if not waiting:
            return
        with self._open(self._requests_path, synchronous="OFF") as db:
            db.executemany(
                "INSERT INTO requests (method, path, status, received, sent)"
                " VALUES (?, ?, ?, ?, ?)",
                [(a.method, a.path, a.status, a.received, a.sent) for a in waiting],
            )
            db.execute(
                "DELETE FROM requests WHERE n <= (SELECT max(n) FROM requests) - ?",
                (MOST_REQUESTS,),
            )

    def facts(self) -> Facts:
        """Orders in the order in which they came, plays by campaign, requests."""
        self.flush()
        with self._open(self._path) as db:
            orders = db.execute("SELECT * FROM orders ORDER BY rowid").fetchall()
            plays = db.execute(
                "SELECT campaign, sum(plays) FROM plays GROUP BY campaign ORDER BY campaign"
            ).fetchall()
        with self._open(self._requests_path) as db:
            asked = db.execute(
                "SELECT method, path, status, received, sent FROM requests ORDER BY n"
            ).fetchall()
        return Facts(
            orders=[OrderRow(**dict(row)) for row in orders],  # type: ignore[typeddict-item]
            plays=dict(map(tuple, plays)),
            requests=[RequestRow(**dict(row)) for row in asked],  # type: ignore[typeddict-item]
        )

    def orders_of(self, subscriber: str) -> tuple[Order, ...]:
        """What a household ordered, oldest first."""
        with self._open(self._path) as db:
            rows = db.execute(
                "SELECT * FROM orders WHERE subscriber = ? ORDER BY at, id", (subscriber,)
            ).fetchall()
        return tuple(
            Order(
                id=row["id"],
                subscriber=row["subscriber"],
                product=row["product"],
                title=row["title"],
                price_cents=row["price_cents"],
                currency=row["currency"],
                at=read_instant(row["at"]),
            )
            for row in rows
        )

    @contextlib.contextmanager
    def _open(self, path: Path, *, synchronous: str = "FULL") -> Iterator[sqlite3.Connection]:
        """A connection, one transaction, and closed again."""
        db = sqlite3.connect(path, timeout=20)
        try:
            db.row_factory = sqlite3.Row
            db.execute("PRAGMA journal_mode = WAL")
            db.execute(f"PRAGMA synchronous = {synchronous}")
            with db:
                yield db
        finally:
            db.close()
