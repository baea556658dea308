"""Whether a token holds: of the issuer's own key, for the occasion it is spent on, and signed."""

from __future__ import annotations

import hashlib
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from stb.formats.post_keys import week_challenge
from stb.formats.privacy_pass import EXPONENT, Token, TokenKey

_SALT_OCTETS: Final = 48


def answers_to(token: Token, key: TokenKey, *, issuer_name: str, occasion: str) -> bool:
    """Whether ``token`` is of ``key`` and for ``occasion``, by what it says."""
    challenge = week_challenge(issuer_name, occasion)
    return (
        token.input.challenge_digest == hashlib.sha256(challenge).digest()
        and token.input.key_id == key.id
    )


def signed(token: Token, key: TokenKey) -> bool:
    """Whether ``key`` signed ``token`` (RFC 9578, section 6.4)."""
    public = RSAPublicNumbers(EXPONENT, key.modulus).public_key()
    pss = PSS(mgf=MGF1(hashes.SHA384()), salt_length=_SALT_OCTETS)
    try:
        public.verify(token.authenticator, bytes(token.input), pss, hashes.SHA384())
    except InvalidSignature:
        return False
    return True
