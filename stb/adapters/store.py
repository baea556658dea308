"""What outlives a power cut: consents, orders, the outbox, rentals, plays, tokens, settings.

One file, box.db, and one process at a time. An order, its report and the right
to watch are one transaction, so that what was shown as ordered is billed once
and what was not is not billed. Forgetting a profile leaves no byte of it in the
file or its log, and is finished at the next start if the power went in between.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from stb.adapters import store_orders as orders
from stb.adapters import store_post as post
from stb.adapters import store_profile, store_telemetry
from stb.adapters.database import Database, salvage, translated
from stb.adapters.lock import FolderLock
from stb.adapters.receipts import Receipts
from stb.adapters.store_post import written as _text
from stb.adapters.store_profile import ProfileTables
from stb.adapters.store_telemetry import FiguresTables
from stb.engine.ports import Play
from stb.errors import InputError, UnavailableError
from stb.formats import strict_json
from stb.formats.fields import read_instant
from stb.formats.viewing import read_remembered, write_remembered
from stb.model.consent import ConsentRecord
from stb.model.place import Place, Remembered
from stb.model.product import Product, Rental
from stb.model.report import HeldToken, Kind, Order, Outgoing, PostPlan, Sent
from stb.model.time import FrameRate

FILE = "box.db"
VERSION = 5
"""2: places and what viewings remember. 3: tokens, and plays that leave in envelopes. 4: profile.
5: viewing figures.

A file of an earlier version gets the tables it lacks; plays that waited in it are lost.
"""

_SCHEMA = """
create table if not exists consent (seq integer primary key, record blob not null);
create table if not exists orders (seq integer primary key, id text not null unique,
  subscriber text not null, product text not null, title text not null,
  price_cents integer not null,
  currency text not null, at text not null, ticket text not null, delivered integer not null);
create table if not exists rental (order_id text primary key, product blob not null,
  at text not null);
create table if not exists outbox (seq integer primary key, ticket text not null unique,
  kind text not null, body blob not null, due text not null, tries integer not null);
create table if not exists sent (seq integer primary key, kind text not null, body blob not null,
  at text not null, purpose text not null);
create table if not exists play (seq integer primary key, creative text not null,
  campaign text not null, at text not null);
create table if not exists waiting (seq integer primary key, creative text not null,
  campaign text not null, at text not null);
create table if not exists token (seq integer primary key, week text not null,
  octets blob not null);
create table if not exists plan (only integer primary key check (only = 1), facts blob not null);
create table if not exists envelope (seq integer primary key, octets integer not null,
  sha256 text not null);
delete from outbox where kind = 'ad-play';
create table if not exists place (media text primary key, service text not null,
  title text not null, rate text not null, frame integer not null, frames integer not null,
  at text not null, until text not null);
create table if not exists viewing (media text primary key, remembered blob not null);
create table if not exists setting (name text primary key, value text not null);
create table if not exists role_version (role text primary key, version integer not null,
  keys text not null);
