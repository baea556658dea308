"""What is kept for viewing figures: one contract for the database and its fake; then the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.database import DatabaseFull
from stb.adapters.ids import SeededEntropy
from stb.adapters.sealer import Sealer
from stb.adapters.store import FILE, SqliteStore
from stb.adapters.store_rows import Damage
from stb.adapters.store_telemetry import FiguresTables
from stb.engine.figures import Figures
from stb.engine.ports import Store
from stb.formats.reports import write_report
from stb.model.report import Kind, Sent
from stb.model.telemetry import Answer, Seen, Watched
from tests.adapters.memory_store import MemoryStore

AT = datetime(2026, 11, 30, 3, tzinfo=UTC)
OLD, RUNNING = "2026-W45", "2026-W49"
ANSWER = Answer(OLD, Watched.MUSIC, (AT + timedelta(days=2), AT + timedelta(days=5)), AT)
LEFT = Sent(Kind.TELEMETRY, b'{"category":"music"}', AT, "figures", 1072, "ab" * 32)
PLAY_LEFT = Sent(Kind.AD_PLAY, b'{"campaign":"vlaai"}', AT, "billing", 1072, "cd" * 32)


@pytest.fixture(params=["database", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    kept = SqliteStore(tmp_path) if request.param == "database" else MemoryStore()
    with closing(kept):
        yield kept


def test_what_is_seen_adds_up_by_period_and_kind(store: Store):
    store.figures.add_seen((Seen(OLD, Watched.SPORT, 10), Seen(OLD, Watched.NEWS, 5)))
    store.figures.add_seen((Seen(OLD, Watched.SPORT, 7),))

    assert store.figures.seen() == (Seen(OLD, Watched.NEWS, 5), Seen(OLD, Watched.SPORT, 17))


def test_drawing_an_answer_erases_what_it_was_drawn_from_and_leaves_the_running_period(
    store: Store,
):
    store.figures.add_seen((Seen(OLD, Watched.SPORT, 10), Seen(RUNNING, Watched.NEWS, 5)))

    store.figures.draw_answer(ANSWER, running=RUNNING)

    assert store.figures.seen() == (Seen(RUNNING, Watched.NEWS, 5),)
    assert store.figures.answer() == ANSWER


def test_an_answer_is_kept_with_its_token_and_what_left(store: Store):
    store.figures.draw_answer(ANSWER, running=RUNNING)
    later = replace(ANSWER, token=b"token " * 59, slots=ANSWER.slots[1:])

    store.figures.keep_answer(later, LEFT)

    assert store.figures.answer() == later
    assert store.sent() == (LEFT,)


def test_forgetting_takes_counts_answer_and_content_and_nothing_of_other_purposes(store: Store):
    store.figures.add_seen((Seen(RUNNING, Watched.SPORT, 10),))
    store.figures.keep_answer(ANSWER, LEFT)
    store.figures.keep_answer(ANSWER, PLAY_LEFT)

    store.figures.forget_telemetry()

    assert store.figures.seen() == ()
    assert store.figures.answer() is None
    assert store.sent() == (replace(LEFT, body=b""), PLAY_LEFT)


def test_forgetting_a_profile_leaves_viewing_figures(store: Store):
    store.figures.keep_answer(ANSWER, LEFT)
    store.figures.keep_answer(ANSWER, PLAY_LEFT)

    store.forget_profile()

    assert store.figures.answer() == ANSWER
    assert store.sent() == (LEFT, replace(PLAY_LEFT, body=b""))


def test_a_reset_leaves_nothing_of_them(store: Store):
    store.figures.add_seen((Seen(RUNNING, Watched.SPORT, 10),))
    store.figures.keep_answer(ANSWER, LEFT)

    store.reset()

    assert store.figures.seen() == ()
    assert store.figures.answer() is None


@pytest.mark.parametrize("how", ["drawn", "withdrawn"])
def test_no_byte_stays_on_the_disk_of_what_an_answer_was_drawn_from(tmp_path: Path, how: str):
    with closing(SqliteStore(tmp_path)) as store:
        store.figures.add_seen((Seen(OLD, Watched.DOCUMENTARY, 36_000),))
        assert b"documentary" in on_disk(tmp_path)
        if how == "drawn":
            store.figures.draw_answer(ANSWER, running=RUNNING)
        else:
            store.figures.forget_telemetry()

        assert b"documentary" not in on_disk(tmp_path)


def test_an_answer_is_drawn_once_though_the_disk_is_full_when_its_source_is_overwritten(
    tmp_path: Path,
):
    at = datetime(2026, 11, 30, tzinfo=UTC) + timedelta(minutes=1)
    full = True

    with closing(SqliteStore(tmp_path)) as store:

        def scrub() -> None:
            if full:
                raise DatabaseFull("no room")
            store._scrub()

        tables = FiguresTables(store._db, scrub, Damage())
        tables.add_seen((Seen(OLD, Watched.DOCUMENTARY, 36_000),))
        figures = Figures(
            tables, entropy=SeededEntropy(2), sealer=Sealer(SeededEntropy(2).below),
            encode=write_report, subscriber="home-1",
        )  # fmt: skip
        kept = []
        for minute in range(8):
            with pytest.raises(DatabaseFull):
                prepare(figures, at + minute * timedelta(minutes=1))
            kept.append(tables.answer())
        assert b"documentary" in on_disk(tmp_path)
        full = False
        prepare(figures, at + timedelta(minutes=9))

        assert kept == [tables.answer()] * 8
        assert figures.period == OLD
        assert kept[0] is not None
        assert kept[0].value is not Watched.DOCUMENTARY
        assert b"documentary" not in on_disk(tmp_path)


def prepare(figures: Figures, at: datetime) -> None:
    figures.prepare(at, agreed_at=at - timedelta(weeks=3), left=())


def on_disk(folder: Path) -> bytes:
    """The database and its log."""
    return b"".join(file.read_bytes() for file in folder.glob(f"{FILE}*"))
