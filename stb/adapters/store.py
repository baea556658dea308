"""What outlives a power cut: consents, orders, the outbox, rentals, plays, tokens, settings.

One file, box.db, and one process at a time. An order, its report and the right
to watch are one transaction, so that what was shown as ordered is billed once
and what was not is not billed. Forgetting a profile leaves no byte of it in the
file or its log, and is finished at the next start if the power went in between.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from stb.adapters import order_seal, store_asked, store_profile, store_telemetry
from stb.adapters import store_orders as orders
from stb.adapters import store_post as post
from stb.adapters import store_rows as rows
from stb.adapters.database import Database, asides, discard, salvage
from stb.adapters.lock import FolderLock
from stb.adapters.order_seal import OrderSeal
from stb.adapters.receipts import Receipts
from stb.adapters.store_asked import SeedTable
from stb.adapters.store_post import written as _text
from stb.adapters.store_profile import ProfileTables
from stb.adapters.store_rows import Damage, octets
from stb.adapters.store_telemetry import FiguresTables
from stb.engine.ports import Play
from stb.errors import UnavailableError
from stb.formats.viewing import read_remembered, write_remembered
from stb.model.consent import ConsentRecord
from stb.model.place import Place, Remembered
from stb.model.product import Rental
from stb.model.report import HeldToken, Kind, Order, Outgoing, PostPlan, Sent

FILE = "box.db"
VERSION = 7
"""2: places and what viewings remember. 3: tokens, and plays that leave in envelopes. 4: profile.
5: viewing figures. 6: orders in the bytes that they leave in, signed and in a chain. 7: what hides
a request for tokens.

A file of an earlier version gets what it lacks; plays that waited in one of before 3 are lost,
and orders that wait in one of before 6 are signed when it is opened.
"""

_CHANGES = {3: "delete from outbox where kind = 'ad-play';", 6: orders.WITH_BYTES}
_SCHEMA = f"""{orders.SCHEMA}{order_seal.SCHEMA}
create table if not exists consent (seq integer primary key, record blob not null);
create table if not exists rental (order_id text primary key, product blob not null,
  at text not null);
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
create table if not exists place (media text primary key, service text not null,
  title text not null, rate text not null, frame integer not null, frames integer not null,
  at text not null, until text not null);
create table if not exists viewing (media text primary key, remembered blob not null);
create table if not exists setting (name text primary key, value text not null);
create table if not exists role_version (role text primary key, version integer not null,
  keys text not null);
