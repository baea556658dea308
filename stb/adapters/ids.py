"""Identifiers and chance: from the system's own source, or from a seed.

The seeded ones make a run repeatable to the byte, and are for testers only: a
delivered configuration never uses them, because whoever knows the seed knows
every order id, and can take the noise out of what protects the viewer.
"""

from __future__ import annotations

import hashlib
import secrets


class RandomIds:
    """128 bits from the system's source of randomness, as hex."""

    def new(self) -> str:
        return secrets.token_hex(16)


class SecretEntropy:
    """Chance that nobody can guess or repeat."""

    def below(self, bound: int) -> int:
        return secrets.randbelow(bound)


class SeededIds:
    """The same ids in the same order for the same seed. For testers only."""

    def __init__(self, seed: int) -> None:
        self._stream = _Stream(f"ids {seed}")

    def new(self) -> str:
        return self._stream.block()[:16].hex()


class SeededEntropy:
    """The same draws in the same order for the same seed. For testers only."""

    def __init__(self, seed: int) -> None:
        self._stream = _Stream(f"entropy {seed}")

    def below(self, bound: int) -> int:
        """An integer from 0 to ``bound`` - 1, even to one part in 2**192."""
        if bound <= 0:
            raise ValueError(f"nothing lies below {bound}")
        return int.from_bytes(self._stream.block()) % bound


class _Stream:
    """SHA-256 of a label and a counter: the same on every machine and Python."""

    def __init__(self, label: str) -> None:
        self._label, self._count = label, 0

    def block(self) -> bytes:
        self._count += 1
        return hashlib.sha256(f"{self._label} {self._count}".encode()).digest()
