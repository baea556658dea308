"""What is kept of a profile, and only while the consent to tailored spots is in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stb.model.facts import Fact
from stb.model.viewed import Viewed


@dataclass(frozen=True, slots=True)
class HeldGroup:
    """The group of an ISO week; ``dropped``: the viewer said, in that week, that it is not his."""

    week: str
    segment: str
    dropped: bool = False


class ProfileStore(Protocol):
    """The part of the box's database that goes with the consent (`Store.forget_profile`).

    Raises:
        UnavailableError: from any call, when the disk is full or the file damaged.
    """

    def corrections(self) -> tuple[tuple[str, Fact | None], ...]:
        """What the viewer says of single facts; None: this is not so."""
        ...

    def keep_correction(self, name: str, value: Fact | None) -> None: ...

    def take_back(self, name: str) -> None:
        """Erase a correction, to the last byte."""
        ...

    def group(self) -> HeldGroup | None: ...

    def hold_group(self, held: HeldGroup | None) -> None:
        """In the place of what was held before; None: nothing is."""
        ...

    def viewed(self) -> tuple[Viewed, ...]:
        """What was viewed, the oldest week first."""
        ...

    def add_viewed(self, viewed: tuple[Viewed, ...], *, weeks: tuple[str, ...]) -> None:
        """Add to what was viewed, and forget all but these weeks."""
        ...
