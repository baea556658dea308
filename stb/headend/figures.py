"""Viewing figures: randomised answers by period, each household's once, and the shares they give.

A household gets one token a period and an answer counts by its token, so the second copy of an
answer, and a second answer, count nothing. Who sent an answer is not known here. From a
thousand answers on shares are released, anew with each hundred, so that no two releases differ
by a few households; below it nothing is told but that there are too few.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from stb.errors import RefusedError
from stb.formats import strict_json
from stb.formats.privacy_pass import read_token
from stb.formats.reports import from_base64
from stb.headend.counting import TELEMETRY_FILE
from stb.headend.files import make_folder, write_whole
from stb.headend.issuer import Issuer
from stb.headend.redeeming import answers_to, signed
from stb.model.report import AnswerTokenWish, Telemetry
from stb.model.telemetry import LEAST_ANSWERS, PERIOD, Share, Watched, begins, period_before, shares

FILE: Final = "figures.db"
RELEASED_EVERY: Final = 100

_SCHEMA = """
CREATE TABLE IF NOT EXISTS issued (
    subscriber TEXT NOT NULL, period TEXT NOT NULL, request TEXT NOT NULL,
    PRIMARY KEY (subscriber, period));
CREATE TABLE IF NOT EXISTS spent (nonce BLOB PRIMARY KEY, period TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (
    period TEXT NOT NULL, category TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (period, category));
CREATE TABLE IF NOT EXISTS released (
    period TEXT NOT NULL, category TEXT NOT NULL, n INTEGER NOT NULL,
    PRIMARY KEY (period, category));
"""


class NoAnswerToken(RefusedError):
    """A token this household cannot have: it had one, or it is for another period."""

    code = "telemetry.token_refused"


class BadAnswer(RefusedError):
    """An answer whose token is not signed, is for another period, or was spent before."""

    code = "telemetry.answer_refused"


@dataclass(frozen=True, slots=True)
class Figure:
    """What is told of a period: the shares by kind from so many ``answers``, or that it is not.

    ``answers`` is 0 and ``shares`` are empty where there were too few.
    """

    period: str
    answers: int
    shares: dict[Watched, Share]


class Figures:
    """Grants the tokens of answers and counts answers, in a database of its own in ``folder``.

    Raises:
        FolderUnusable: the folder cannot be made, or not written in.
    """

    def __init__(self, folder: Path) -> None:
        make_folder(folder)
        self._folder = folder
        with self._open() as db:
            db.executescript(_SCHEMA)

    def admit(self, wish: AnswerTokenWish, now: datetime) -> None:
        """Note that a household has its token for the period; the same request may come again.

        Raises:
            NoAnswerToken: it had one by another request, or the period is not the last one.
        """
        if wish.period != period_before(now):
            raise NoAnswerToken(f"no token is given for {wish.period} now")
        digest = hashlib.sha256(wish.request.encode()).hexdigest()
        with self._open() as db:
            db.execute("DELETE FROM issued WHERE period < ?", (_oldest(now),))
            db.execute(
                "INSERT INTO issued VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                (wish.subscriber, wish.period, digest),
            )
            (kept,) = db.execute(
                "SELECT request FROM issued WHERE subscriber = ? AND period = ?",
                (wish.subscriber, wish.period),
            ).fetchone()
        if kept != digest:
            raise NoAnswerToken(f"{wish.subscriber} had its token for {wish.period}")

    def take(self, answer: Telemetry, now: datetime, *, issuer: Issuer, issuer_name: str) -> None:
        """Count an answer; a copy of one that is counted counts nothing, and is no error.

        Raises:
            InputError: its token is none.
            BadAnswer: its token does not hold for the last period.
        """
        token = read_token(from_base64(answer.token))
        occasion = f"telemetry {answer.period}"
        holds = answers_to(token, issuer.key, issuer_name=issuer_name, occasion=occasion)
        if answer.period != period_before(now) or not holds or not signed(token, issuer.key):
            raise BadAnswer("of another key or period, or not signed")
        if self._count(answer, token.input.nonce, _oldest(now)):
            self._tell(answer.period)

    def told(self) -> tuple[Figure, ...]:
        """What may be told of each period, the oldest first."""
        with self._open() as db:
            periods = db.execute("SELECT DISTINCT period FROM answers ORDER BY period").fetchall()
            rows = db.execute("SELECT period, category, n FROM released").fetchall()
        counts: dict[str, dict[Watched, int]] = {str(name): {} for (name,) in periods}
        for name, category, n in rows:
            counts[name][Watched(category)] = n
        return tuple(
            Figure(name, sum(found.values()), shares(found)) for name, found in counts.items()
        )

    def _count(self, answer: Telemetry, nonce: bytes, oldest: str) -> bool:
        """Whether shares are to be released by this answer."""
        with self._open() as db:
            db.execute("DELETE FROM spent WHERE period < ?", (oldest,))
            fresh = db.execute(
                "INSERT INTO spent VALUES (?, ?) ON CONFLICT DO NOTHING", (nonce, answer.period)
            ).rowcount
            if not fresh:
                return False
            db.execute(
                "INSERT INTO answers VALUES (?, ?, 1) ON CONFLICT (period, category)"
                " DO UPDATE SET n = n + 1",
                (answer.period, answer.category),
            )
            (total,) = db.execute(
                "SELECT sum(n) FROM answers WHERE period = ?", (answer.period,)
            ).fetchone()
            if total < LEAST_ANSWERS or total % RELEASED_EVERY:
                return False
            db.execute("DELETE FROM released WHERE period = ?", (answer.period,))
            db.execute(
                "INSERT INTO released SELECT * FROM answers WHERE period = ?", (answer.period,)
            )
        return True

    def _tell(self, name: str) -> None:
        """Write down for the counting of groups what was released."""
        with self._open() as db:
            rows = db.execute("SELECT category, n FROM released WHERE period = ?", (name,))
            found = {"v": 1, "period": name, "answers": dict(map(tuple, rows.fetchall()))}
        write_whole(self._folder / TELEMETRY_FILE, strict_json.dumps(found))

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection, one transaction, and closed again."""
        db = sqlite3.connect(self._folder / FILE, timeout=20)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = NORMAL")
            with db:
                yield db
        finally:
            db.close()


def _oldest(now: datetime) -> str:
    """The period before that which is answered about now: nothing of it is taken any more."""
    return period_before(begins(now) - PERIOD)
