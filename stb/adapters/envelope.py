"""Envelopes for the relay: all of one length, readable by the collector alone.

HPKE in base mode (RFC 9180) with X25519, HKDF-SHA-256 and AES-128-GCM, by the library. What is
sealed is filled up first, so that an ad play, an answer and an empty message look the same.
The relay sees who sends and no content, the collector content and no sender.
"""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from stb.errors import TrustError
from stb.formats.envelope import INFO, filled


class BadCollectorKey(TrustError):
    """The collector's published key is none that can be sealed to."""

    code = "envelope.key"


def seal(content: bytes, key: bytes) -> bytes:
    """``content`` in an envelope to the collector whose raw X25519 ``key`` was published.

    Raises:
        ValueError: more content than an envelope holds.
        BadCollectorKey: not a key, or one that gives no secret.
    """
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_128_GCM)
    octets = filled(content)
    try:
        return suite.encrypt(octets, X25519PublicKey.from_public_bytes(key), INFO)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise BadCollectorKey("the collector's key is no X25519 key") from error
