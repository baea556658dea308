"""Lines, attribute lists, dates and numbers of a playlist, within bounds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from fractions import Fraction

from stb.formats.hls.values import PlaylistError

LONGEST_TEXT = 16_000_000
LONGEST_LINE = 20_000
"""A section in hexadecimal is 8 kB."""

_ATTRIBUTE = re.compile(r'\s*([A-Z0-9-]+)\s*=\s*("[^"]*"|[^",]*+)\s*(?:,|$)')
_DECIMAL = re.compile(r"\d{1,12}(?:\.\d{1,20})?")
_WHOLE = re.compile(r"\d{1,20}", re.ASCII)
_ZONE = re.compile(r"([+-]\d\d)(\d\d)?$")


def lines_of(text: str) -> list[str]:
    """The lines of a playlist without their ends; the first is #EXTM3U.

    Raises:
        PlaylistError: hls.length, hls.header.
    """
    if len(text) > LONGEST_TEXT:
        raise PlaylistError("length", f"a playlist of {len(text)} characters")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[0].startswith("#EXTM3U"):
        raise PlaylistError("header", "the first line is not #EXTM3U")
    return [line.strip() for line in lines]


def attributes(text: str) -> dict[str, str]:
    """The attribute list ``text``, quotes taken off.

    Raises:
        ValueError: bad syntax, or a name that comes twice.
    """
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        match = _ATTRIBUTE.match(text, at)
        if match is None:
            raise ValueError(f"no attribute at {text[at : at + 30]!r}")
        name, value = match.group(1), match.group(2)
        if name in found:
            raise ValueError(f"{name} comes twice")
        found[name] = value[1:-1] if value.startswith('"') else value.strip()
        at = match.end()
    return found


def decimal(text: str) -> Fraction:
    """A number of seconds, exactly as written.

    Raises:
        ValueError: not a decimal number of 0 or more.
    """
    if not _DECIMAL.fullmatch(text.strip()):
        raise ValueError(f"not a decimal number: {text[:30]!r}")
    return Fraction(text.strip())


def whole(text: str) -> int:
    """A whole number of 0 or more.

    Raises:
        ValueError: it is none.
    """
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(f"not a whole number: {text[:30]!r}")
    return int(text)


def date(text: str) -> datetime:
    """A date with a time, in UTC; one without a zone is taken as UTC.

    Raises:
        ValueError: not ISO 8601.
    """
    # Python 3.11 wants minutes in a zone; "+01" and "+0100" are in the field.
    stamp = _ZONE.sub(lambda zone: f"{zone[1]}:{zone[2] or '00'}", text.strip())
    try:
        at = datetime.fromisoformat(stamp)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"not a date: {text[:40]!r}") from error


def tags(lines: list[str]) -> Iterator[tuple[int, str, str]]:
    """Line number, tag and value of each line; a URI has the tag ``""``."""
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        if not line.startswith("#"):
            yield number, "", line
        elif line.startswith("#EXT"):
            name, _, value = line.partition(":")
            yield number, name, value


Reader = Callable[[str, int], None]
