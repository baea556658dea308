"""The issuer of tokens: signs what it cannot read, so many a week for each household.

For the simulated head-end only. A real one would be run by somebody else than the
operator, with its key in hardware and its list of keys where everybody sees the same;
and its big numbers would not be Python's, whose time tells of them.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from stb.formats.privacy_pass import EXPONENT, MODULUS_OCTETS, BadToken, TokenKey, read_request
from stb.headend.files import make_folder, write_whole
from stb.headend.keys import BadKey

KEY_FILE = "tokens-1.pem"


class Issuer:
    """One key pair; who may ask, and how often, is the caller's to judge."""

    def __init__(self, key: RSAPrivateKey) -> None:
        numbers = key.private_numbers()
        self.key = TokenKey(numbers.public_numbers.n)
        self._d = numbers.d

    def sign(self, request: bytes) -> bytes:
        """The blind signature that ``request`` asks for (RFC 9578, section 6.2).

        Raises:
            BadToken: another form or key, or a message that is no residue of the modulus.
        """
        message = int.from_bytes(read_request(request, self.key))
        modulus = self.key.modulus
        if not 1 < message < modulus:
            raise BadToken("a blinded message beyond the modulus")
        signature = pow(message, self._d, modulus)
        if pow(signature, EXPONENT, modulus) != message:
            raise RuntimeError("a signature that does not hold, as after a fault in memory")
        return signature.to_bytes(MODULUS_OCTETS)


def kept_issuer(folder: Path) -> Issuer:
    """The issuer whose key is kept in ``folder``; made at the first asking.

    Raises:
        BadKey: the file holds something else.
    """
    make_folder(folder, mode=0o700)
    path = folder / KEY_FILE
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        key = generate_private_key(EXPONENT, 8 * MODULUS_OCTETS)
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_whole(path, pem, mode=0o600)
    except ValueError as error:
        raise BadKey(f"{path.name} holds no key: {error}") from error
    if not isinstance(key, RSAPrivateKey) or key.key_size != 8 * MODULUS_OCTETS:
        raise BadKey(f"{path.name} holds a key of another kind")
    return Issuer(key)
