"""What is told of a household, and the table of postcodes: bounded, total, one meaning."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stb.errors import InputError
from stb.formats.postcodes import read_postcodes, write_postcodes
from stb.formats.provisioning import (
    OPEN_SIZE,
    SEAL_SIZE,
    BadProvisioning,
    Households,
    label_of,
    read_households,
    read_signed,
    seal_key,
    write_document,
    write_households,
    write_signed,
)
from stb.model.facts import Provisioned
from stb.model.postcodes import Area, Postcodes, Source

AT = datetime(2026, 11, 16, tzinfo=UTC)
TOLD = Provisioned(
    "limburg", 3, AT,
    {"address": "Swalmerstraat 12, Roermond", "postcode": "6041", "children": 1,
     "genders": ("woman", "man"), "packages": ("basic",)},
)  # fmt: skip
TABLE = Postcodes(
    (Source("Klassen", "Bureau", 2025, ("income_class",), bought=True),),
    (Area(2060, 2079, {"income_class": 5}),),
)


def test_a_document_comes_back_as_it_was_signed_and_all_are_as_long():
    octets = write_signed(TOLD, b"\x07" * 64)
    signed = read_signed(octets)

    assert (signed.provisioned, signed.signature) == (TOLD, b"\x07" * 64)
    assert signed.octets == write_document(TOLD)
    short = write_signed(Provisioned("x", 1, AT, {}), bytes(64))
    assert len(octets) == len(short) == OPEN_SIZE


def test_what_does_not_fit_is_refused_before_it_is_signed():
    long = Provisioned("x", 1, AT, {"interests": tuple(f"{n:060}" for n in range(64))})

    with pytest.raises(BadProvisioning, match="2048 fit"):
        write_signed(long, bytes(64))


@pytest.mark.parametrize(
    "change",
    [
        {"version": 0}, {"version": True}, {"household": ""}, {"issued": "yesterday"},
        {"facts": {"shoe_size": 43}}, {"facts": {"postcode": "0000"}}, {"facts": {"children": -1}},
        {"facts": {"packages": ["x"] * 65}}, {"v": 2}, {"more": 1},
    ],
)  # fmt: skip
def test_a_document_in_another_form_is_refused(change: dict[str, object]):
    document = json.loads(write_document(TOLD)) | change
    octets = json.dumps({"document": document, "signature": "00" * 64}).encode()

    with pytest.raises(InputError):
        read_signed(octets)


def test_the_envelopes_come_back_and_their_order_tells_nothing():
    sealed = {label_of(bytes([n]) * 32): bytes([n]) * (OPEN_SIZE + SEAL_SIZE) for n in range(5)}
    data = write_households(Households(b"k" * 32, sealed))

    assert read_households(data) == Households(b"k" * 32, sealed)
    labels = [row["label"] for row in json.loads(data)["households"]]
    assert labels == sorted(labels)


def test_two_sets_have_other_labels_and_keys_and_a_label_is_no_key():
    one, other = b"a" * 32, b"b" * 32

    assert len({label_of(one), label_of(other), seal_key(one).hex(), seal_key(other).hex()}) == 4


@pytest.mark.parametrize("sealed", ["", "AAAA", "!" * 2768, "A" * 2767])
def test_an_envelope_of_another_size_is_refused(sealed: str):
    row = {"label": "0" * 32, "sealed": sealed}

    with pytest.raises(InputError):
        read_households(json.dumps({"v": 1, "key": "0" * 64, "households": [row]}).encode())


def test_the_table_comes_back():
    assert read_postcodes(write_postcodes(TABLE)) == TABLE


@given(st.binary(max_size=400))
def test_whatever_comes_there_is_one_kind_of_refusal(data: bytes):
    for read in (read_signed, read_households, read_postcodes):
        with pytest.raises(InputError):
            read(data)
