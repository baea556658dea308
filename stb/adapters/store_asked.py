"""What hides a request for tokens, kept until it is answered: a power cut costs no week's tokens.

One seed for each kind of request, from which all its factors are made again. It is on the disk
before the request leaves, and is erased in the transaction that keeps the tokens; with it and the
collector's books somebody could tell whose a spent token was. A withdrawal takes it along.
"""

from __future__ import annotations

import sqlite3

from stb.adapters.database import Database
from stb.adapters.store_rows import Damage, octets, text
from stb.model.report import Kind

SCHEMA = """;
create table if not exists asked (kind text primary key, occasion text not null,
  mark text not null, seed blob not null)
"""
TABLES = ("asked",)
SEED_OCTETS = 32


class SeedTable:
    """The seeds in ``db``; one that cannot be read is none, and noted in ``damage``."""

    def __init__(self, db: Database, damage: Damage) -> None:
        self._db, self._damage = db, damage

    def seed(self, kind: Kind, occasion: str, *, mark: str) -> bytes | None:
        """That of the last request of ``kind``, if ``occasion`` and ``mark`` are the same."""
        found = self._db.rows("select occasion, mark, seed from asked where kind = ?", kind.value)
        read = self._damage.readable(found, _seed, what="what hides a request for tokens")
        return next((one[2] for one in read if one[:2] == (occasion, mark)), None)

    def keep_seed(self, kind: Kind, occasion: str, seed: bytes, *, mark: str) -> None:
        """In the place of that of the request of ``kind`` before.

        Raises:
            UnavailableError: it cannot be kept.
        """
        self._db.write(
            "insert or replace into asked values (?,?,?,?)", kind.value, occasion, mark, seed
        )


def erase(sql: sqlite3.Connection, kind: Kind) -> None:
    """Keep the seed no more; that its bytes go too is left to be done where there was one."""
    if sql.execute("delete from asked where kind = ?", (kind.value,)).rowcount:
        sql.execute("insert or replace into scrubbing values (1)")


def _seed(row: tuple[object, ...]) -> tuple[str, str, bytes]:
    occasion, mark, seed = text(row[0]), text(row[1]), octets(row[2])
    if len(seed) != SEED_OCTETS:
        raise ValueError("not a seed")
    return occasion, mark, seed
