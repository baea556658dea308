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
from stb.formats.fields import read_instant
from stb.model.report import HeldToken, Kind, PostPlan, Sent

_PLAN_CAP = 16 << 10


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


def sent(db: Database) -> tuple[Sent, ...]:
    rows = db.rows(
        "select kind, body, at, purpose, coalesce(octets, 0), coalesce(sha256, '')"
        " from sent left join envelope using (seq) order by seq"
    )
    return tuple(_sent(row) for row in rows)


def _sent(row: tuple[Any, ...]) -> Sent:
    kind, body, at, purpose, octets, sha256 = row
    return Sent(Kind(kind), body, read_instant(at), purpose, octets, sha256)


def waiting(db: Database) -> tuple[Play, ...]:
    rows = db.rows("select creative, campaign, at from waiting order by at, seq")
    return tuple(Play(str(c), str(campaign), read_instant(at)) for c, campaign, at in rows)


def take_off(sql: sqlite3.Connection, play: Play) -> None:
    """One play waits no more; of two that are alike the other still does."""
    sql.execute(
        "delete from waiting where seq = (select min(seq) from waiting"
        " where creative = ? and campaign = ? and at = ?)",
        (play.creative, play.campaign, written(play.at)),
    )


def tokens(db: Database) -> tuple[HeldToken, ...]:
    rows: list[tuple[Any, ...]] = db.rows("select week, octets from token order by seq")
    return tuple(HeldToken(week, octets) for week, octets in rows)


def keep_tokens(sql: sqlite3.Connection, held: tuple[HeldToken, ...]) -> None:
    sql.executemany(
        "insert into token (week, octets) values (?,?)", [(each.week, each.octets) for each in held]
    )


def plan(db: Database) -> PostPlan | None:
    rows: list[tuple[Any, ...]] = db.rows("select facts from plan")
    if not rows:
        return None
    facts: Any = strict_json.loads(rows[0][0], cap=_PLAN_CAP)
    tokens_at = facts["tokens_at"]
    return PostPlan(
        facts["week"],
        tuple(read_instant(slot) for slot in facts["slots"]),
        None if tokens_at is None else read_instant(tokens_at),
    )


def keep_plan(sql: sqlite3.Connection, kept: PostPlan) -> None:
    facts = {
        "week": kept.week,
        "slots": [written(slot) for slot in kept.slots],
        "tokens_at": None if kept.tokens_at is None else written(kept.tokens_at),
    }
    sql.execute("insert or replace into plan values (1, ?)", (strict_json.dumps(facts),))
