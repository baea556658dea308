"""Tokens that the issuer signs without seeing them: RFC 9474 and RFC 9578."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from stb.adapters import blind_rsa
from stb.adapters.blind_rsa import NotSigned, Wish, blind, blind_with, finalize, granted, wish
from stb.adapters.ids import SecretEntropy
from stb.formats.privacy_pass import (
    EXPONENT,
    BadToken,
    read_key,
    read_request,
    read_token,
    token_input,
    write_challenge,
    write_key,
    write_request,
)
from stb.headend.issuer import Issuer, kept_issuer
from stb.headend.keyfile import BadKey

DATA = Path(__file__).parents[1] / "data"
DRAW = SecretEntropy().below
CHALLENGE = write_challenge("issuer.example", origin="origin.example")


def vector(name: str) -> dict[str, bytes]:
    entries = json.loads((DATA / name).read_text())
    entries.pop("source")
    return {key: bytes.fromhex(value) for key, value in entries.items()}


@pytest.fixture(scope="module")
def issuer() -> Issuer:
    return Issuer(generate_private_key(EXPONENT, 2048))


def test_the_vector_of_rfc_9474_holds_at_every_step() -> None:
    of = {name: int.from_bytes(value) for name, value in vector("rfc9474-vector.json").items()}
    octets = vector("rfc9474-vector.json")
    modulus = of["p"] * of["q"]

    encoded = blind_rsa.pss_encoded(octets["msg"], octets["salt"], modulus.bit_length() - 1)
    blinded = blind_with(
        modulus, octets["msg"], salt=octets["salt"], factor=pow(of["inv"], -1, modulus)
    )

    assert encoded == octets["encoded_msg"]
    assert blinded.octets == octets["blinded_msg"]
    assert blinded.inverse == of["inv"]
    assert finalize(modulus, blinded, octets["blind_sig"]) == octets["sig"]


def test_the_vector_of_rfc_9578_holds_from_the_challenge_to_the_token() -> None:
    of = vector("rfc9578-vector.json")
    key = read_key(of["token_key"])
    wanted = token_input(of["nonce"], of["token_challenge"], key)

    blinded = blind_with(
        key.modulus, bytes(wanted), salt=of["salt"], factor=int.from_bytes(of["blind"])
    )
    wished = Wish(wanted, write_request(key, blinded.octets), blinded)

    assert write_key(key) == of["token_key"]
    assert wished.request == of["token_request"]
    assert bytes(granted(key, wished, of["token_response"])) == of["token"]
    assert bytes(read_token(of["token"])) == of["token"]


def test_a_challenge_has_the_form_of_rfc_9577() -> None:
    of = vector("rfc9578-vector.json")
    context = bytes.fromhex("8e7acc900e393381e8810b7c9e4a68b5163f1f880ab6688a6ffe780923609e88")

    written = write_challenge("issuer.example", origin="origin.example", context=context)

    assert written == of["token_challenge"]


def test_a_token_that_the_issuer_signed_blindly_verifies(issuer: Issuer) -> None:
    wished = wish(issuer.key, CHALLENGE, DRAW)

    token = granted(issuer.key, wished, issuer.sign(wished.request))

    assert read_token(bytes(token)) == token
    assert token.input.key_id == issuer.key.id


def test_two_blindings_of_one_message_have_nothing_in_common(issuer: Issuer) -> None:
    blinded = [blind(issuer.key.modulus, b"the same", DRAW) for _ in range(8)]

    assert len({each.octets for each in blinded}) == 8
    assert len({each.inverse for each in blinded}) == 8


def test_the_issuer_never_sees_what_is_spent(issuer: Issuer) -> None:
    wished = wish(issuer.key, CHALLENGE, DRAW)
    answer = issuer.sign(wished.request)

    token = granted(issuer.key, wished, answer)

    seen, spent = wished.request + answer, bytes(token)
    parts = (spent[2:34], spent[34:66], spent[98:130], spent[-32:])
    assert not any(part in seen for part in parts)


def test_a_factor_that_the_modulus_shares_a_divisor_with_is_drawn_again() -> None:
    of = {name: int.from_bytes(value) for name, value in vector("rfc9474-vector.json").items()}
    modulus = of["p"] * of["q"]
    draws = iter([5, 0, 1, of["p"], 2 * of["q"], 7])

    blinded = blind(modulus, b"message", lambda _: next(draws))

    assert blinded.inverse == pow(7, -1, modulus)


def test_a_repr_does_not_tell_the_factor(issuer: Issuer) -> None:
    blinded = blind(issuer.key.modulus, b"message", DRAW)

    assert str(blinded.inverse) not in repr(blinded)


@pytest.mark.parametrize("damage", ["another's", "short", "beyond", "nought"])
def test_an_answer_that_is_no_signature_is_refused(issuer: Issuer, damage: str) -> None:
    wished = wish(issuer.key, CHALLENGE, DRAW)
    answer = {
        "another's": issuer.sign(wish(issuer.key, CHALLENGE, DRAW).request),
        "short": issuer.sign(wished.request)[:-1],
        "beyond": b"\xff" * 256,
        "nought": bytes(256),
    }[damage]

    with pytest.raises(NotSigned):
        granted(issuer.key, wished, answer)


@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_token_a_request_a_key_or_are_refused(data: bytes) -> None:
    key = read_key(vector("rfc9578-vector.json")["token_key"])

    for read in (read_token, read_key, lambda octets: read_request(octets, key)):
        try:
            read(data)
        except BadToken:
            continue


@pytest.mark.parametrize("message", [0, 1])
def test_the_issuer_signs_nothing_that_blinds_nothing(issuer: Issuer, message: int) -> None:
    with pytest.raises(BadToken):
        issuer.sign(write_request(issuer.key, message.to_bytes(256)))


def test_the_issuer_refuses_a_request_for_another_key(issuer: Issuer) -> None:
    data = write_request(issuer.key, bytes(256))

    with pytest.raises(BadToken):
        issuer.sign(data[:2] + bytes([data[2] ^ 1]) + data[3:])


def test_the_issuer_keeps_its_key(tmp_path: Path) -> None:
    first = kept_issuer(tmp_path)

    assert kept_issuer(tmp_path).key == first.key


def test_a_file_that_holds_no_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "tokens-1.pem").write_text("nothing")

    with pytest.raises(BadKey):
        kept_issuer(tmp_path)