create table if not exists scrubbing (due integer primary key)
"""

_ALL = _SCHEMA + store_profile.SCHEMA + store_telemetry.SCHEMA + store_asked.SCHEMA
_MORE = (*store_profile.TABLES, *store_telemetry.TABLES, *store_asked.TABLES)
_PLACE = "media, service, title, rate, frame, frames, at, until"

_OF_THE_HOUSEHOLD = (
    "consent", "rental", "sent", "envelope", "play", "waiting", "token", "plan", "place",
    "viewing", "chain", "setting",
)  # fmt: skip
"""Tables that a reset empties."""


class SqliteStore:
    """The box's database in ``folder``; every call is one transaction, and durable.

    ``notes`` say what was found wrong and what became of it; ``credential`` is the set's, for
    the proof of its key that goes with orders.

    Raises:
        FolderInUse: another process has it open.
        FolderUnusable: the folder cannot be made, or not written in.
        UnavailableError: from any call, when the disk is full or the file damaged.
    """

    def __init__(self, folder: Path, *, most_bytes: int = 0, credential: bytes = b"") -> None:
        self._damage = Damage()
        self._folder = folder
        self.order_seal = OrderSeal(folder, credential=credential)
        self._lock = FolderLock(folder)
        try:
            self._db = Database(
                folder / FILE, schema=_ALL, version=VERSION,
                changes=_CHANGES, most_bytes=most_bytes,
            )  # fmt: skip
            self._mend_money()
            self.receipts = Receipts(self._db)
            self.seeds = SeedTable(self._db, self._damage)
            self.profile = ProfileTables(self._db, self._scrub, self._damage)
            self.figures = FiguresTables(self._db, self._scrub, self._damage)
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

    def add_order(self, order: Order, rental: Rental | None, *, ticket: str, due: datetime) -> None:
        """The order, its report and the right to watch; one that is there stays as it is."""
        with self._db.transaction() as sql:
            if orders.add(sql, self.order_seal, order, ticket=ticket, due=due) and rental:
                sql.execute(
                    "insert or replace into rental (order_id, product, at) values (?,?,?)",
                    (rental.order_id, rows.product_json(rental.product), _text(rental.at)),
                )

    def orders(self) -> tuple[tuple[Order, bool], ...]:
        found = self._db.rows(f"select {orders.ORDER} from orders order by seq")  # noqa: S608
        return self._damage.readable(
            found, lambda row: (orders.order(row), row[-2] == 1), what="an order"
        )

    def rentals(self) -> tuple[Rental, ...]:
        found = self._db.rows("select order_id, product, at from rental order by at, order_id")
        return self._damage.readable(found, rows.rental, what="a right to watch")

    # -- the outbox --------------------------------------------------------------------

    def queued(self) -> tuple[Outgoing, ...]:
        found = self._db.rows(f"select {orders.OUTGOING} from outbox order by due, seq")  # noqa: S608
        return self._damage.readable(found, orders.outgoing, what="a report")

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
        return self._damage.readable(post.sent(self._db), rows.sent, what="a line of what left")

    # -- envelopes: see `stb.adapters.store_post` ----------------------------------------

    def waiting(self) -> tuple[Play, ...]:
        return self._damage.readable(post.waiting(self._db), rows.play, what="a play")

    def lose(self, plays: tuple[Play, ...]) -> None:
        with self._db.transaction() as sql:
            for play in plays:
                post.take_off(sql, play)

    def tokens(self) -> tuple[HeldToken, ...]:
        return self._damage.readable(post.tokens(self._db), rows.token, what="a token")

    def plan(self) -> PostPlan | None:
        found = self._damage.readable(post.plan(self._db), rows.plan, what="the week's plan")
        return found[0] if found else None

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
            store_asked.erase(sql, Kind.TOKENS)
        self._finish_scrubbing()

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
        found = self._db.rows("select creative, campaign, at from play order by seq")
        return self._damage.readable(found, rows.play, what="a play")

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
        say that nothing did. A damaged file that was moved aside goes as soon as its orders
        are saved.
        """
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            kept = ("play", "waiting", "token", "plan", "viewing", *store_profile.TABLES)
            for table in kept:
                sql.execute(f"delete from {table}")  # noqa: S608
            store_asked.erase(sql, Kind.TOKENS)
            for kind in (Kind.TOKENS, Kind.AD_PLAY):
                sql.execute("update sent set body = x'' where kind = ?", (kind.value,))
        self._scrub()

    # -- where programmes were left ----------------------------------------------------

    def remembered(self) -> tuple[Remembered, ...]:
        """What viewings must remember; one that cannot be read is planned anew."""
        found = self._db.rows("select remembered from viewing order by media")
        return self._damage.readable(
            found, lambda row: read_remembered(octets(row[0])), what="what a viewing remembers"
        )

    def remember_viewing(self, remembered: Remembered) -> None:
        with self._db.soon() as sql:
            sql.execute(
                "insert or replace into viewing values (?,?)",
                (remembered.media_id, write_remembered(remembered)),
            )

    def places(self) -> tuple[Place, ...]:
        found = self._db.rows(f"select {_PLACE} from place order by at desc, media")  # noqa: S608
        return self._damage.readable(found, rows.place, what="a place")

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
        """Leave no deleted byte; a damaged file whose orders do not fit is waited for."""
        self._db.scrub()
        self._take_over()
        if not asides(self._folder / FILE):
            self._db.write("delete from scrubbing")

    def _finish_scrubbing(self) -> None:
        """What is to be done yet; what does not fit now is tried at the next start."""
        if self._db.rows("select due from scrubbing"):
            with suppress(UnavailableError):
                self._scrub()

    def reset(self) -> None:
        """As it came from the factory, but for orders that the operator does not have yet.

        Those are owed: they stay, with their reports, until they are sent. Erased to the last
        byte, damaged files that were moved aside as well.
        """
        self._take_over()
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            for table in (*_OF_THE_HOUSEHOLD, *_MORE):
                sql.execute(f"delete from {table}")  # noqa: S608
            sql.execute("delete from outbox where kind <> ?", (Kind.ORDER.value,))
            sql.execute("delete from orders where delivered")
        self._scrub()

    # -- settings ----------------------------------------------------------------------

    def recall(self, name: str) -> str | None:
        found = self._db.rows("select value from setting where name = ?", name)
        return found[0][0] if found and isinstance(found[0][0], str) else None

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
        found = self._db.rows("select version, keys from role_version where role = ?", role)
        read = self._damage.readable(found, rows.version, what="a version seen")
        return read[0] if read else (0, "")

    def keep_highest(self, role: str, version: int, keys: str) -> None:
        self._db.write("insert or replace into role_version values (?,?,?)", role, version, keys)

    # -- after damage ------------------------------------------------------------------

    @property
    def notes(self) -> tuple[str, ...]:
        return self._damage.notes

    def _mend_money(self) -> None:
        """Take over what can still be read of orders, and make good what is damaged of them.

        Consent is not taken over, and counts as no answer. Where the disk has no room for it now
        it is done at the next start.
        """
        before = self._count_orders()
        taken = self._take_over()
        with suppress(UnavailableError), self._db.transaction() as sql:
            for note in orders.mend(sql, self.order_seal):
                self._damage.note(note)
        if taken:
            self._damage.note(
                f"{FILE} was damaged; {self._count_orders() - before} orders were saved from"
                f" {', '.join(taken)}, which is erased"
            )

    def _take_over(self) -> tuple[str, ...]:
        """Save orders, reports and rentals of damaged files, and then erase each file.

        Nothing is erased before what can be read of it is on the disk. What cannot be done now
        is tried again at the next start; to do it twice changes nothing. The names of those done.
        """
        taken = []
        for aside in asides(self._folder / FILE):
            try:
                self._save(aside)
                discard(aside)
                taken.append(aside.name)
            except UnavailableError as error:
                self._damage.note(
                    f"{FILE} was damaged; orders in {aside.name} wait to be saved: {error}"
                )
        return tuple(taken)

    def _count_orders(self) -> int:
        return len(self._db.rows("select 1 from orders"))

    def _save(self, damaged: Path) -> None:
        kept = salvage(damaged, "orders", orders.ORDER)
        kept = kept or salvage(damaged, "orders", orders.COLUMNS)
        reports = salvage(damaged, "outbox", orders.OUTGOING)
        rentals = salvage(damaged, "rental", "order_id, product, at")
        with self._db.transaction() as sql:
            orders.save(sql, kept, reports)
            sql.executemany("insert or ignore into rental values (?,?,?)", rentals)
