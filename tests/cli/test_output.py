"""Facts as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from stb.cli.output import plain


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Fact:
    at: datetime
    colours: tuple[Colour, ...]
    by: dict[Colour, int]
    folder: Path


def test_a_record_becomes_json_types_to_its_depth() -> None:
    fact = Fact(
        at=datetime(2026, 11, 18, 19, 30, tzinfo=UTC),
        colours=(Colour.RED,),
        by={Colour.RED: 2},
        folder=Path("a"),
    )

    assert plain(fact) == {
        "at": "2026-11-18T19:30:00+00:00",
        "colours": ["red"],
        "by": {"red": 2},
        "folder": "a",
    }
