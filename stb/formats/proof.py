"""What a set proves with its credential: that a wish for tokens is its own, and its key of orders.

HMAC-SHA256 under keys that are made of the credential, one for wishes and one for keys. The
operator can make the same proof, so it convinces him and nobody else: it is no receipt that a
household agreed, and what was ordered is signed besides with a key that he does not have. Without
the credential no other household's tokens can be had and nothing be put on its bill, and of a wish
that was overheard nothing can be changed.
Source: RFC 2104; docs/headend.md.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from typing import Final

from stb.formats.reports import wish_statement
from stb.model.report import AnswerTokenWish, SealedOrder, TokenWish, Wish

_WISH: Final = b"mediabox household wish"
_ORDER_KEY: Final = b"mediabox household order key"


def proven(wish: Wish, credential: bytes) -> Wish:
    """``wish`` with the proof that the set of this ``credential`` makes it."""
    return replace(wish, proof=_proof(credential, _WISH, wish_statement(wish)))


def holds(wish: TokenWish | AnswerTokenWish, credential: bytes) -> bool:
    """Whether the set of ``credential`` makes ``wish``; in a time that does not tell how nearly."""
    expected = _proof(credential, _WISH, wish_statement(wish))
    return hmac.compare_digest(expected.encode(), wish.proof.encode())


def key_proof(credential: bytes, *, subscriber: str, key: str) -> str:
    """That the set of ``credential`` signs the orders of this household with ``key`` (hex)."""
    return _proof(credential, _ORDER_KEY, f"{subscriber}\n{key}".encode())


def key_holds(sealed: SealedOrder, credential: bytes) -> bool:
    """Whether the set of ``credential`` signs with the key that ``sealed`` names.

    In a time that does not tell how nearly. Whether that key signed it, another must ask.
    """
    expected = key_proof(credential, subscriber=sealed.order.subscriber, key=sealed.key)
    return hmac.compare_digest(expected.encode(), sealed.proof.encode())


def _proof(credential: bytes, label: bytes, statement: bytes) -> str:
    key = hmac.digest(credential, label, hashlib.sha256)
    return hmac.digest(key, statement, hashlib.sha256).hex()