create table if not exists scrubbing (due integer primary key)
"""

_ALL = _SCHEMA + store_profile.SCHEMA + store_telemetry.SCHEMA
_PLACE = "media, service, title, rate, frame, frames, at, until"

_OF_THE_HOUSEHOLD = (
    "consent", "rental", "sent", "envelope", "play", "waiting", "token", "plan", "place",
    "viewing",
)  # fmt: skip
"""Tables that a reset empties."""

_log = logging.getLogger(__name__)


class SqliteStore:
    """The box's database in ``folder``; every call is one transaction, and durable.

    ``notes`` say what was found wrong on opening and what became of it.

    Raises:
        FolderInUse: another process has it open.
        FolderUnusable: the folder cannot be made, or not written in.
        UnavailableError: from any call, when the disk is full or the file damaged.
    """

    def __init__(self, folder: Path, *, most_bytes: int = 0) -> None:
        self.notes: tuple[str, ...] = ()
        self._folder = folder
        self._lock = FolderLock(folder)
        try:
            self._db = Database(folder / FILE, schema=_ALL, version=VERSION, most_bytes=most_bytes)
            if self._db.moved is not None:
                self._save_money(self._db.moved)
            self.receipts = Receipts(self._db)
            self.profile = ProfileTables(self._db, self._scrub)
            self.figures = FiguresTables(self._db, self._scrub)
            self._finish_scrubbing()
        except BaseException:
            self._lock.close()
            raise

    def close(self) -> None:
        self._db.close()
        self._lock.close()

    # -- consent -----------------------------------------------------------------------

    def consents(self) -> tuple[ConsentRecord, ...]:
        return self.receipts.records()

    def add_consent(self, record: ConsentRecord) -> None:
        self.receipts.add(record)

    # -- orders and rentals ------------------------------------------------------------

    def add_order(self, order: Order, outgoing: Outgoing, rental: Rental | None) -> None:
        """The order, its report and the right to watch; an order that is there stays as it is."""
        with self._db.transaction() as sql:
            added = sql.execute(
                f"insert or ignore into orders ({orders.ORDER}) values (?,?,?,?,?,?,?,?,0)",  # noqa: S608
                (*orders.order_row(order), outgoing.ticket),
            ).rowcount
            if not added:
                return
            sql.execute(orders.insert_outgoing(), orders.outgoing_row(outgoing))
            if rental is not None:
                sql.execute(
                    "insert into rental (order_id, product, at) values (?,?,?)",
                    (rental.order_id, _product_json(rental.product), _text(rental.at)),
                )

    def orders(self) -> tuple[tuple[Order, bool], ...]:
        rows = self._db.rows(f"select {orders.ORDER} from orders order by seq")  # noqa: S608
        return tuple((orders.order(row), bool(row[-1])) for row in rows)

    def rentals(self) -> tuple[Rental, ...]:
        rows = self._db.rows("select order_id, product, at from rental order by at, order_id")
        return tuple(
            Rental(_product(_bytes(product)), str(order_id), read_instant(at))
            for order_id, product, at in rows
        )

    # -- the outbox --------------------------------------------------------------------

    def queued(self) -> tuple[Outgoing, ...]:
        rows = self._db.rows(f"select {orders.OUTGOING} from outbox order by due, seq")  # noqa: S608
        return tuple(orders.outgoing(row) for row in rows)

    def postpone(self, ticket: str, *, due: datetime, tries: int) -> None:
        self._db.write(
            "update outbox set due = ?, tries = ? where ticket = ?",
            _text(due), tries, ticket,
        )  # fmt: skip

    def settle(self, ticket: str, sent: Sent) -> None:
        """Take a report off the queue and note it as sent; one already settled stays so."""
        with self._db.transaction() as sql:
            if not sql.execute("delete from outbox where ticket = ?", (ticket,)).rowcount:
                return
            sql.execute("update orders set delivered = 1 where ticket = ?", (ticket,))
            post.note_sent(sql, sent)

    def sent(self) -> tuple[Sent, ...]:
        return post.sent(self._db)

    # -- envelopes: see `stb.adapters.store_post` ----------------------------------------

    def waiting(self) -> tuple[Play, ...]:
        return post.waiting(self._db)

    def lose(self, plays: tuple[Play, ...]) -> None:
        with self._db.transaction() as sql:
            for play in plays:
                post.take_off(sql, play)

    def tokens(self) -> tuple[HeldToken, ...]:
        return post.tokens(self._db)

    def plan(self) -> PostPlan | None:
        return post.plan(self._db)

    def keep_plan(self, plan: PostPlan, *, weeks: tuple[str, ...]) -> None:
        with self._db.transaction() as sql:
            post.keep_plan(sql, plan)
            marks = ",".join("?" * len(weeks))
            sql.execute(f"delete from token where week not in ({marks})", weeks)  # noqa: S608

    def keep_tokens(self, tokens: tuple[HeldToken, ...], plan: PostPlan, sent: Sent) -> None:
        with self._db.transaction() as sql:
            post.keep_plan(sql, plan)
            post.keep_tokens(sql, tokens)
            post.note_sent(sql, sent)

    def post(
        self, plan: PostPlan, sent: Sent, *, play: Play | None, token: HeldToken | None
    ) -> None:
        with self._db.transaction() as sql:
            post.keep_plan(sql, plan)
            post.note_sent(sql, sent)
            if play is not None:
                post.take_off(sql, play)
            if token is not None:
                sql.execute("delete from token where octets = ?", (token.octets,))

    # -- what was viewed ---------------------------------------------------------------

    def plays(self) -> tuple[Play, ...]:
        rows = self._db.rows("select creative, campaign, at from play order by seq")
        return tuple(Play(str(c), str(campaign), read_instant(at)) for c, campaign, at in rows)

    def add_play(self, play: Play) -> None:
        with self._db.transaction() as sql:
            for table in ("play", "waiting"):
                sql.execute(
                    f"insert into {table} (creative, campaign, at) values (?,?,?)",  # noqa: S608
                    (play.creative, play.campaign, _text(play.at)),
                )

    def forget_profile(self) -> None:
        """Erase plays, tokens, their plan, what viewings remember, and the content of envelopes.

        That envelopes were sent, and when, stays readable: the list of what left must not
        say that nothing did. A damaged file that was moved aside goes as well.
        """
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            kept = ("play", "waiting", "token", "plan", "viewing", *store_profile.TABLES)
            for table in kept:
                sql.execute(f"delete from {table}")  # noqa: S608
            for kind in (Kind.TOKENS, Kind.AD_PLAY):
                sql.execute("update sent set body = x'' where kind = ?", (kind.value,))
        self._scrub()

    # -- where programmes were left ----------------------------------------------------

    def remembered(self) -> tuple[Remembered, ...]:
        """What viewings must remember; one that cannot be read is planned anew."""
        found: list[Remembered] = []
        for (data,) in self._db.rows("select remembered from viewing order by media"):
            try:
                found.append(read_remembered(_bytes(data)))
            except InputError as error:
                _log.warning("what was kept of a viewing cannot be read: %s", error)
        return tuple(found)

    def remember_viewing(self, remembered: Remembered) -> None:
        with self._db.soon() as sql:
            sql.execute(
                "insert or replace into viewing values (?,?)",
                (remembered.media_id, write_remembered(remembered)),
            )

    def places(self) -> tuple[Place, ...]:
        rows = self._db.rows(f"select {_PLACE} from place order by at desc, media")  # noqa: S608
        return tuple(_place(row) for row in rows)

    def keep_place(self, place: Place) -> None:
        with self._db.soon() as sql:
            sql.execute(
                f"insert or replace into place ({_PLACE}) values (?,?,?,?,?,?,?,?)",  # noqa: S608
                (
                    place.media_id, place.service_id, place.title, str(place.rate), place.frame,
                    place.frames, _text(place.left), _text(place.until),
                ),
            )  # fmt: skip

    def forget_places(self, media_ids: tuple[str, ...]) -> None:
        """Erase these places and what their viewings remember, to the last byte."""
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            for table in ("place", "viewing"):
                sql.executemany(
                    f"delete from {table} where media = ?",  # noqa: S608
                    [(media_id,) for media_id in media_ids],
                )
        self._scrub()

    def _scrub(self) -> None:
        self._db.scrub()
        with translated(self._folder):
            for aside in self._folder.glob(f"{FILE}.damaged-*"):
                aside.unlink()
        self._db.write("delete from scrubbing")

    def _finish_scrubbing(self) -> None:
        """What the power cut short; what does not fit now is tried at the next start."""
        if self._db.rows("select due from scrubbing"):
            with suppress(UnavailableError):
                self._scrub()

    def reset(self) -> None:
        """As it came from the factory, but for orders that the operator does not have yet.

        Those are owed: they stay, with their reports, until they are sent. Erased to the last
        byte, damaged files that were moved aside as well.
        """
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            for table in (*_OF_THE_HOUSEHOLD, *store_profile.TABLES, *store_telemetry.TABLES):
                sql.execute(f"delete from {table}")  # noqa: S608
            sql.execute("delete from outbox where kind <> ?", (Kind.ORDER.value,))
            sql.execute("delete from orders where delivered")
            sql.execute("delete from setting where name not like 'order-%'")
        self._scrub()

    # -- settings ----------------------------------------------------------------------

    def recall(self, name: str) -> str | None:
        rows = self._db.rows("select value from setting where name = ?", name)
        return str(rows[0][0]) if rows else None

    def remember(self, name: str, value: str) -> None:
        self._db.write("insert or replace into setting values (?,?)", name, value)

    def forget(self, name: str) -> None:
        """Erase a setting, to the last byte."""
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            sql.execute("delete from setting where name = ?", (name,))
        self._scrub()

    # -- highest versions of signed metadata, kept apart from its cache ------------------

    def highest(self, role: str) -> tuple[int, str]:
        """The highest version seen of ``role`` and the keys it was seen under; (0, "") if none."""
        rows = self._db.rows("select version, keys from role_version where role = ?", role)
        return (_int(rows[0][0]), str(rows[0][1])) if rows else (0, "")

    def keep_highest(self, role: str, version: int, keys: str) -> None:
        self._db.write("insert or replace into role_version values (?,?,?)", role, version, keys)

    # -- after damage ------------------------------------------------------------------

    def _save_money(self, damaged: Path) -> None:
        """Take over what can still be read of orders; consent is not, and counts as no answer.

        The report of an order not delivered yet is made anew from the order.
        """
        rows = salvage(damaged, f"select {orders.ORDER} from orders order by seq")  # noqa: S608
        saved = [row for row in rows if orders.readable(row)]
        waiting = [(orders.order(row), str(row[-2])) for row in saved if not row[-1]]
        rentals = salvage(damaged, "select order_id, product, at from rental")
        with self._db.transaction() as sql:
            sql.executemany(
                f"insert or ignore into orders ({orders.ORDER}) values (?,?,?,?,?,?,?,?,?)",  # noqa: S608
                saved,
            )
            sql.executemany(
                orders.insert_outgoing(), [orders.report_row(*each) for each in waiting]
            )
            sql.executemany("insert or ignore into rental values (?,?,?)", rentals)
        self.notes = (
            f"{FILE} was damaged and is now {damaged.name}; {len(saved)} orders were saved from it",
        )
        _log.warning("%s", self.notes[0])


def _place(row: tuple[Any, ...]) -> Place:
    media, service, title, rate, frame, frames, left, until = row
    num, _, den = rate.partition("/")
    return Place(
        media, service, title, FrameRate(int(num), int(den or 1)), frame, frames,
        read_instant(left), read_instant(until),
    )  # fmt: skip


def _product_json(product: Product) -> bytes:
    return strict_json.dumps({name: getattr(product, name) for name in product.__slots__})


def _product(data: bytes) -> Product:
    facts = strict_json.loads(data, cap=64 << 10)
    assert isinstance(facts, dict)
    return Product(**facts)


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
