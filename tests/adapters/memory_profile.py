"""The profile's part of a store, in memory."""

from __future__ import annotations

from collections import Counter

from stb.engine.profile_store import HeldGroup
from stb.model.facts import Fact
from stb.model.viewed import Viewed


class MemoryProfile:
    def __init__(self) -> None:
        self._corrections: dict[str, Fact | None] = {}
        self._held: HeldGroup | None = None
        self._viewed: Counter[tuple[object, ...]] = Counter()

    def corrections(self) -> tuple[tuple[str, Fact | None], ...]:
        return tuple(self._corrections.items())

    def keep_correction(self, name: str, value: Fact | None) -> None:
        self._corrections[name] = value

    def take_back(self, name: str) -> None:
        self._corrections.pop(name, None)

    def group(self) -> HeldGroup | None:
        return self._held

    def hold_group(self, held: HeldGroup | None) -> None:
        self._held = held

    def viewed(self) -> tuple[Viewed, ...]:
        rows = sorted(self._viewed.items(), key=lambda row: str(row[0]))
        return tuple(Viewed(*key, seconds) for key, seconds in rows)  # type: ignore[arg-type]

    def add_viewed(self, viewed: tuple[Viewed, ...], *, weeks: tuple[str, ...]) -> None:
        for one in viewed:
            self._viewed[one.week, one.kind, one.part] += one.seconds
        for key in [key for key in self._viewed if key[0] not in weeks]:
            del self._viewed[key]

    def forget(self) -> None:
        self.__init__()  # type: ignore[misc]
