"""The chain of consent records: nothing can be changed, left out or put in unseen."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stb.adapters.receipts import Seal, new_key
from stb.adapters.store import FILE, SqliteStore
from stb.formats.consent import FIRST, read_receipt
from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
YES = ConsentRecord(
    "1", Purpose.TAILORED_SPOTS, Answer.YES, EVENING, Method.POPUP, Notice(1, "nl", "ab" * 32)
)
NO = replace(YES, id="2", answer=Answer.NO, at=EVENING + timedelta(days=1), ends="1")
AGAIN = replace(YES, id="3", at=EVENING + timedelta(days=300))
RECORDS = (YES, NO, AGAIN)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A box on which somebody said yes, then no, then yes."""
    with closing(SqliteStore(tmp_path)) as store:
        for record in RECORDS:
            store.add_consent(record)
    return tmp_path


def meddle(folder: Path, *statements: str) -> tuple[ConsentRecord, ...]:
    with closing(sqlite3.connect(folder / FILE)) as sql:
        for statement in statements:
            sql.execute(statement)
        sql.commit()
    with closing(SqliteStore(folder)) as store:
        return store.consents()


def test_every_receipt_names_the_hash_of_the_one_before_and_is_signed(folder: Path):
    with closing(SqliteStore(folder)) as store:
        rows = store.receipts.rows()
        seal = store.receipts.seal()

    receipts = [read_receipt(row) for row in rows]
    assert [r.record for r in receipts] == list(RECORDS)
    assert [r.previous for r in receipts] == [FIRST, receipts[0].hash, receipts[1].hash]
    assert seal is not None
    assert {r.subject for r in receipts} == {seal.subject}
    assert seal.records(rows, head=receipts[-1].hash) == RECORDS


@pytest.mark.parametrize(
    ("statement", "left"),
    [
        ("delete from consent where seq = 3", ()),
        ("delete from consent where seq = 2", (AGAIN,)),
        ("delete from consent where seq = 1", (NO, AGAIN)),
        ("update consent set record = cast(replace(cast(record as text), '\"refused\"',"
         " '\"given\"') as blob)", RECORDS),
        ("update consent set record = cast(replace(cast(record as text), 'withdrawn', 'given')"
         " as blob) where seq = 2", (AGAIN,)),
        ("update consent set record = zeroblob(9) where seq = 3", ()),
        ("delete from setting where name = 'consent-head'", ()),
        ("delete from setting where name = 'consent-key'", ()),
    ],
)  # fmt: skip
def test_what_was_changed_or_left_out_breaks_the_chain(
    folder: Path, statement: str, left: tuple[ConsentRecord, ...]
):
    assert meddle(folder, statement) == left


def test_a_yes_in_the_place_of_a_no_does_not_count(folder: Path):
    later = meddle(
        folder,
        "delete from consent where seq = 3",
        "update setting set value = 'x' where name = 'consent-head'",
    )

    assert later == ()


def test_a_receipt_sealed_by_another_key_does_not_count(folder: Path):
    with closing(SqliteStore(folder)) as store:
        rows = store.receipts.rows()
        head = read_receipt(rows[-1]).hash

    assert Seal(new_key()).records(rows, head=head) == ()


def test_the_receipts_hold_no_name_of_the_household(folder: Path):
    with closing(SqliteStore(folder)) as store:
        stated = json.loads(store.receipts.rows()[0])

    assert set(stated) == {
        "v", "id", "subject", "controller", "notice", "purpose", "data", "sent", "recipients",
        "kept", "state", "at", "method", "ends", "previous", "signature",
    }  # fmt: skip
