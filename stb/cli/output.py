"""How a verb prints facts: JSON for machines, one value a line when it streams."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import Path, PurePath

from stb.errors import RefusedError


class NoPlace(RefusedError):
    """A file cannot be written where it was asked for."""

    code = "output.place"


def print_json(value: object, *, indent: int | None = 1) -> None:
    """Print ``value`` as JSON; ``indent=None`` on one line, for streams of lines."""
    print(json.dumps(plain(value), indent=indent, ensure_ascii=False), flush=indent is None)


def told_on_stderr(line: str) -> None:
    """Tell a person something that is no fact of the verb's: stdout stays as it is."""
    print(f"stb: {line}", file=sys.stderr, flush=True)


def check_place(file: Path) -> None:
    """Make sure that ``file`` can be written, before any work is done for it.

    Raises:
        NoPlace: its folder is not there, or it may not be written.
    """
    folder = file.parent
    if not folder.is_dir():
        raise NoPlace(f"{file.name} cannot be written: there is no folder {folder}")
    if file.is_dir():
        raise NoPlace(f"{file} cannot be written: it is a folder")
    if not os.access(file if file.exists() else folder, os.W_OK):
        raise NoPlace(f"{file.name} may not be written in {folder}")


def make_place(folder: Path) -> None:
    """Make ``folder`` for what a verb will write, unless it is there.

    Raises:
        NoPlace: it cannot be made, or not written in.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoPlace(f"the folder {folder} cannot be made: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise NoPlace(f"the folder {folder} may not be written in")


def plain(value: object) -> object:
    """``value`` in JSON's own types: records as objects, enums by value, times in ISO 8601."""
    match value:
        case Enum():
            return plain(value.value)
        case Mapping():
            return {str(plain(key)): plain(item) for key, item in value.items()}
        case tuple() | list() | set() | frozenset():
            return [plain(item) for item in value]
        case datetime() | date():
            return value.isoformat()
        case PurePath():
            return str(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        case _:
            return value
