"""What the box's database keeps of a profile: corrections, the group of the week, what was viewed.

Kept only while the consent to tailored spots is in force; `TABLES` are emptied with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stb.adapters.database import Database
from stb.adapters.store_rows import MOST_SECONDS, Damage, octets, text, week, whole
from stb.engine.profile_store import HeldGroup
from stb.formats import strict_json
from stb.model.facts import Fact, checked
from stb.model.telemetry import Watched
from stb.model.viewed import Part, Viewed

SCHEMA = """;
create table if not exists correction (fact text primary key, value blob not null);
create table if not exists held_group (only integer primary key check (only = 1),
  week text not null, segment text not null, dropped integer not null);
create table if not exists viewed (week text not null, kind text not null, part text not null,
  seconds integer not null, primary key (week, kind, part))
"""
TABLES = ("correction", "held_group", "viewed")

_CAP = 16 << 10


class ProfileTables:
    """The tables of a profile in ``db``; ``scrub`` overwrites what was deleted.

    What cannot be read is left out, and noted in ``damage``.
    """

    def __init__(self, db: Database, scrub: Callable[[], None], damage: Damage) -> None:
        self._db, self._scrub, self._damage = db, scrub, damage

    def corrections(self) -> tuple[tuple[str, Fact | None], ...]:
        """What the viewer says of single facts; one that cannot be read is not said."""
        found = self._db.rows("select fact, value from correction")
        return self._damage.readable(found, _correction, what="a correction")

    def keep_correction(self, name: str, value: Fact | None) -> None:
        kept = strict_json.dumps(list(value) if isinstance(value, tuple) else value)
        self._db.write("insert or replace into correction values (?,?)", name, kept)

    def take_back(self, name: str) -> None:
        with self._db.transaction() as sql:
            sql.execute("insert or replace into scrubbing values (1)")
            sql.execute("delete from correction where fact = ?", (name,))
        self._scrub()

    def group(self) -> HeldGroup | None:
        found = self._db.rows("select week, segment, dropped from held_group")
        read = self._damage.readable(found, _group, what="the group of the week")
        return read[0] if read else None

    def hold_group(self, held: HeldGroup | None) -> None:
        if held is None:
            self._db.write("delete from held_group")
            return
        self._db.write(
            "insert or replace into held_group values (1,?,?,?)",
            held.week, held.segment, int(held.dropped),
        )  # fmt: skip

    def viewed(self) -> tuple[Viewed, ...]:
        found = self._db.rows(
            "select week, kind, part, seconds from viewed order by week, kind, part"
        )
        return self._damage.readable(found, _viewed, what="what was viewed")

    def add_viewed(self, viewed: tuple[Viewed, ...], *, weeks: tuple[str, ...]) -> None:
        marks = ",".join("?" * len(weeks))
        with self._db.soon() as sql:
            sql.executemany(
                "insert into viewed values (?,?,?,?) on conflict do update"
                " set seconds = seconds + excluded.seconds",
                [(one.week, one.kind.value, one.part.value, one.seconds) for one in viewed],
            )
            sql.execute(f"delete from viewed where week not in ({marks})", weeks)  # noqa: S608


def _correction(row: tuple[Any, ...]) -> tuple[str, Fact | None]:
    name = text(row[0])
    value: Any = strict_json.loads(octets(row[1]), cap=_CAP)
    return name, None if value is None else checked(name, value)


def _group(row: tuple[Any, ...]) -> HeldGroup:
    return HeldGroup(week(row[0]), text(row[1]), bool(whole(row[2], 0, 1)))


def _viewed(row: tuple[Any, ...]) -> Viewed:
    of, kind, part, seconds = row
    return Viewed(week(of), Watched(kind), Part(part), whole(seconds, 0, MOST_SECONDS))
