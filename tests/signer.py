"""A box's pen: orders signed in their places of a chain, or, where a test wants it, out of them."""

from __future__ import annotations

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from stb.formats.orders import FIRST, write_signed, write_unsigned
from stb.formats.proof import key_proof
from stb.model.report import Order


class Signer:
    """Signs one order after the other; with a ``credential`` it proves its key besides."""

    def __init__(self, seed: int = 1, *, credential: bytes = b"") -> None:
        self._credential = credential
        self._key = Ed25519PrivateKey.from_private_bytes(seed.to_bytes(32))
        self.epoch = f"{seed:032x}"
        self.sequence, self.head = 0, FIRST

    def proves_by(self, credential: bytes) -> None:
        """Prove its key with this from now on; empty: not at all."""
        self._credential = credential

    @property
    def public(self) -> str:
        return self._key.public_key().public_bytes_raw().hex()

    def next(self, order: Order) -> bytes:
        """The next order of the chain."""
        body = self.at(order, self.sequence + 1, self.head)
        self.sequence, self.head = self.sequence + 1, sha256(body).hexdigest()
        return body

    def at(self, order: Order, sequence: int, previous: str, *, proof: str = "") -> bytes:
        """An order in any place; the chain stays where it is."""
        if self._credential:
            proof = key_proof(self._credential, subscriber=order.subscriber, key=self.public)
        unsigned = write_unsigned(
            order, key=self.public, epoch=self.epoch, sequence=sequence, previous=previous,
            proof=proof,
        )  # fmt: skip
        return write_signed(unsigned, self._key.sign(unsigned))
