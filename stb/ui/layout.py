"""Parts that screens share: the line of keys, headings, buttons, cards, facts of a programme.

Every function returns nodes; widths of words come from `Context.measure`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stb.model.schedule import Programme
from stb.model.service import Service
from stb.ui import words
from stb.ui.genres import genre
from stb.ui.scene import (
    HEIGHT,
    MARGIN_X,
    MARGIN_Y,
    WIDTH,
    Align,
    Icon,
    Node,
    Panel,
    Picture,
    Rect,
    Scene,
    Text,
    Video,
)
from stb.ui.screen import Moment
from stb.ui.theme import STYLES

LEFT, RIGHT = MARGIN_X, WIDTH - MARGIN_X
TOP, BOTTOM = MARGIN_Y, HEIGHT - MARGIN_Y
FOOT = BOTTOM - 44
"""The top of the line of keys."""

CLOCK = Rect(RIGHT - 300, TOP, 300, 76)
_HAIR = 1.004
_SIGN = {"red": 30, "green": 30, "yellow": 30, "blue": 30}


def backdrop(dim: float = 0.55) -> Scene:
    """The programme, dimmed, under a sheet of glass over the whole screen."""
    return (
        Video(dim=dim),
        Panel(Rect(0, 0, WIDTH, HEIGHT), colour="glass-deep", radius=0),
    )


def heading(moment: Moment, text: str, role: str = "heading") -> Scene:
    """The screen's title, and the clock at the right."""
    return (
        Text(role, text, Rect(LEFT, TOP, 1200, 76), style="title"),
        clock(moment),
    )


def clock(moment: Moment, rect: Rect = CLOCK) -> Text:
    """The time, at the right of the heading unless the screen has a place of its own."""
    text = words.clock(moment.local_now)
    return Text("clock", text, rect, style="clock", align=Align.RIGHT)


def keys_line(
    moment: Moment, *hints: tuple[str, str], y: int = FOOT, left: int = LEFT, colour: str = "muted"
) -> Scene:
    """One line that says what keys do here: (sign, words) from the left.

    A sign is a coloured key or another icon; an empty one leaves the words alone.
    """
    nodes: list[Node] = []
    x = left
    for sign, text in hints:
        if sign:
            width = _SIGN.get(sign, 32)
            nodes.append(Icon(sign, Rect(x, y + 22 - width // 2, width, width), colour="muted"))
            x += width + 14
        width = moment.context.measure(text, "small") + 6
        nodes.append(Text("hint", text, Rect(x, y, width, 44), style="small", colour=colour))
        x += width + 44
    return tuple(nodes)


def button(role: str, text: str, rect: Rect, *, focused: bool, style: str = "lead") -> Scene:
    """A button: a bright plate with dark words when it has the focus, else a quiet one."""
    outer = rect.grown(6) if focused else rect
    return (
        Panel(
            outer,
            colour="plate" if focused else "raised",
            radius=14,
            shadow=focused,
        ),
        Text(
            role,
            text,
            Rect(rect.x + 20, rect.y, rect.w - 40, rect.h),
            style=style,
            colour="ink" if focused else "text",
            align=Align.CENTRE,
            focused=focused,
        ),
    )


def logo(service: Service, rect: Rect) -> Picture:
    """The service's logo, or its name where it has none."""
    return Picture(service.logo, rect, radius=8, label=service.name)


def still(programme: Programme, rect: Rect) -> Picture:
    return Picture(programme.still, rect, label=programme.title)


def facts(moment: Moment, *, category: str, rating: str, more: Iterable[str] = ()) -> str:
    """Facts of a programme or film in one line, apart by dots."""
    age = {"": "", "AL": moment.say("all ages")}.get(
        rating, moment.say("{age} and older").format(age=rating)
    )
    return "  ·  ".join(part for part in (*more, genre(moment, category), age) if part)


def wrap(text: str, style: str, width: int, measure: Callable[[str, str], int]) -> tuple[str, ...]:
    """``text`` in lines of at most ``width``, broken at spaces.

    The presenter needs as many; it may even out the last two.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and measure(longer, style) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return tuple(lines)


def height(style: str, lines: int) -> int:
    """The height of so many lines."""
    return STYLES[style].leading * lines


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words in a column; ``before`` is the room above them."""

    role: str
    text: str
    style: str = "body"
    colour: str = "text"
    before: int = 0
    most: int = 12


def column(moment: Moment, rect: Rect, paragraphs: Iterable[Paragraph]) -> Scene:
    """Paragraphs under each other, as high as their words need; what does not fit is left out."""
    nodes: list[Node] = []
    y = rect.y
    for each in paragraphs:
        if not each.text:
            continue
        lines = lines_of(moment, each.text, each.style, rect.w)
        needed = height(each.style, min(lines, each.most))
        y += each.before
        if y + needed > rect.y + rect.h:
            break
        spare = 1 if lines > 1 else 0
        nodes.append(
            Text(each.role, each.text, Rect(rect.x, y, rect.w, needed), style=each.style,
                 colour=each.colour, lines=min(lines + spare, each.most), cut=lines > each.most)
        )  # fmt: skip
        y += needed
    return tuple(nodes)


def bottom(scene: Scene) -> int:
    """Where the lowest text of a column ends."""
    return max((node.rect.y + node.rect.h for node in scene if isinstance(node, Text)), default=0)


def lines_of(moment: Moment, text: str, style: str, width: int) -> int:
    """Lines that the presenter will need: it lets a line be a hair wider than its place."""
    return len(wrap(text, style, round(width * _HAIR), moment.context.measure))
