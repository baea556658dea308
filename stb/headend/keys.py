"""The operator's signing keys, made at the first start and kept in files.

Real root keys would lie in a safe; here they lie beside the rest, so that a
head-end of one's own is one command. Ed25519, PKCS 8, readable by the owner
only.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from securesystemslib.signer._crypto_signer import CryptoSigner

from stb.headend.files import make_folder
from stb.headend.keyfile import kept_key

KEYS = {"root": 3, "targets": 2, "ads": 1, "snapshot": 1, "timestamp": 1}
"""How many keys each role has."""

THRESHOLDS = {"root": 2, "targets": 2, "ads": 1, "snapshot": 1, "timestamp": 1}


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
    return CryptoSigner(kept_key(path, Ed25519PrivateKey, Ed25519PrivateKey.generate))
