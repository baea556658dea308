"""What the collectors have: orders once each, plays as counts, requests as they came.

Orders are a contract: one row an order, its id unique, on disk before the
answer goes out (WAL, synchronous FULL); what is not booked is held: `stb.headend.orders`.
Plays are counted by campaign and week and not kept one by one: when each came in would
be a trace. What tokens of one week made of a campaign's plays is told from `RELEASED_FROM`
on: fewer than a hundred households cannot make that, as over several weeks a few could. While
tokens of that week are taken it is told in steps, lest who looks twice see a single play. Who
had tokens and which were spent is kept while it matters, two weeks. The record of requests
is bounded and not worth a sync.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypedDict

from stb.formats.fields import read_instant
from stb.formats.reports import MOST_TOKENS
from stb.headend.files import make_folder
from stb.headend.front import Asked
from stb.headend.orders import SCHEMA, ChainRow, HeldRow, OrderBook
from stb.headend.provisioning import Administration
from stb.model.report import AdPlay, Order

MOST_REQUESTS = 20_000
_BUFFERED = 100
RELEASED_FROM = 100 * MOST_TOKENS
"""A hundred times the tokens of a household in a week: 100 plays are not 100 homes."""
STEP = 100
"""A week's total goes up by so many while its tokens are taken, and is exact afterwards."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS counts (
    campaign TEXT NOT NULL, creative TEXT NOT NULL, week TEXT NOT NULL, token_week TEXT NOT NULL,
    plays INTEGER NOT NULL, PRIMARY KEY (campaign, creative, week, token_week));
