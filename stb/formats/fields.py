"""Fields that untrusted JSON is made of: bounded, typed, cleaned at the border.

Models here are strict (a number in quotes is not a number) and closed (an
unknown key is an error). Text for people is made fit for a screen. Instants
are UTC and end in Z.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)

from stb.errors import InputError
from stb.formats.text import clean_line, clean_prose

LONGEST_LINE = 200
"""Characters of a name or title in a message."""

_INSTANT = re.compile(r"(?:19|20|21)\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")
_INSTANT_SCHEMA = {"type": "string", "format": "date-time", "pattern": "Z$"}


class Closed(BaseModel):
    """A strict object with exactly the keys that it names."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


def read_instant(value: object) -> datetime:
    """The UTC time that ISO 8601 text ending in Z states, of the years 1900 to 2199.

    So that a week more or less is always a time too.

    Raises:
        ValueError: another form, or no such time.
    """
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        raise ValueError("not a UTC time such as 2026-11-18T19:30:00Z")
    return datetime.fromisoformat(value)


def write_instant(at: datetime) -> str:
    """``at`` as ISO 8601 UTC with Z, and with fractions of a second only where it has any."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


Instant = Annotated[datetime, BeforeValidator(read_instant), WithJsonSchema(_INSTANT_SCHEMA)]
Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._~:-]{0,127}$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Week = Annotated[str, StringConstraints(pattern=r"^2\d{3}-W(0[1-9]|[1-4]\d|5[0-3])$")]
Line = Annotated[str, StringConstraints(max_length=LONGEST_LINE), AfterValidator(clean_line)]
Text = Annotated[str, StringConstraints(max_length=4000), AfterValidator(clean_prose)]
Path = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,1000}$")]
FileName = Annotated[str, StringConstraints(pattern=r"^([A-Za-z0-9_-][A-Za-z0-9._-]{0,127})?$")]

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


def checked(model: type[M], value: object, error: type[InputError]) -> M:
    """``value`` as a ``model``, or ``error`` that names the first thing wrong with it."""
    try:
        return model.model_validate(value)
    except ValidationError as invalid:
        raise error(first_fault(invalid)) from invalid


def first_fault(invalid: ValidationError) -> str:
    first = invalid.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place or 'it'}: {first['msg']}"[:200]


def each(
    entries: Iterable[Any], read: Callable[[Any], T], *, what: str
) -> tuple[list[T], list[str]]:
    """What ``read`` makes of every entry, and a note for each that it refused.

    ``read`` refuses with InputError or ValueError; the note says which entry
    (from 1) and why.
    """
    good: list[T] = []
    notes: list[str] = []
    for number, entry in enumerate(entries, 1):
        try:
            good.append(read(entry))
        except ValidationError as invalid:
            notes.append(f"{what} {_named(entry, number)}: {first_fault(invalid)}")
        except (InputError, ValueError) as error:
            notes.append(f"{what} {_named(entry, number)}: {error}")
    return good, notes


def _named(entry: object, number: int) -> str:
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        return f"{number} ({clean_line(entry['id'])[:64]})"
    return str(number)
