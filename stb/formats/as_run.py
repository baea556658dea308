"""The as-run log as text: one JSON object a line, the same bytes for the same run.

`OnAir` is the line ``item`` and `SpotRefused` the line ``refused``, in the form
that scripts rely on; every other event is a line named after its class, with
its fields as they are. Only what happens to a viewer's picture has a frame.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
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


def write_programme(lines: Iterable[Line], *, span: range | None = None) -> str:
    """What was on air of recorded media and why: the lines that have a frame, no step, no time.

    Live media is left out: its frames have no number that means something later. With
    ``span`` only what was on air in those frames of one programme, which were played in
    order: it begins with the item on air at the first, and every item is as long as it was
    on air, so their frames add up to the span's.
    """
    events = _recorded(lines)
    return "".join(
        _text(facts(event)) for event in (events if span is None else _within(events, span))
    )


def _recorded(lines: Iterable[Line]) -> list[Event]:
    events, recorded = [], False
    for line in lines:
        match line.event:
            case Opened():
                recorded = True
            case Tuned():
                recorded = False
        if recorded and hasattr(line.event, "frame"):
            events.append(line.event)
    return events


def _within(events: Iterable[Event], span: range) -> Iterator[Event]:
    kept: list[Event] = []
    for event in events:
        match event:
            case OnAir(frame=frame) if frame <= span.start:
                kept = [_moved(event, span.start)]
            case SpotRefused(frame=frame) if frame <= span.start:
                kept.append(replace(event, frame=span.start))
            case _ if getattr(event, "frame", -1) in span:
                kept.append(event)
    end = span.stop
    cut: list[Event] = []
    for event in reversed(kept):
        if isinstance(event, OnAir):
            cut.append(replace(event, frames=end - event.frame))
            end = event.frame
        else:
            cut.append(event)
    return reversed(cut)


def _moved(event: OnAir, frame: int) -> OnAir:
    """The same item as it is on air from ``frame`` of the programme on."""
    return replace(event, frame=frame, in_frame=event.in_frame + frame - event.frame)


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
