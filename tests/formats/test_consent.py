from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from stb.formats.consent import BadConsentRecord, read_consent, write_consent, write_receipts
from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose

RECORD = ConsentRecord(
    "0" * 32,
    Purpose.TAILORED_SPOTS,
    Answer.YES,
    datetime(2026, 11, 18, 20, tzinfo=UTC),
    Method.POPUP,
    Notice(1, "nl", "ab" * 32),
)


def test_a_record_comes_back_as_it_was_written():
    assert read_consent(write_consent(RECORD)) == RECORD


@pytest.mark.parametrize(
    ("key", "value"),
    [("answer", "maybe"), ("purpose", "everything"), ("notice_sha256", ""), ("at", 0), ("x", 1)],
)
def test_a_record_in_another_form_allows_nothing(key, value):
    data = json.dumps({**json.loads(write_consent(RECORD)), key: value}).encode()

    with pytest.raises(BadConsentRecord):
        read_consent(data)


def test_receipts_hold_every_record():
    receipts = json.loads(write_receipts([RECORD, RECORD]))

    assert receipts == {"v": 1, "records": [json.loads(write_consent(RECORD))] * 2}
