"""The issuer of tokens: signs what it cannot read, so many a week for each household.

For the simulated head-end only. A real one would be run by somebody else than the
operator, with its key in hardware and its list of keys where everybody sees the same;
and its big numbers would not be Python's, whose time tells of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from stb.formats.privacy_pass import EXPONENT, MODULUS_OCTETS, BadToken, TokenKey, read_request
from stb.headend.keyfile import BadKey, kept_key

KEY_FILE: Final = "tokens-1.pem"


class Issuer:
    """One key pair; who may ask, and how often, is the caller's to judge."""

    def __init__(self, key: RSAPrivateKey) -> None:
        numbers = key.private_numbers()
        self.key = TokenKey(numbers.public_numbers.n)
        self._p, self._q = numbers.p, numbers.q
        self._dp, self._dq, self._inverse = numbers.dmp1, numbers.dmq1, numbers.iqmp

    def sign(self, request: bytes) -> bytes:
        """The blind signature that ``request`` asks for (RFC 9578, section 6.2).

        Raises:
            BadToken: another form or key, or a message that is no residue of the modulus.
        """
        message = int.from_bytes(read_request(request, self.key))
        modulus = self.key.modulus
        if not 1 < message < modulus:
            raise BadToken("a blinded message beyond the modulus")
        # By the remainder theorem, in a third of the time (RFC 8017, section 5.1.2).
        of_p, of_q = pow(message, self._dp, self._p), pow(message, self._dq, self._q)
        signature = of_q + self._q * ((of_p - of_q) * self._inverse % self._p)
        if pow(signature, EXPONENT, modulus) != message:
            raise RuntimeError("a signature that does not hold, as after a fault in memory")
        return signature.to_bytes(MODULUS_OCTETS)


def kept_issuer(folder: Path) -> Issuer:
    """The issuer whose key is kept in ``folder``; made at the first asking.

    Raises:
        BadKey: the file holds something else.
    """

    def make() -> RSAPrivateKey:
        return generate_private_key(EXPONENT, 8 * MODULUS_OCTETS)

    key = kept_key(folder / KEY_FILE, RSAPrivateKey, make)
    if key.key_size != 8 * MODULUS_OCTETS:
        raise BadKey(f"{KEY_FILE} holds a key of another size")
    return Issuer(key)
