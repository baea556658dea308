"""The as-run log as text: one JSON object a line, the same bytes for the same run.

`OnAir` is the line ``item`` and `SpotRefused` the line ``refused``, in the form
that scripts rely on; every other event is a line named after its class, with
its fields as they are. Only what happens to a viewer's picture has a frame.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from enum import Enum

from stb.engine.events import Event, Line, OnAir, Opened, SpotRefused, Tuned

_NAMES: dict[type, str] = {OnAir: "item", SpotRefused: "refused"}
_HUMP = re.compile(r"(?<!^)(?=[A-Z])")


def facts(event: Event) -> dict[str, object]:
    """``event`` as JSON's own types, its name under "event"."""
    found = {field.name: _plain(getattr(event, field.name)) for field in fields(event)}
    name = _NAMES.get(type(event)) or _HUMP.sub("_", type(event).__name__).lower()
    frame = {"frame": found.pop("frame")} if "frame" in found else {}
    return {**frame, "event": name, **found}


def line_facts(line: Line) -> dict[str, object]:
    """A line of the log with its step and its UTC time."""
    return {"step": line.step, "at": _plain(line.at), **facts(line.event)}


def write(lines: Iterable[Line]) -> str:
    """The whole log, a line each, with step and time."""
    return "".join(_text(line_facts(line)) for line in lines)


def write_programme(lines: Iterable[Line]) -> str:
    """What was on air of recorded media and why: the lines that have a frame, no step, no time.

    Live media is left out: its frames have no number that means something later.
    """
    written, recorded = [], False
    for line in lines:
        match line.event:
            case Opened():
                recorded = True
            case Tuned():
                recorded = False
        found = facts(line.event)
        if recorded and "frame" in found:
            written.append(_text(found))
    return "".join(written)


def _text(found: dict[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(", ", ": ")) + "\n"


def _plain(value: object) -> object:
    match value:
        case Enum():
            return value.value
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case _:
            return value
