"""What a set proves with its credential: that a wish for tokens is its own.

HMAC-SHA256 under a key that is made of the credential for this alone, over all that the wish
says. The operator can make the same proof, so it convinces him and nobody else: it is no receipt
that a household agreed. Without the credential no other household's tokens can be had, and of a
wish that was overheard nothing can be changed.
Source: RFC 2104; docs/headend.md.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import Final

from stb.formats.reports import wish_statement
from stb.model.report import AnswerTokenWish, TokenWish, Wish

_WISH: Final = b"mediabox household wish"


def proven(wish: Wish, credential: bytes) -> Wish:
    """``wish`` with the proof that the set of this ``credential`` makes it."""
    return replace(wish, proof=_proof(credential, _WISH, wish_statement(wish)))


def holds(wish: TokenWish | AnswerTokenWish, credential: bytes) -> bool:
    """Whether the set of ``credential`` makes ``wish``; in a time that does not tell how nearly."""
    expected = _proof(credential, _WISH, wish_statement(wish))
    return hmac.compare_digest(expected.encode(), wish.proof.encode())


def _proof(credential: bytes, label: bytes, statement: bytes) -> str:
    key = hmac.digest(credential, label, hashlib.sha256)
    return hmac.digest(key, statement, hashlib.sha256).hex()
