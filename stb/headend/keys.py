"""The operator's signing keys, made at the first start and kept in files.

Real root keys would lie in a safe; here they lie beside the rest, so that a
head-end of one's own is one command. Ed25519, PKCS 8, readable by the owner
only.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer._crypto_signer import CryptoSigner

from stb.errors import TrustError
from stb.headend.files import make_folder, write_whole

KEYS = {"root": 3, "targets": 2, "ads": 1, "snapshot": 1, "timestamp": 1}
"""How many keys each role has."""

THRESHOLDS = {"root": 2, "targets": 2, "ads": 1, "snapshot": 1, "timestamp": 1}


class BadKey(TrustError):
    """A file of ours does not hold an Ed25519 key."""

    code = "headend.key"


def signers(folder: Path) -> dict[str, tuple[CryptoSigner, ...]]:
    """The signers of every role; keys that are not there yet are made.

    Raises:
        BadKey: a file holds something else.
    """
    make_folder(folder, mode=0o700)
    return {
        role: tuple(_signer(folder / f"{role}-{n}.pem") for n in range(1, count + 1))
        for role, count in KEYS.items()
    }


def _signer(path: Path) -> CryptoSigner:
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        key = Ed25519PrivateKey.generate()
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        write_whole(path, pem, mode=0o600)
    except ValueError as error:
        raise BadKey(f"{path.name} holds no key: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path.name} holds a key of another kind")
    return CryptoSigner(key)
