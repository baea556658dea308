"""The collector's key for envelopes, and the opening of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from stb.formats.envelope import INFO, SEALED_OCTETS, BadEnvelope, emptied
from stb.headend.keyfile import kept_key

KEY_FILE: Final = "envelopes-1.pem"


class Opener:
    """Opens envelopes that were sealed to its key."""

    def __init__(self, key: X25519PrivateKey) -> None:
        self._key = key
        self.key = key.public_key().public_bytes_raw()

    def opened(self, envelope: bytes) -> bytes:
        """The content of ``envelope``.

        Raises:
            BadEnvelope: not sealed to this key, changed on its way, or not as it must be inside.
        """
        if len(envelope) != SEALED_OCTETS:
            raise BadEnvelope(f"an envelope has {SEALED_OCTETS} bytes, not {len(envelope)}")
        suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
        try:
            return emptied(suite.decrypt(envelope, self._key, INFO))
        except (InvalidTag, ValueError, UnsupportedAlgorithm) as error:
            raise BadEnvelope("not an envelope for this collector") from error


def kept_opener(folder: Path) -> Opener:
    """The opener whose key is kept in ``folder``; made at the first asking.

    Raises:
        BadKey: the file holds something else.
    """
    return Opener(kept_key(folder / KEY_FILE, X25519PrivateKey, X25519PrivateKey.generate))
