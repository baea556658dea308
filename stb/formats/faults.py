"""What is wrong with a text from outside, and where: for its author to mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_FAULTS = 200
"""A file with more is named by its first ones and their number."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that was left out or mended; ``line`` counts from 1, 0: the whole."""

    line: int
    code: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text} [{self.code}]"


@dataclass(slots=True)
class Faults:
    """The faults of one reading, up to the bound. Lives as long as the reading."""

    _noted: list[Fault] = field(default_factory=list)
    _beyond: int = 0

    def note(self, line: int, code: str, text: str) -> None:
        if len(self._noted) < MOST_FAULTS:
            self._noted.append(Fault(line, code, text))
        else:
            self._beyond += 1

    def __iter__(self) -> Iterator[Fault]:
        yield from self._noted
        if self._beyond:
            yield Fault(0, "faults.more", f"{self._beyond} faults more")

    def __len__(self) -> int:
        return len(self._noted) + self._beyond
