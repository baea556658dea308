"""How the guide is drawn: detail above, the ruler, cells by their real times, the now-line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from stb.model.schedule import Programme
from stb.model.service import Service
from stb.ui import layout, words
from stb.ui.scene import (
    HEIGHT,
    WIDTH,
    Align,
    Icon,
    Node,
    Panel,
    Rect,
    Scene,
    Text,
    Video,
)
from stb.ui.screen import Moment
from stb.ui.screens.detail import can_be_watched_again

NAMES_W = 276
GRID = Rect(layout.LEFT + NAMES_W, 428, layout.RIGHT - layout.LEFT - NAMES_W, 540)
PITCH = 90
GAP = 6
RULER_Y = 372


class CellLike(Protocol):
    @property
    def start(self) -> datetime: ...
    @property
    def end(self) -> datetime: ...
    @property
    def programme(self) -> Programme | None: ...


Row = tuple[Service, tuple[CellLike, ...]]


@dataclass(frozen=True, slots=True)
class Window:
    """The time across: from ``start`` (UTC) for ``length``."""

    start: datetime
    length: timedelta

    @property
    def end(self) -> datetime:
        return self.start + self.length

    def x(self, at: datetime) -> int:
        """Where an instant stands, held to the grid's edges."""
        share = (at - self.start) / self.length
        return GRID.x + round(GRID.w * min(max(share, 0.0), 1.0))


def above(moment: Moment, programme: Programme | None, service_id: str) -> Scene:
    """What the focused programme is about, with a still; the programme on air at the right."""
    service = moment.snapshot.lineup.service(service_id)
    name = "" if service is None else f"{service.number}  {service.name}"
    x, w = 584, 780
    base: tuple[Node, ...] = (
        Video(dim=0.6),
        Panel(Rect(0, 0, WIDTH, HEIGHT), colour="glass-deep", radius=0),
        Video(rect=Rect(1408, 60, 416, 234)),
        Text("guide-day", words.middle_day(moment.local_now.date(), moment.language),
             Rect(1408, 306, 296, 48), style="small", colour="muted"),
        Text("clock", words.clock(moment.local_now), Rect(1704, 306, 120, 48), style="body-strong",
             align=Align.RIGHT),
    )  # fmt: skip
    if programme is None:
        text = moment.say("No programme information")
        return (
            *base,
            Panel(Rect(96, 60, 448, 252), colour="skeleton"),
            Text("guide-service", name, Rect(x, 56, w, 44), colour="accent",
                 style="body-strong", cut=True),
            Text("guide-title", text, Rect(x, 102, w, 62), style="heading"),
        )  # fmt: skip
    when = words.span(moment.local(programme.start), moment.local(programme.end))
    about = layout.facts(
        moment, category=programme.category, rating=programme.rating, more=(when,)
    )  # fmt: skip
    return (
        *base,
        layout.still(programme, Rect(96, 60, 448, 252)),
        Text("guide-service", name, Rect(x, 56, w, 44), colour="accent", style="body-strong",
             cut=True),
        Text("guide-title", programme.title, Rect(x, 102, w, 62), style="heading", cut=True),
        Text("guide-facts", about, Rect(x, 166, w, 44), style="small", colour="muted", cut=True),
        Text("guide-synopsis", programme.synopsis or programme.subtitle, Rect(x, 216, w, 88),
             lines=2, cut=True),
        *_invitation(moment, programme, x),
    )  # fmt: skip


def _invitation(moment: Moment, programme: Programme, x: int) -> Scene:
    """What OK does with it."""
    if programme.airs(moment.now):
        sign, text, colour = "play", moment.say("OK: watch now"), "accent"
    elif can_be_watched_again(programme, moment):
        sign, text, colour = "replay", moment.say("OK: watch again"), "catch-up"
    else:
        sign, text, colour = "info", moment.say("OK: more about this programme"), "muted"
    return (
        Icon(sign, Rect(x, 316, 32, 32), colour=colour),
        Text("guide-action", text, Rect(x + 46, 310, 700, 44), style="small", colour=colour),
    )


