"""The table of postcodes: classes by the four digits, and the sources that they are from.

A small target beside the index of bundles, the same for every box. JSON, at most 128 kB.
Source: docs/headend.md.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stb.formats import strict_json
from stb.formats.fields import Closed, Line, checked
from stb.model.postcodes import Area, BadPostcodes, Postcodes, Source

POSTCODES_PATH = "bundles/postcodes.json"
POSTCODES_CAP = 128 << 10

Class = Annotated[int, Field(ge=1, le=5)]
ClassName = Literal["income_class", "families_class", "elderly_class"]
Digits = Annotated[int, Field(ge=1000, le=9999)]


class _Source(Closed):
    name: Line
    by: Line
    year: Annotated[int, Field(ge=1990, le=2199)]
    classes: Annotated[list[ClassName], Field(min_length=1, max_length=3)]
    bought: bool = False


class _Area(Closed):
    first: Digits
    last: Digits
    classes: dict[ClassName, Class]


class _Table(Closed):
    v: Literal[1]
    sources: Annotated[list[_Source], Field(max_length=8)]
    areas: Annotated[list[_Area], Field(max_length=4000)]


def read_postcodes(data: bytes) -> Postcodes:
    """The table that ``data`` states.

    Raises:
        InputError: another form; areas out of order; a class that no source gave.
    """
    table = checked(_Table, strict_json.loads(data, cap=POSTCODES_CAP), BadPostcodes)
    return Postcodes(
        tuple(
            Source(one.name, one.by, one.year, tuple(one.classes), one.bought)
            for one in table.sources
        ),
        tuple(
            Area(one.first, one.last, {str(name): value for name, value in one.classes.items()})
            for one in table.areas
        ),
    )


def write_postcodes(table: Postcodes) -> bytes:
    """``table`` in the form that `read_postcodes` reads."""
    return strict_json.dumps(
        {
            "v": 1,
            "sources": [
                {"name": one.name, "by": one.by, "year": one.year, "classes": list(one.classes),
                 "bought": one.bought}
                for one in table.sources
            ],
            "areas": [
                {"first": one.first, "last": one.last, "classes": dict(one.classes)}
                for one in table.areas
            ],
        }
    )  # fmt: skip