CREATE TABLE IF NOT EXISTS enrolled (subscriber TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS issued (
    subscriber TEXT NOT NULL, week TEXT NOT NULL, requests TEXT NOT NULL,
    PRIMARY KEY (subscriber, week));
CREATE TABLE IF NOT EXISTS spent (nonce BLOB PRIMARY KEY, week TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS taken_from (one INTEGER PRIMARY KEY, week TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS envelopes (refused INTEGER PRIMARY KEY, n INTEGER NOT NULL);
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


class WeekCount(NamedTuple):
    """Plays by tokens of a week: None where withheld, in steps until the week is ``whole``."""

    campaign: str
    week: str
    plays: int | None
    whole: bool


class Facts(TypedDict):
    """The ledger as `stb headend ledger --json` prints it.

    ``held`` are orders that are not booked, ``turned_away`` counts
    those that are not even held, ``chains`` is what the boxes' own count of theirs says.
    ``plays`` are totals that are released, ``withheld`` the campaigns of which there was a
    week with too few; ``envelopes`` came in, ``refused`` of them with what does not hold.
    """

    orders: list[OrderRow]
    held: list[HeldRow]
    turned_away: dict[str, int]
    chains: list[ChainRow]
    plays: dict[str, int]
    withheld: list[str]
    envelopes: int
    refused: int
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
        self._administration = Administration(folder)
        self.orders = OrderBook(
            lambda: self._open(self._path), knows=self.knows, credential=self.credential
        )
        with self._open(self._path) as db:
            db.executescript(SCHEMA + _SCHEMA)
        with self._open(self._requests_path) as db:
            db.executescript(_REQUESTS)

    def enrol(self, subscribers: Iterable[str]) -> None:
        """Have these as households, though the administration tells their sets nothing."""
        with self._open(self._path) as db:
            db.executemany(
                "INSERT INTO enrolled VALUES (?) ON CONFLICT DO NOTHING",
                ((name,) for name in subscribers),
            )

    def knows(self, subscriber: str) -> bool:
        """Whether it is a household of the operator's, who alone enrols them."""
        with self._open(self._path) as db:
            asked = "SELECT 1 FROM enrolled WHERE subscriber = ?"
            found = db.execute(asked, (subscriber,)).fetchone()
        return found is not None or self._administration.knows(subscriber)

    def credential(self, subscriber: str) -> bytes:
        """What lies in the set of a household of that name, whether there is one or not."""
        return self._administration.credential(subscriber)

    def note_issued(self, subscriber: str, week: str, requests: str, *, oldest: str) -> bool:
        """Note what a household's tokens of a week were asked by; False if by something else.

        What is of weeks before ``oldest`` is forgotten, since none are given for them.
        """
        with self._open(self._path) as db:
            db.execute("DELETE FROM issued WHERE week < ?", (oldest,))
            _close_before(db, oldest)
            db.execute(
                "INSERT INTO issued VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (subscriber, week, requests),
            )
            (kept,) = db.execute(
                "SELECT requests FROM issued WHERE subscriber = ? AND week = ?", (subscriber, week)
            ).fetchone()
        return bool(kept == requests)

    def note_envelope(self, *, refused: bool) -> None:
        """One more envelope that counts nothing."""
        with self._open(self._path) as db:
            _one_more(db, refused=refused)

    def count_play(self, play: AdPlay, *, spent: bytes, week: str, oldest: str) -> bool:
        """One more play of a campaign's creative in a week; False if its token was spent.

        ``week`` is the token's; tokens of weeks before ``oldest`` are forgotten, since none
        would be taken.
        """
        with self._open(self._path) as db:
            db.execute("DELETE FROM spent WHERE week < ?", (oldest,))
            _close_before(db, oldest)
            fresh = db.execute(
                "INSERT INTO spent VALUES (?, ?) ON CONFLICT DO NOTHING", (spent, week)
            ).rowcount
            if not fresh:
                return False
            _one_more(db, refused=False)
            db.execute(
                "INSERT INTO counts VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE"
                " SET plays = plays + 1",
                (play.campaign, play.creative, play.week, week),
            )
        return True

    def counted(self) -> dict[str, int]:
        """Plays by campaign, for the collector itself: what is told of them is in `facts`."""
        with self._open(self._path) as db:
            rows = db.execute(
                "SELECT campaign, sum(plays) FROM counts GROUP BY campaign ORDER BY campaign"
            ).fetchall()
        return dict(map(tuple, rows))

    def weekly(self) -> tuple[WeekCount, ...]:
        """What may be told of each campaign and week of tokens, by name and week."""
        with self._open(self._path) as db:
            rows = db.execute(
                "SELECT campaign, token_week, sum(plays),"
                " token_week < coalesce((SELECT week FROM taken_from), '')"
                " FROM counts GROUP BY campaign, token_week ORDER BY campaign, token_week"
            ).fetchall()
        return tuple(
            WeekCount(campaign, week, _told(plays, whole=bool(whole)), bool(whole))
            for campaign, week, plays, whole in rows
        )

    def orderers(self) -> tuple[tuple[str, str, int], ...]:
        """Product, household and orders, for the making of statistics and nothing else."""
        with self._open(self._path) as db:
            rows = db.execute(
                "SELECT product, subscriber, count(*) FROM orders GROUP BY product, subscriber"
            ).fetchall()
        return tuple(map(tuple, rows))

    def _released(self) -> tuple[dict[str, int], list[str]]:
        """Totals that may be told, and the campaigns of which something is withheld."""
        told: Counter[str] = Counter()
        withheld = set()
        for row in self.weekly():
            if row.plays is None:
                withheld.add(row.campaign)
            else:
                told[row.campaign] += row.plays
        return dict(told), sorted(withheld)

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
            envelopes = dict(map(tuple, db.execute("SELECT refused, n FROM envelopes")))
        told, withheld = self._released()
        with self._open(self._requests_path) as db:
            asked = db.execute(
                "SELECT method, path, status, received, sent FROM requests ORDER BY n"
            ).fetchall()
        return Facts(
            orders=[OrderRow(**dict(row)) for row in orders],  # type: ignore[typeddict-item]
            held=self.orders.held(),
            turned_away=self.orders.turned_away(),
            chains=self.orders.chains(),
            plays=told,
            withheld=withheld,
            envelopes=sum(envelopes.values()),
            refused=envelopes.get(1, 0),
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


def _one_more(db: sqlite3.Connection, *, refused: bool) -> None:
    db.execute(
        "INSERT INTO envelopes VALUES (?, 1) ON CONFLICT (refused) DO UPDATE SET n = n + 1",
        (int(refused),),
    )


def _close_before(db: sqlite3.Connection, oldest: str) -> None:
    """Tokens of weeks before ``oldest`` are taken no more: nothing is added to them."""
    db.execute(
        "INSERT INTO taken_from VALUES (1, ?) ON CONFLICT (one)"
        " DO UPDATE SET week = max(week, excluded.week)",
        (oldest,),
    )


def _told(plays: int, *, whole: bool) -> int | None:
    if plays < RELEASED_FROM:
        return None
    return plays if whole else plays // STEP * STEP
