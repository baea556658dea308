"""Households by name or file."""

from __future__ import annotations

from pathlib import Path

from stb.adapters import assets
from stb.errors import InputError
from stb.formats.household import HOUSEHOLD_CAP, HouseholdFile, read_household_file
from stb.model.household import Household


class UnknownHousehold(InputError):
    """There is no demo household of a name, and no file either."""

    code = "household.unknown"


def demo_households() -> tuple[Household, ...]:
    """The demo households, in the order of their files' names."""
    return tuple(_read(path).household for path in sorted(_folder().glob("*.json")))


def household(name: str) -> HouseholdFile:
    """The household that ``name`` names: one of the demo, or the path of a file.

    Raises:
        UnknownHousehold: there is none.
        InputError: the file is malformed.
    """
    for path in (_folder() / f"{name}.json", Path(name)):
        if path.is_file():
            return _read(path)
    names = ", ".join(path.stem for path in sorted(_folder().glob("*.json")))
    raise UnknownHousehold(f"no household {name!r}: there are {names}, or name a file")


def _read(path: Path) -> HouseholdFile:
    with path.open("rb") as file:
        return read_household_file(file.read(HOUSEHOLD_CAP + 1))


def _folder() -> Path:
    return assets.folder() / "households"
