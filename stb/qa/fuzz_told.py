"""Targets for the fuzzer: what the operator tells besides bundles."""

from __future__ import annotations

from datetime import UTC, datetime

from stb.errors import InputError
from stb.formats.postcodes import read_postcodes, write_postcodes
from stb.formats.provisioning import (
    OPEN_SIZE,
    SEAL_SIZE,
    Households,
    read_households,
    read_signed,
    write_households,
    write_signed,
)
from stb.model.facts import Fact, Provisioned
from stb.model.postcodes import Area, Postcodes, Source
from stb.qa.fuzz import Target

_AT = datetime(2026, 11, 18, tzinfo=UTC)
_TOKENS = (b'"', b"{", b"[", b"]", b"}", b",", b"NaN", b"9" * 5000, b"\\ud800", b"1e999")


def postcodes_target() -> Target:
    """The table of postcodes."""
    table = Postcodes(
        (Source("Klassen", "Bureau", 2025, ("income_class",)),),
        (Area(1000, 1099, {"income_class": 3}), Area(2060, 2079, {"income_class": 5})),
    )
    seeds = (write_postcodes(table),)
    return Target("postcodes", read_postcodes, seeds, (InputError,), tokens=_TOKENS,
                  structured=True)  # fmt: skip


def provisioning_target() -> Target:
    """What is told of one household, opened, and the file of all."""
    facts: dict[str, Fact] = {
        "address": "Dijk 1",
        "postcode": "6041",
        "children": 1,
        "packages": ("sport",),
    }
    signed = write_signed(Provisioned("limburg", 3, _AT, facts), bytes(64))
    sealed = {"0" * 32: bytes(OPEN_SIZE + SEAL_SIZE)}
    everyone = write_households(Households(bytes(32), sealed))

    def read(message: bytes) -> object:
        return read_households(message) if b"sealed" in message else read_signed(message)

    return Target("provisioning", read, (signed, everyone), (InputError,), tokens=_TOKENS,
                  structured=True)  # fmt: skip
