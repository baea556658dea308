"""What the operator told of one household: signed, then sealed so that one box can open it.

All households stand in one target beside the index of bundles, each in an envelope of the same
size under a label that only its own set can make. Every box fetches the same file, so fetching
tells nobody whose it is. The document inside is JSON; its signature is Ed25519 over the one
canonical spelling of it.
Source: docs/headend.md.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from stb.errors import InputError
from stb.formats import strict_json
from stb.formats.fields import Closed, Id, Instant, Line, checked, write_instant
from stb.model.facts import Facts, Provisioned
from stb.model.facts import checked as checked_fact

HOUSEHOLDS_PATH = "bundles/households.json"
HOUSEHOLDS_CAP = 256 << 10
MOST_HOUSEHOLDS = 80
OPEN_SIZE = 2048
"""Bytes of every document before it is sealed: filled up with blanks, so that none tells itself
apart by its length."""

SEAL_SIZE = 12 + 16
"""What sealing adds: the nonce before, and the tag behind."""

Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Hex64 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Hex128 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
_BOX_LENGTH = -(-(OPEN_SIZE + SEAL_SIZE) // 3) * 4


class BadProvisioning(InputError):
    """What is told of a household is not in the form that this module describes."""

    code = "provisioning.form"


class _Facts(Closed):
    """Facts that were told; what each may be is judged by the model."""

    address: Line | None = None
    postcode: str | None = None
    province: str | None = None
    adults: int | None = None
    children: int | None = None
    youngest_child: int | None = None
    oldest_adult: int | None = None
    genders: Annotated[list[str], Field(max_length=64)] | None = None
    packages: Annotated[list[str], Field(max_length=64)] | None = None
    interests: Annotated[list[str], Field(max_length=64)] | None = None


class _Document(Closed):
    v: Literal[1]
    household: Id
    version: Annotated[int, Field(ge=1, le=1_000_000_000)]
    issued: Instant
    facts: _Facts


class _Signed(Closed):
    document: dict[str, Any]
    signature: Hex128


class _Envelope(Closed):
    label: Hex32
    sealed: Annotated[
        str, StringConstraints(min_length=_BOX_LENGTH, max_length=_BOX_LENGTH)
    ]  # fmt: skip


class _Households(Closed):
    v: Literal[1]
    key: Hex64
    households: Annotated[list[_Envelope], Field(max_length=MOST_HOUSEHOLDS)]


@dataclass(frozen=True, slots=True)
class Signed:
    """A document, the very bytes that were signed, and the signature: nothing is verified yet."""

    provisioned: Provisioned
    octets: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Households:
    """The public key of all signatures, and each envelope by its label."""

    key: bytes
    sealed: dict[str, bytes]


def label_of(credential: bytes) -> str:
    """The label of the envelope that a set with this ``credential`` can open."""
    return hmac.digest(credential, b"mediabox household label", hashlib.sha256)[:16].hex()


def seal_key(credential: bytes) -> bytes:
    """The key of that envelope: ChaCha20-Poly1305, with the label as associated data."""
    return hmac.digest(credential, b"mediabox household seal", hashlib.sha256)


def read_signed(data: bytes) -> Signed:
    """What an opened envelope states.

    Raises:
        InputError: another form, or a fact that is none.
    """
    signed = checked(_Signed, strict_json.loads(data, cap=OPEN_SIZE), BadProvisioning)
    document = checked(_Document, signed.document, BadProvisioning)
    facts: Facts = {
        name: checked_fact(name, value)
        for name, value in document.facts.model_dump().items()
        if value is not None
    }
    told = Provisioned(document.household, document.version, document.issued, facts)
    return Signed(told, strict_json.dumps(signed.document), bytes.fromhex(signed.signature))


def write_document(told: Provisioned) -> bytes:
    """The canonical bytes of what is told, to be signed."""
    return strict_json.dumps(_document(told))


def write_signed(told: Provisioned, signature: bytes) -> bytes:
    """The document and its signature, filled up to the size of all.

    Raises:
        BadProvisioning: it is longer than that.
    """
    octets = strict_json.dumps({"document": _document(told), "signature": signature.hex()})
    if len(octets) > OPEN_SIZE:
        raise BadProvisioning(
            f"what is told of {told.household} has {len(octets)} bytes; {OPEN_SIZE} fit"
        )
    return octets.ljust(OPEN_SIZE)


def _document(told: Provisioned) -> dict[str, object]:
    return {
        "v": 1,
        "household": told.household,
        "version": told.version,
        "issued": write_instant(told.issued),
        "facts": {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in told.facts.items()
        },
    }


def read_households(data: bytes) -> Households:
    """The envelopes of all households.

    Raises:
        InputError: another form, or a label twice.
    """
    stated = checked(_Households, strict_json.loads(data, cap=HOUSEHOLDS_CAP), BadProvisioning)
    sealed = {one.label: _octets(one.sealed) for one in stated.households}
    if len(sealed) != len(stated.households):
        raise BadProvisioning("a label stands twice")
    return Households(bytes.fromhex(stated.key), sealed)


def write_households(households: Households) -> bytes:
    """The target, its envelopes in the order of their labels, which is by chance."""
    return strict_json.dumps(
        {
            "v": 1,
            "key": households.key.hex(),
            "households": [
                {"label": label, "sealed": base64.b64encode(octets).decode()}
                for label, octets in sorted(households.sealed.items())
            ],
        }
    )


def _octets(text: str) -> bytes:
    try:
        octets = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadProvisioning(f"an envelope is no base64: {error}") from error
    if len(octets) != OPEN_SIZE + SEAL_SIZE:
        raise BadProvisioning(f"an envelope of {len(octets)} bytes")
    return octets