def grid(
    moment: Moment, window: Window, *, rows: tuple[Row, ...], focused: tuple[str, datetime]
) -> Scene:
    nodes: list[Node] = [*_ruler(moment, window)]
    late: Scene = ()
    for n, (service, cells) in enumerate(rows):
        y = GRID.y + n * PITCH
        nodes += _service(service, y, lit=service.id == focused[0])
        for cell in cells:
            drawn = _cell(moment, window, cell, y=y, focused=(service.id, cell.start) == focused)
            if (service.id, cell.start) == focused:
                late = drawn
            else:
                nodes += drawn
    under = [node for node in nodes if isinstance(node, Panel)]
    upon = [node for node in nodes if not isinstance(node, Panel)]
    return (*under, *_now_line(moment, window, len(rows)), *upon, *late)


def _ruler(moment: Moment, window: Window) -> Scene:
    today = moment.local_now.date()
    day = words.near_day(moment.local(window.start).date(), today, moment.language)
    nodes: list[Node] = [
        Text("ruler-day", day, Rect(layout.LEFT, RULER_Y, NAMES_W - 16, 46), style="body-strong"),
        Panel(Rect(layout.LEFT, RULER_Y + 50, layout.RIGHT - layout.LEFT, 2), colour="divider",
              radius=0),
    ]  # fmt: skip
    at = window.start
    while at < window.end:
        text = words.clock(moment.local(at))
        nodes.append(
            Text("ruler", text, Rect(window.x(at) + 4, RULER_Y, 160, 46), style="small",
                 colour="muted")
        )  # fmt: skip
        at += timedelta(minutes=30)
    return tuple(nodes)


def _service(service: Service, y: int, *, lit: bool) -> Scene:
    number = Text(
        "service-number", str(service.number), Rect(layout.LEFT, y, 84, PITCH - GAP),
        style="row", colour="text" if lit else "muted",
    )  # fmt: skip
    return (number, layout.logo(service, Rect(layout.LEFT + 92, y + 8, 152, PITCH - GAP - 16)))


def _cell(
    moment: Moment, window: Window, cell: CellLike, *, y: int, focused: bool
) -> tuple[Node, ...]:
    left = window.x(cell.start)
    right = window.x(cell.end) - (GAP if cell.end < window.end else 0)
    right = max(right, left + 4)
    left = min(left, right - 4)
    pad = min(14, (right - left) // 2)
    programme = cell.programme
    rect = Rect(left, y, right - left, PITCH - GAP)
    role = f"programme:{programme.id}" if programme else "programme:"
    past = cell.end <= moment.now
    ground = "cell-past" if past else "cell"
    if programme is not None and programme.airs(moment.now):
        ground = "cell-now"
    if programme is None:
        ground = "skeleton"
    surface = Panel(
        rect.grown(5) if focused else rect,
        colour="plate" if focused else ground,
        radius=10,
        shadow=focused,
    )
    if programme is None:
        text = moment.say("No information") if rect.w > 280 else ""
        inner = Rect(left + pad, y, rect.w - 2 * pad, rect.h)
        colour = "ink-muted" if focused else "muted"
        return (surface, Text(role, text, inner, style="small", colour=colour, focused=focused))
    again = past and can_be_watched_again(programme, moment)
    sign = 46 if again and rect.w > 150 else 0
    colour = "ink" if focused else "muted" if past else "text"
    room = rect.w - 2 * pad - sign
    shown = programme.title if room > 64 else ""
    nodes: list[Node] = [surface]
    if sign:
        nodes.append(
            Icon("replay", Rect(left + 16, y + 28, 28, 28),
                 colour="ink" if focused else "catch-up")
        )  # fmt: skip
    nodes.append(
        Text(role, shown, Rect(left + pad + sign, y, room, rect.h),
             style="body-strong" if focused else "body", colour=colour, focused=focused, cut=True)
    )  # fmt: skip
    return tuple(nodes)


def _now_line(moment: Moment, window: Window, rows: int) -> Scene:
    if not window.start <= moment.now < window.end:
        return ()
    x = window.x(moment.now)
    return (
        Panel(Rect(x - 8, RULER_Y + 42, 16, 16), colour="accent", radius=8),
        Panel(Rect(x - 1, RULER_Y + 50, 3, rows * PITCH + 6), colour="accent-soft", radius=0,
              role="now-line"),
    )  # fmt: skip


def below(moment: Moment) -> Scene:
    return layout.keys_line(
        moment,
        ("red", moment.say("Day back")),
        ("green", moment.say("Day ahead")),
        ("yellow", moment.say("Now")),
        ("", moment.say("CH+ and CH−: page")),
        ("", moment.say("INFO: more")),
    )
