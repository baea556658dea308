"""What the viewer is told over the running picture: each for eight seconds, none twice at once."""

from __future__ import annotations

from datetime import datetime, timedelta

from stb.engine import timekeeping
from stb.engine.ports import FetchGuide, FetchLineup, Request
from stb.engine.snapshot import Trouble
from stb.model.bundle import Inventory

SHOWN = timedelta(seconds=8)
_LISTS: dict[type, str] = {FetchLineup: "lineup.part", FetchGuide: "guide.part"}
"""What is said when a part of them could not be read."""


class Troubles:
    """The messages that stand on the screen."""

    def __init__(self) -> None:
        self._standing: tuple[Trouble, ...] = ()
        self._faulty: dict[str, tuple[str, ...]] = {}
        self._doubt = ""

    def tell(self, code: str, text: str, at: datetime) -> None:
        """Tell ``code``, in the place of an earlier one of the same."""
        others = (trouble for trouble in self._standing if trouble.code != code)
        self._standing = (*others, Trouble(code, text, at + SHOWN))

    def list_faulty(self, request: Request, notes: tuple[str, ...], at: datetime) -> None:
        """Say once that a part of a list could not be read: lists come again every few hours."""
        code = _LISTS.get(type(request))
        if code is not None and notes and self._faulty.get(code) != notes:
            self._faulty[code] = notes
            self.tell(code, notes[0], at)

    def mind_clock(self, at: datetime, inventory: Inventory) -> None:
        """Say when the clock begins to look wrong, and of another doubt again."""
        doubt = timekeeping.doubt(at, inventory)
        if doubt and doubt != self._doubt:
            self.tell(doubt, "", at)
        self._doubt = doubt

    def standing(self, at: datetime) -> tuple[Trouble, ...]:
        """What is to be read at ``at``; a clock that was put back keeps nothing for long."""
        self._standing = tuple(t for t in self._standing if at < t.until <= at + SHOWN)
        return self._standing
