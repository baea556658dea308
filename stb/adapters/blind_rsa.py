"""Tokens signed blindly: the box's side of RSABSSA-SHA384-PSS-Deterministic (RFC 9474).

The box hides a message under a random factor, the issuer signs what it cannot read, and
the box takes the factor off again. Every result is verified by the library before it
counts, so a mistake in this arithmetic fails closed; that two blindings of one message
differ, which verifying cannot show, is tested apart. The factor is kept nowhere but in
the value that waits for the answer.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from stb.errors import TrustError
from stb.formats.privacy_pass import (
    EXPONENT,
    HASH_OCTETS,
    Token,
    TokenInput,
    TokenKey,
    token_input,
    write_request,
)

SALT_OCTETS: Final = 48
_HASH_OCTETS: Final = 48

Draw = Callable[[int], int]
"""An even draw from 0 up to, not including, its argument; of secrets but in tests."""


class NotSigned(TrustError):
    """What the issuer answered is no signature of what was asked."""

    code = "token.signature"


@dataclass(frozen=True, slots=True)
class Blinded:
    """A message under its factor, and what takes the factor off."""

    message: bytes
    octets: bytes
    inverse: int = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wish:
    """A token that was asked for."""

    input: TokenInput
    request: bytes
    blinded: Blinded


def wish(key: TokenKey, challenge: bytes, draw: Draw) -> Wish:
    """A request for a token with a nonce that nobody else has seen."""
    nonce = draw(1 << 8 * HASH_OCTETS).to_bytes(HASH_OCTETS)
    wanted = token_input(nonce, challenge, key)
    blinded = blind(key.modulus, bytes(wanted), draw)
    return Wish(wanted, write_request(key, blinded.octets), blinded)


def granted(key: TokenKey, wished: Wish, answer: bytes) -> Token:
    """The token, from the issuer's ``answer`` (a blind signature).

    Raises:
        NotSigned: it is none.
    """
    return Token(wished.input, finalize(key.modulus, wished.blinded, answer))


def blind(modulus: int, message: bytes, draw: Draw) -> Blinded:
    """``message`` encoded with a fresh salt, under a fresh factor (RFC 9474, section 4.2)."""
    salt = draw(1 << 8 * SALT_OCTETS).to_bytes(SALT_OCTETS)
    while True:
        factor = draw(modulus)
        if factor > 1 and math.gcd(factor, modulus) == 1:
            return blind_with(modulus, message, salt=salt, factor=factor)


def blind_with(modulus: int, message: bytes, *, salt: bytes, factor: int) -> Blinded:
    """``message`` under a known ``factor``, coprime to ``modulus``."""
    length = _octets(modulus)
    encoded = int.from_bytes(pss_encoded(message, salt, modulus.bit_length() - 1))
    hidden = encoded * pow(factor, EXPONENT, modulus) % modulus
    return Blinded(message, hidden.to_bytes(length), pow(factor, -1, modulus))


def finalize(modulus: int, blinded: Blinded, answer: bytes) -> bytes:
    """The signature of the message, with the factor taken off (RFC 9474, section 4.4).

    Raises:
        NotSigned: it does not verify.
    """
    length = _octets(modulus)
    signed = int.from_bytes(answer)
    if len(answer) != length or signed >= modulus:
        raise NotSigned(f"an answer of {len(answer)} bytes is no blind signature")
    signature = (signed * blinded.inverse % modulus).to_bytes(length)
    pss = PSS(mgf=MGF1(hashes.SHA384()), salt_length=SALT_OCTETS)
    try:
        key = RSAPublicNumbers(EXPONENT, modulus).public_key()
        key.verify(signature, blinded.message, pss, hashes.SHA384())
    except (InvalidSignature, ValueError) as error:
        raise NotSigned("the issuer's signature does not hold") from error
    return signature


def pss_encoded(message: bytes, salt: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE with SHA-384 (RFC 8017, section 9.1.1) for a key of ``bits`` + 1 bits."""
    length = -(-bits // 8)
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    padding = bytes(length - len(salt) - _HASH_OCTETS - 2)
    block = padding + b"\x01" + salt
    masked = bytes(a ^ b for a, b in zip(block, _mgf1(digest, len(block)), strict=True))
    first = masked[0] & 0xFF >> (8 * length - bits)
    return bytes([first]) + masked[1:] + digest + b"\xbc"


def _mgf1(seed: bytes, length: int) -> bytes:
    """The mask of RFC 8017, appendix B.2.1, with SHA-384."""
    blocks = -(-length // _HASH_OCTETS)
    mask = b"".join(hashlib.sha384(seed + n.to_bytes(4)).digest() for n in range(blocks))
    return mask[:length]


def _octets(modulus: int) -> int:
    return -(-modulus.bit_length() // 8)
