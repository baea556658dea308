"""A proof holds for the wish that it was made of, under its own credential, and nothing else."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace

import pytest

from stb.formats.proof import holds, key_proof, proven
from stb.formats.reports import wish_statement
from stb.model.report import AnswerTokenWish, TokenWish

CREDENTIAL = bytes(range(32))
WISH = TokenWish("limburg", "2026-W47", ("a", "b"))
ANSWER = AnswerTokenWish("limburg", "2026-W45", "a")


@pytest.mark.parametrize("wish", [WISH, ANSWER])
def test_a_proof_holds_under_the_credential_that_it_was_made_with_alone(wish):
    made = proven(wish, CREDENTIAL)

    assert holds(made, CREDENTIAL)
    assert not holds(made, bytes(32))
    assert not holds(wish, CREDENTIAL)
    assert replace(made, proof="") == wish


@pytest.mark.parametrize("other", [
    replace(WISH, subscriber="sports"), replace(WISH, week="2026-W48"),
    replace(WISH, requests=("b", "a")), replace(WISH, requests=("a",)),
    replace(WISH, requests=("ab",)),
])  # fmt: skip
def test_no_field_of_a_proven_wish_can_be_another(other: TokenWish):
    assert not holds(replace(other, proof=proven(WISH, CREDENTIAL).proof), CREDENTIAL)


@pytest.mark.parametrize(
    "proof", ["", "0" * 64, "é" * 64, "x", proven(WISH, CREDENTIAL).proof[:-1]]
)
def test_what_is_no_proof_does_not_hold_and_is_no_error(proof: str):
    assert not holds(replace(WISH, proof=proof), CREDENTIAL)


def test_a_proof_is_made_as_the_interface_says_so_that_another_side_can_make_it():
    """The two steps of docs/headend.md, by hand."""
    key = hmac.new(CREDENTIAL, b"mediabox household wish", hashlib.sha256).digest()
    said = b'tokens\n{"requests":["a","b"],"subscriber":"limburg","v":2,"week":"2026-W47"}'

    assert wish_statement(WISH) == said
    assert proven(WISH, CREDENTIAL).proof == hmac.new(key, said, hashlib.sha256).hexdigest()


def test_a_proof_of_a_key_is_made_as_the_interface_says():
    key = hmac.new(CREDENTIAL, b"mediabox household order key", hashlib.sha256).digest()
    said = b"limburg\n" + b"ab" * 32

    made = key_proof(CREDENTIAL, subscriber="limburg", key="ab" * 32)

    assert made == hmac.new(key, said, hashlib.sha256).hexdigest()
