"""What is known of a postcode by its four digits: classes, and the sources that they are from.

The table is the same for every box; the box joins it with the digits itself, so nobody learns
which row was looked up. A class is a figure from 1 (least) to 5 (most) and never a person's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stb.errors import InputError
from stb.model.facts import BY_POSTCODE, Fact

LEAST_CLASS, MOST_CLASS = 1, 5


class BadPostcodes(InputError):
    """A table of postcodes is not in the form that its version states."""

    code = "postcodes.form"


@dataclass(frozen=True, slots=True)
class Source:
    """Where classes of the table are from: who made them, what it is called, its year.

    ``classes`` are those that it gave; ``bought`` tells data that was paid for from open data.
    """

    name: str
    by: str
    year: int
    classes: tuple[str, ...]
    bought: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """The classes of all postcodes from ``first`` to ``last``, both included."""

    first: int
    last: int
    classes: Mapping[str, int]

    def __post_init__(self) -> None:
        if not 1000 <= self.first <= self.last <= 9999:
            raise BadPostcodes(f"no postcodes: {self.first} to {self.last}")
        for name, value in self.classes.items():
            if name not in BY_POSTCODE or not LEAST_CLASS <= value <= MOST_CLASS:
                raise BadPostcodes(f"{self.first} to {self.last}: {name[:64]} {value}")


@dataclass(frozen=True, slots=True)
class Postcodes:
    """The whole table, its areas in rising order and none over another.

    Raises:
        BadPostcodes: they are not, or a class has no source.
    """

    sources: tuple[Source, ...] = ()
    areas: tuple[Area, ...] = ()

    def __post_init__(self) -> None:
        for one, other in zip(self.areas, self.areas[1:], strict=False):
            if one.last >= other.first:
                raise BadPostcodes(f"postcode {other.first} stands in two places")
        named = {name for source in self.sources for name in source.classes}
        used = {name for area in self.areas for name in area.classes}
        if used - named:
            raise BadPostcodes(f"no source for {', '.join(sorted(used - named))}")

    def classes(self, digits: object) -> dict[str, Fact]:
        """The classes of a postcode's four digits; nothing where they are in no area."""
        if not isinstance(digits, str) or not digits.isascii() or not digits.isdigit():
            return {}
        found = (area for area in self.areas if area.first <= int(digits) <= area.last)
        return dict(next((area.classes for area in found), {}))
