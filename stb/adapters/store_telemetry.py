"""What the box's database keeps for viewing figures: counts of a period, and one answer.

All of it goes with the consent to telemetry, and with nothing else: withdrawing another
consent leaves it alone, and this one takes nothing of the others.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from stb.adapters.database import Database
from stb.adapters.store_asked import erase
from stb.adapters.store_post import note_sent, written
from stb.adapters.store_rows import (
    MOST_SECONDS,
    Damage,
    instant,
    octets,
    token_octets,
    week,
    whole,
)
from stb.errors import UnavailableError
from stb.formats import strict_json
from stb.model.report import Kind, Sent
from stb.model.telemetry import Answer, Seen, Watched

SCHEMA = """;
create table if not exists seen (period text not null, kind text not null,
  seconds integer not null, primary key (period, kind));
create table if not exists answer (only integer primary key check (only = 1), facts blob not null,
  token blob)
"""
TABLES = ("seen", "answer")
KINDS = (Kind.TELEMETRY_TOKEN, Kind.TELEMETRY)
"""What is sent under this consent."""

_CAP = 4096


class FiguresTables:
    """The tables of viewing figures in ``db``; ``scrub`` overwrites what was deleted.

    What cannot be read is left out, and noted in ``damage``.
    """

    def __init__(self, db: Database, scrub: Callable[[], None], damage: Damage) -> None:
        self._db, self._scrub, self._damage = db, scrub, damage

    def seen(self) -> tuple[Seen, ...]:
        found = self._db.rows("select period, kind, seconds from seen order by period, kind")
        return self._damage.readable(found, _seen, what="what was seen")

    def add_seen(self, seen: tuple[Seen, ...]) -> None:
        with self._db.soon() as sql:
            sql.executemany(
                "insert into seen values (?,?,?) on conflict (period, kind)"
                " do update set seconds = seconds + excluded.seconds",
                [(one.period, one.kind.value, one.seconds) for one in seen],
            )

    def answer(self) -> Answer | None:
        found = self._db.rows("select facts, token from answer")
        read = self._damage.readable(found, _answer, what="an answer for viewing figures")
        return read[0] if read else None

    def draw_answer(self, answer: Answer, *, running: str) -> None:
        """Keep an answer, and erase to the last byte what it was drawn from."""
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            sql.execute("insert or replace into answer values (1,?,?)", _row(answer))
            sql.execute("delete from seen where period <> ?", (running,))
        self._scrub()

    def finish_erasing(self) -> None:
        if self._db.rows("select due from scrubbing"):
            self._scrub()

    def keep_answer(self, answer: Answer, sent: Sent | None = None) -> None:
        with self._db.transaction() as sql:
            sql.execute("insert or replace into answer values (1,?,?)", _row(answer))
            if sent is not None:
                note_sent(sql, sent)
            if answer.token is not None:
                erase(sql, Kind.TELEMETRY_TOKEN)
        with suppress(UnavailableError):  # the token is kept; the rest is done at the next chance
            self.finish_erasing()

    def forget_telemetry(self) -> None:
        """Erase counts and answer; that something was sent, and when, stays readable."""
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            for table in TABLES:
                sql.execute(f"delete from {table}")  # noqa: S608
            erase(sql, Kind.TELEMETRY_TOKEN)
            for kind in KINDS:
                sql.execute("update sent set body = x'' where kind = ?", (kind.value,))
        self._scrub()


def _seen(row: tuple[Any, ...]) -> Seen:
    period, kind, seconds = row
    return Seen(week(period), Watched(kind), whole(seconds, 0, MOST_SECONDS))


def _answer(row: tuple[Any, ...]) -> Answer:
    facts: Any = strict_json.loads(octets(row[0]), cap=_CAP)
    return Answer(
        week(facts["period"]),
        Watched(facts["value"]),
        tuple(instant(slot) for slot in facts["slots"]),
        instant(facts["token_at"]),
        None if row[1] is None else token_octets(row[1]),
    )


def _row(answer: Answer) -> tuple[bytes, bytes | None]:
    facts = {
        "period": answer.period,
        "value": answer.value.value,
        "slots": [written(slot) for slot in answer.slots],
        "token_at": written(answer.token_at),
    }
    return strict_json.dumps(facts), answer.token
