"""How a verb prints facts: JSON for machines, one value a line when it streams."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from pathlib import PurePath


def print_json(value: object, *, indent: int | None = 1) -> None:
    """Print ``value`` as JSON; ``indent=None`` on one line, for streams of lines."""
    print(json.dumps(plain(value), indent=indent, ensure_ascii=False), flush=indent is None)


def told_on_stderr(line: str) -> None:
    """Tell a person something that is no fact of the verb's: stdout stays as it is."""
    print(f"stb: {line}", file=sys.stderr, flush=True)


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
