from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from stb.formats.consent import (
    FIRST,
    BadConsentRecord,
    read_receipt,
    write_receipt,
    write_unsigned,
)
from stb.model.consent import TERMS, Answer, ConsentRecord, Method, Notice, Purpose, State

RECORD = ConsentRecord(
    "0" * 32,
    Purpose.TAILORED_SPOTS,
    Answer.YES,
    datetime(2026, 11, 18, 20, tzinfo=UTC),
    Method.POPUP,
    Notice(1, "nl", "ab" * 32),
)
SIGNATURE = bytes(range(64))


def receipt(record: ConsentRecord = RECORD) -> bytes:
    return write_receipt(write_unsigned(record, subject="s" * 32, previous=FIRST), SIGNATURE)


@pytest.mark.parametrize(
    ("record", "state"),
    [
        (RECORD, State.GIVEN),
        (replace(RECORD, answer=Answer.NO), State.REFUSED),
        (replace(RECORD, answer=Answer.NO, ends="1"), State.WITHDRAWN),
        (replace(RECORD, answer=Answer.NO, ends="1", method=Method.RAN_OUT), State.RAN_OUT),
    ],
)
def test_a_record_comes_back_as_it_was_written(record: ConsentRecord, state: State):
    read = read_receipt(receipt(record))

    assert (read.record, read.record.state) == (record, state)
    assert (read.subject, read.previous, read.signature) == ("s" * 32, FIRST, SIGNATURE)
    assert read.hash == sha256(receipt(record)).hexdigest()


def test_what_is_signed_is_the_record_without_its_signature():
    unsigned = write_unsigned(RECORD, subject="s" * 32, previous=FIRST)

    assert read_receipt(receipt()).signed == unsigned
    assert b"signature" not in unsigned


def test_a_record_stands_by_itself():
    stated = json.loads(receipt())

    terms = TERMS[Purpose.TAILORED_SPOTS]
    assert (stated["controller"], stated["recipients"]) == (terms.controller, [])
    assert (stated["data"], stated["sent"]) == (list(terms.data), list(terms.sent))
    assert stated["kept"] == "until withdrawn, at most 12 months"
    assert stated["notice"] == {
        "id": "tailored-spots", "version": 1, "language": "nl", "sha256": "ab" * 32,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("state", "maybe"), ("state", "ran-out"), ("state", "withdrawn"), ("purpose", "everything"),
        ("notice", {}), ("at", 0), ("x", 1), ("v", 1), ("previous", ""), ("signature", "00"),
        ("controller", None), ("recipients", "nobody"),
    ],
)  # fmt: skip
def test_a_record_in_another_form_allows_nothing(key: str, value: object):
    data = json.dumps({**json.loads(receipt()), key: value}).encode()

    with pytest.raises(BadConsentRecord):
        read_receipt(data)
