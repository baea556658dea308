"""One SQLite file that outlives a power cut, opened so that it does.

Write-ahead log with synchronous=FULL: a commit is on the disk when it returns.
Deleted rows are overwritten. A file that is damaged is moved aside: what can
be read of it, `salvage` reads. The library's exceptions end here.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import MappingProxyType

from stb.errors import RefusedError, UnavailableError

_BESIDE = ("-wal", "-shm")
_ASIDE = re.compile(r"\.damaged-\d+")
_MOST_MISSED = 4096
"""How many rows in a row may be unreadable before no more is looked for."""

_UNREADABLE = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_ERROR", "SQLITE_TOOBIG")
"""Errors that come back however often one reads: damage, and a table or column that is gone."""

NO_CHANGES: Mapping[int, str] = MappingProxyType({})


class DatabaseFull(UnavailableError):
    """There is no room to write; what was there before stands."""

    code = "store.full"


class DatabaseDamaged(UnavailableError):
    """The file is not a database, or no longer one."""

    code = "store.damaged"


class DatabaseUnavailable(UnavailableError):
    """The file cannot be opened, read or written now."""

    code = "store.unavailable"


class DatabaseTooNew(RefusedError):
    """A later version of this software wrote the file."""

    code = "store.too_new"


class Database:
    """A database of ``schema``, at ``version``; safe to call from any thread.

    ``changes`` say, by version, what makes that version of a file of the one before it; after
    them ``schema`` makes the tables that it lacks. ``most_bytes`` bounds its size, 0 for no
    bound. A damaged file that stood in its place is one of `asides`.

    Raises:
        UnavailableError: the folder cannot be written.
        DatabaseTooNew: the file is of a later version.
    """

    def __init__(
        self,
        path: Path,
        *,
        schema: str,
        version: int,
        changes: Mapping[int, str] = NO_CHANGES,
        most_bytes: int = 0,
    ) -> None:
        self._path = path
        self._lock = threading.RLock()
        _finish_moving(path)
        try:
            self._sql = _opened(path, schema, version, changes)
        except DatabaseDamaged:
            _move_aside(path)
            self._sql = _opened(path, schema, version, changes)
        if most_bytes:
            page: int = self._sql.execute("pragma page_size").fetchone()[0]
            self._sql.execute(f"pragma max_page_count={max(most_bytes // page, 1)}")

    def close(self) -> None:
        with self._lock, translated(self._path):
            self._sql.close()

    def rows(self, query: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock, translated(self._path):
            return self._sql.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> int:
        """One statement as one transaction; how many rows it changed."""
        with self.transaction() as sql:
            return sql.execute(statement, values).rowcount

    @contextmanager
    def soon(self) -> Iterator[sqlite3.Connection]:
        """A transaction that survives the process at once, and the power with the next one.

        It does not wait for the disk, so it may be done while pictures are shown. In the
        write-ahead log it lies before whatever is written later.
        """
        with self._lock, translated(self._path):
            self._sql.execute("pragma synchronous=normal")
            try:
                with self.transaction() as sql:
                    yield sql
            finally:
                self._sql.execute("pragma synchronous=full")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on the disk when it has been left."""
        with self._lock, translated(self._path):
            self._sql.execute("begin immediate")
            try:
                yield self._sql
                self._sql.execute("commit")
            except BaseException:
                if self._sql.in_transaction:
                    self._sql.execute("rollback")
                raise

    def scrub(self) -> None:
        """Write the file anew and empty its log, so that no deleted byte stays in either."""
        with self._lock, translated(self._path):
            self._sql.execute("vacuum")
            self._sql.execute("pragma wal_checkpoint(truncate)")


def _opened(
    path: Path, schema: str, version: int, changes: Mapping[int, str]
) -> sqlite3.Connection:
    with translated(path):
        sql = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
        sql.text_factory = _readable
        try:
            _prepare(sql, schema, version, changes, path)
        except BaseException:
            sql.close()
            raise
        return sql


def _readable(text: bytes) -> str:
    """Text that is none, by UTF-8, is damage of one value and not of the file."""
    return text.decode("utf-8", "replace")


