"""What the box's database keeps of envelopes: plays that wait, tokens, the plan, what left.

Statements on tables of `stb.adapters.store`, which puts them into its transactions.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any

from stb.adapters.database import Database
from stb.engine.ports import Play
from stb.formats import strict_json
from stb.model.report import HeldToken, PostPlan, Sent


def written(at: datetime) -> str:
    """``at`` in a form that sorts as text: always to the microsecond."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def note_sent(sql: sqlite3.Connection, sent: Sent) -> None:
    """One more line of what left, with what an envelope was on the wire."""
    seq = sql.execute(
        "insert into sent (kind, body, at, purpose) values (?,?,?,?)",
        (sent.kind.value, sent.body, written(sent.at), sent.purpose),
    ).lastrowid
    if sent.envelope:
        sql.execute("insert into envelope values (?,?,?)", (seq, sent.envelope, sent.sha256))


def sent(db: Database) -> list[tuple[Any, ...]]:
    return db.rows(
        "select kind, body, at, purpose, coalesce(octets, 0), coalesce(sha256, '')"
        " from sent left join envelope using (seq) order by seq"
    )


def waiting(db: Database) -> list[tuple[Any, ...]]:
    return db.rows("select creative, campaign, at from waiting order by at, seq")


def take_off(sql: sqlite3.Connection, play: Play) -> None:
    """One play waits no more; of two that are alike the other still does."""
    sql.execute(
        "delete from waiting where seq = (select min(seq) from waiting"
        " where creative = ? and campaign = ? and at = ?)",
        (play.creative, play.campaign, written(play.at)),
    )


def tokens(db: Database) -> list[tuple[Any, ...]]:
    return db.rows("select week, octets from token order by seq")


def keep_tokens(sql: sqlite3.Connection, held: tuple[HeldToken, ...]) -> None:
    sql.executemany(
        "insert into token (week, octets) values (?,?)", [(each.week, each.octets) for each in held]
    )


def plan(db: Database) -> list[tuple[Any, ...]]:
    return db.rows("select facts from plan")


def keep_plan(sql: sqlite3.Connection, kept: PostPlan) -> None:
    facts = {
        "week": kept.week,
        "slots": [written(slot) for slot in kept.slots],
        "tokens_at": None if kept.tokens_at is None else written(kept.tokens_at),
    }
    sql.execute("insert or replace into plan values (1, ?)", (strict_json.dumps(facts),))
