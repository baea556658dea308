"""Lots that the same viewing draws again: nothing but a hash of their names.

So a choice needs no state and no chance, and going back in a programme changes nothing.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction

_BYTES = 8
_WHOLE = 1 << 8 * _BYTES


@dataclass(frozen=True, slots=True)
class Lots:
    """The lots of one break in one viewing, by the names that tell them apart."""

    names: tuple[str, ...]

    def lot(self, *names: str) -> bytes:
        """Evenly drawn, and compared like any bytes."""
        return hashlib.sha256("\n".join((*self.names, *names)).encode()).digest()

    def falls_within(self, share: Fraction, *names: str) -> bool:
        """Whether the lot of ``names`` is among the first ``share`` (0 to 1) of all lots."""
        return int.from_bytes(self.lot(*names)[:_BYTES]) < share * _WHOLE
