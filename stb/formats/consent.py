"""Consent records as JSON: what the box keeps, and an export gives to the byte.

A record stands by itself: who asked whom for what, with the hash of the very text that was
shown. Each names the hash of the one before it and is signed, so that nobody can change,
leave out or put in one unseen. The signature is over the record without it.

Source: ISO/IEC TS 27560 (what a record holds) and W3C DPV (purpose, data, recipients).
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Instant, Line, Sha256, checked, write_instant
from stb.model.consent import TERMS, Answer, ConsentRecord, Method, Notice, Purpose, State

VERSION = 2
RECORD_CAP = 4096
FIRST = "0" * 64
"""What the first record names in the place of a hash."""

Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Words = Annotated[list[Line], Field(max_length=32)]


class BadConsentRecord(InputError):
    """A consent record is not in the form that its version states; it allows nothing."""

    code = "consent.form"


class _Notice(Closed):
    id: Id
    version: Annotated[int, Field(ge=1)]
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
    sha256: Sha256


class _Record(Closed):
    v: Literal[2]
    id: Id
    subject: Id
    controller: Line
    notice: _Notice
    purpose: Literal["tailored-spots", "viewing-tips", "telemetry"]
    data: Words
    sent: Words
    recipients: Words
    kept: Line
    state: Literal["given", "refused", "withdrawn", "ran-out"]
    at: Instant
    method: Literal["pop-up", "privacy-page", "start-switch", "command", "ran-out"]
    ends: Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9][A-Za-z0-9._~:-]{0,127})?$")]
    previous: Sha256
    signature: Signature


@dataclass(frozen=True, slots=True)
class Receipt:
    """A sealed record: ``signed`` are the bytes that ``signature`` is over.

    ``previous`` is the hash of the record before it, ``hash`` its own, ``subject`` the
    pseudonym of the household.
    """

    record: ConsentRecord
    subject: str
    previous: str
    signed: bytes
    signature: bytes
    hash: str


def read_receipt(data: bytes) -> Receipt:
    """The receipt in ``data``; nobody has looked at its signature yet.

    Raises:
        InputError: another form, or a state that its method and what it ends do not give.
    """
    entry = strict_json.loads(data, cap=RECORD_CAP)
    stated = checked(_Record, entry, BadConsentRecord)
    given = State(stated.state) is State.GIVEN
    notice = stated.notice
    record = ConsentRecord(
        id=stated.id,
        purpose=Purpose(stated.purpose),
        answer=Answer.YES if given else Answer.NO,
        at=stated.at,
        method=Method(stated.method),
        notice=Notice(notice.version, notice.language, notice.sha256),
        ends=stated.ends,
    )
    if record.state.value != stated.state:
        raise BadConsentRecord(f"state: {stated.state} by {stated.method}, ends {stated.ends!r}")
    assert isinstance(entry, dict)
    signed = {name: value for name, value in entry.items() if name != "signature"}
    return Receipt(
        record,
        subject=stated.subject,
        previous=stated.previous,
        signed=strict_json.dumps(signed),
        signature=bytes.fromhex(stated.signature),
        hash=sha256(data).hexdigest(),
    )


def write_unsigned(record: ConsentRecord, *, subject: str, previous: str) -> bytes:
    """What is to be signed of ``record``, which comes after the one of hash ``previous``."""
    return strict_json.dumps(_entry(record, subject, previous))


def write_receipt(unsigned: bytes, signature: bytes) -> bytes:
    """The record with its signature.

    Raises:
        InputError: it would not be read back.
    """
    entry = strict_json.loads(unsigned, cap=RECORD_CAP)
    assert isinstance(entry, dict)
    data = strict_json.dumps({**entry, "signature": signature.hex()})
    read_receipt(data)
    return data


def _entry(record: ConsentRecord, subject: str, previous: str) -> dict[str, object]:
    terms = TERMS[record.purpose]
    return {
        "v": VERSION,
        "id": record.id,
        "subject": subject,
        "controller": terms.controller,
        "notice": {
            "id": record.purpose.value,
            "version": record.notice.version,
            "language": record.notice.language,
            "sha256": record.notice.text_sha256,
        },
        "purpose": record.purpose.value,
        "data": list(terms.data),
        "sent": list(terms.sent),
        "recipients": list(terms.recipients),
        "kept": terms.kept,
        "state": record.state.value,
        "at": write_instant(record.at),
        "method": record.method.value,
        "ends": record.ends,
        "previous": previous,
    }
