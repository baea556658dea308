"""Consent records as JSON: what the box keeps, and what a viewer's export holds.

A record names the hash of the very text that was shown, so that anybody who
has the text can check what was agreed to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Instant, Sha256, checked, write_instant
from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose

RECORD_CAP = 4096


class BadConsentRecord(InputError):
    """A consent record is not in the form that its version states; it allows nothing."""

    code = "consent.form"


class _Record(Closed):
    v: Literal[1]
    id: Id
    purpose: Literal["tailored-spots", "viewing-tips", "telemetry"]
    answer: Literal["yes", "no"]
    at: Instant
    method: Literal["pop-up", "privacy-page", "start-switch"]
    notice_version: Annotated[int, Field(ge=1)]
    notice_language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    notice_sha256: Sha256


def read_consent(data: bytes) -> ConsentRecord:
    """The record in ``data``.

    Raises:
        InputError: another form.
    """
    stated = checked(_Record, strict_json.loads(data, cap=RECORD_CAP), BadConsentRecord)
    return ConsentRecord(
        id=stated.id,
        purpose=Purpose(stated.purpose),
        answer=Answer(stated.answer),
        at=stated.at,
        method=Method(stated.method),
        notice=Notice(stated.notice_version, stated.notice_language, stated.notice_sha256),
    )


def write_consent(record: ConsentRecord) -> bytes:
    return strict_json.dumps(_entry(record))


def write_receipts(records: Iterable[ConsentRecord]) -> bytes:
    """All records, oldest first, for the viewer to take away."""
    return strict_json.dumps({"v": 1, "records": [_entry(record) for record in records]})


def _entry(record: ConsentRecord) -> dict[str, object]:
    return {
        "v": 1,
        "id": record.id,
        "purpose": record.purpose.value,
        "answer": record.answer.value,
        "at": write_instant(record.at),
        "method": record.method.value,
        "notice_version": record.notice.version,
        "notice_language": record.notice.language,
        "notice_sha256": record.notice.text_sha256,
    }