def _prepare(
    sql: sqlite3.Connection,
    schema: str,
    version: int,
    changes: Mapping[int, str],
    path: Path,
) -> None:
    for setting in (
        "journal_mode=wal", "synchronous=full", "secure_delete=on", "temp_store=memory",
        "trusted_schema=off", "cell_size_check=on",
    ):  # fmt: skip
        sql.execute(f"pragma {setting}")
    if sql.execute("pragma quick_check").fetchone() != ("ok",):
        raise DatabaseDamaged(f"{path} is damaged")
    found: int = sql.execute("pragma user_version").fetchone()[0]
    if found > version:
        raise DatabaseTooNew(f"{path} is of version {found}; this software knows {version}")
    if found < version:
        steps = range(found + 1, version + 1) if found else ()
        schema = "".join(changes.get(step, "") for step in steps) + schema
        sql.executescript(f"begin immediate; {schema}; pragma user_version={version}; commit;")


# -- damaged files ---------------------------------------------------------------------


def asides(path: Path) -> tuple[Path, ...]:
    """The damaged files that stood in the place of ``path`` and were not discarded yet."""
    with translated(path):
        found = path.parent.glob(f"{path.name}.damaged-*")
        return tuple(sorted(file for file in found if _ASIDE.fullmatch(file.suffix)))


def discard(aside: Path) -> None:
    """Delete a damaged file, and what lies beside it first: see `_finish_moving`."""
    with translated(aside):
        for beside in (*_BESIDE, ""):
            aside.with_name(aside.name + beside).unlink(missing_ok=True)


def _move_aside(path: Path) -> None:
    number = 1
    while any(_beside(path, number, end).exists() for end in (*_BESIDE, "")):
        number += 1
    _move(path, number)


def _move(path: Path, number: int) -> None:
    """The log goes first: without its file it says that the file must follow it."""
    with translated(path):
        for end in (*_BESIDE, ""):
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(_beside(path, number, end))


def _finish_moving(path: Path) -> None:
    """What the power cut short. A database without its log would look whole and lack orders."""
    with translated(path):
        logs = sorted(path.parent.glob(f"{path.name}.damaged-*-wal"))
    for log in logs:
        aside = log.with_name(log.name.removesuffix("-wal"))
        if _ASIDE.fullmatch(aside.suffix) and not aside.exists():
            _move(path, int(aside.suffix.rpartition("-")[2]))


def _beside(path: Path, number: int, end: str) -> Path:
    return path.with_name(f"{path.name}.damaged-{number}{end}")


def salvage(path: Path, table: str, columns: str) -> list[tuple[object, ...]]:
    """The rows of ``table`` that can still be read from a damaged file, also after a gap.

    Raises:
        UnavailableError: it cannot be read now, or not to its end; that may change.
    """
    rows: list[tuple[object, ...]] = []
    last = 0
    with translated(path), closing(sqlite3.connect(path, isolation_level=None)) as sql:
        sql.text_factory = _readable
        try:
            sql.execute("pragma writable_schema=on")  # reads a file that is shorter than it says
            for row in sql.execute(f"select rowid, {columns} from {table} order by rowid"):  # noqa: S608
                last = row[0]
                rows.append(row[1:])
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise
            rows += _beyond(sql, table, columns, last)
    return rows


def _beyond(
    sql: sqlite3.Connection, table: str, columns: str, last: int
) -> Iterator[tuple[object, ...]]:
    """The rows behind damage: each is looked for by its number."""
    number = last
    while number < last + _MOST_MISSED:
        number += 1
        try:
            found = sql.execute(
                f"select {columns} from {table} where rowid = ?",  # noqa: S608
                (number,),
            ).fetchone()
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise
            if "no such" in str(error):
                return
            continue
        if found is not None:
            last = number
            yield found


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(_UNREADABLE)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's and the system's errors as the house's."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        match error.sqlite_errorname if hasattr(error, "sqlite_errorname") else "":
            case "SQLITE_FULL":
                raise DatabaseFull(f"no room left for {path}") from error
            case "SQLITE_NOTADB" | "SQLITE_CORRUPT":
                raise DatabaseDamaged(f"{path} is damaged: {error}") from error
            case str(name) if name.startswith("SQLITE_CORRUPT"):
                raise DatabaseDamaged(f"{path} is damaged: {error}") from error
        raise DatabaseUnavailable(f"{path}: {error}") from error
    except OSError as error:
        raise DatabaseUnavailable(f"{path}: {error.strerror or error}") from error
