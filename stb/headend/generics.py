"""What the operator knows of the broadcast's own spots, and who sponsors a programme.

A sales house tells him: whose spot it is, of which trade, how loud it was measured. Published
to every box, so that no tailored spot stands beside its competitor or a sponsor's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from stb.headend.assets import read_json
from stb.model.bundle import Generic, Sponsor


@dataclass(frozen=True, slots=True)
class Broadcast:
    """What is known of the broadcast; ``mark`` changes when that does."""

    generics: tuple[Generic, ...] = ()
    sponsors: tuple[Sponsor, ...] = ()

    @property
    def mark(self) -> str:
        return hashlib.sha256(repr((self.generics, self.sponsors)).encode()).hexdigest()


def read_broadcast(assets: Path) -> Broadcast:
    """What ``assets/headend/generics.json`` tells; nothing where there is none."""
    try:
        data = read_json(assets / "headend" / "generics.json")
    except FileNotFoundError:
        return Broadcast()
    return Broadcast(
        tuple(Generic(**row) for row in data["generics"]),
        tuple(Sponsor(**row) for row in data["sponsors"]),
    )
