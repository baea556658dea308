"""Privacy Pass, token type 0x0002: what is asked for, what comes back, what is spent.

RFC 9577 (challenge and token) and RFC 9578, section 6 (publicly verifiable tokens,
blind RSA of 2048 bits with SHA-384). Bytes and values only: blinding stands with the
box, signing with the issuer.

    token = type, nonce, sha256(challenge), sha256(token key), signature over all before
            2     32     32                 32                 256 bytes

The issuer sees a blinded message and who asks; the collector sees the token and nobody.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from stb.errors import InputError

TOKEN_TYPE: Final = 0x0002
MODULUS_OCTETS: Final = 256
"""Nk: blinded messages, blind signatures and signatures are as long as the modulus."""

HASH_OCTETS: Final = 32
TOKEN_OCTETS: Final = 2 + 3 * HASH_OCTETS + MODULUS_OCTETS
REQUEST_OCTETS: Final = 3 + MODULUS_OCTETS
EXPONENT: Final = 65537

_TYPE: Final = TOKEN_TYPE.to_bytes(2)

# SubjectPublicKeyInfo with id-RSASSA-PSS, SHA-384, MGF1 with SHA-384 and a salt of 48
# (RFC 9578, section 6.5); all of a key but its 256 bytes of modulus is fixed.
_KEY_HEAD: Final = bytes.fromhex(
    "30820152303d06092a864886f70d01010a3030a00d300b0609608648016503040202a11a301806092a"
    "864886f70d010108300b0609608648016503040202a2030201300382010f003082010a0282010100"
)
_KEY_TAIL: Final = bytes.fromhex("0203010001")


class BadToken(InputError):
    """Bytes that are no token, request, answer or key of type 0x0002."""

    code = "token.form"


@dataclass(frozen=True, slots=True)
class TokenKey:
    """An issuer's public key."""

    modulus: int

    @property
    def id(self) -> bytes:
        return hashlib.sha256(write_key(self)).digest()


@dataclass(frozen=True, slots=True)
class TokenInput:
    """What is signed: a nonce of the box's own, for one challenge and one key."""

    nonce: bytes
    challenge_digest: bytes
    key_id: bytes

    def __bytes__(self) -> bytes:
        return _TYPE + self.nonce + self.challenge_digest + self.key_id


@dataclass(frozen=True, slots=True)
class Token:
    """A signed input; whoever has it can spend it once."""

    input: TokenInput
    authenticator: bytes

    def __bytes__(self) -> bytes:
        return bytes(self.input) + self.authenticator


def write_challenge(issuer: str, *, origin: str, context: bytes = b"") -> bytes:
    """The challenge that tokens of ``issuer`` answer to (RFC 9577, section 2.1).

    ``context`` is empty or 32 bytes that tie tokens to an occasion, here to a week.
    """
    if len(context) not in {0, HASH_OCTETS}:
        raise ValueError("a redemption context has no or 32 bytes")
    return _TYPE + _sized(issuer, 2) + bytes([len(context)]) + context + _sized(origin, 2)


def write_key(key: TokenKey) -> bytes:
    return _KEY_HEAD + key.modulus.to_bytes(MODULUS_OCTETS) + _KEY_TAIL


def read_key(data: bytes) -> TokenKey:
    """The key in ``data``.

    Raises:
        BadToken: another kind, size or exponent.
    """
    modulus = int.from_bytes(data[len(_KEY_HEAD) : -len(_KEY_TAIL)])
    if modulus.bit_length() != 8 * MODULUS_OCTETS or write_key(TokenKey(modulus)) != data:
        raise BadToken("not an RSASSA-PSS key of 2048 bits with SHA-384")
    return TokenKey(modulus)


def token_input(nonce: bytes, challenge: bytes, key: TokenKey) -> TokenInput:
    """What a token with ``nonce`` (32 bytes) for ``challenge`` says."""
    if len(nonce) != HASH_OCTETS:
        raise ValueError("a nonce has 32 bytes")
    return TokenInput(nonce, hashlib.sha256(challenge).digest(), key.id)


def write_request(key: TokenKey, blinded: bytes) -> bytes:
    """What the issuer is asked to sign; of the key only the last byte of its id."""
    if len(blinded) != MODULUS_OCTETS:
        raise ValueError("a blinded message is as long as the modulus")
    return _TYPE + key.id[-1:] + blinded


def read_request(data: bytes, key: TokenKey) -> bytes:
    """The blinded message in a request for ``key``.

    Raises:
        BadToken: another form, type or key.
    """
    if len(data) != REQUEST_OCTETS or data[:2] != _TYPE:
        raise BadToken("not a request for a token of type 2")
    if data[2:3] != key.id[-1:]:
        raise BadToken("a request for another key")
    return data[3:]


def read_token(data: bytes) -> Token:
    """The token in ``data``; whether it is signed is for the collector to check.

    Raises:
        BadToken: another form or type.
    """
    if len(data) != TOKEN_OCTETS or data[:2] != _TYPE:
        raise BadToken("not a token of type 2")
    nonce, digest, key_id = (data[at : at + HASH_OCTETS] for at in (2, 34, 66))
    return Token(TokenInput(nonce, digest, key_id), data[98:])


def _sized(text: str, octets: int) -> bytes:
    data = text.encode("ascii")
    return len(data).to_bytes(octets) + data
