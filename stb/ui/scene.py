"""What a screen shows, as values: nothing here can draw.

Coordinates are design pixels of 1920 x 1080, origin top left; the presenter
scales. A scene is drawn in order, later over earlier. Every node that means
something to a viewer carries a ``role`` (what it is, for QA and for speech)
and at most one in a scene has the focus.

Text of one line stands in the middle of its rectangle's height; wrapped text
begins at its top, at the leading of its style.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeGuard

WIDTH, HEIGHT = 1920, 1080
MARGIN_X, MARGIN_Y = 96, 54


@dataclass(frozen=True, slots=True)
class Rect:
    x: int
    y: int
    w: int
    h: int

    def grown(self, by: int) -> Rect:
        return Rect(self.x - by, self.y - by, self.w + 2 * by, self.h + 2 * by)


class Align(Enum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """Words in one style of the theme; cut with an ellipsis at ``rect.w``, wrapped to ``lines``.

    ``style`` names a style of `stb.ui.theme`, ``colour`` a colour of it. ``cut`` says that
    the words are data (a title) and may be too long; our own words must fit.
    """

    role: str
    text: str
    rect: Rect
    style: str = "body"
    colour: str = "text"
    align: Align = Align.LEFT
    lines: int = 1
    focused: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A rounded surface: ``colour`` of the theme with its own opacity.

    A focused one is a bright plate, or has a ring and a shadow around it.
    """

    rect: Rect
    colour: str = "glass"
    radius: int = 14
    role: str = ""
    focused: bool = False
    shadow: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A still by name (a file of assets/pictures, or one that a lineup brought).

    It fills its rectangle and is cropped; one that can be seen through, a logo, stands
    whole in its middle. Where there is no such file, a tile with ``label``.
    """

    name: str
    rect: Rect
    radius: int = 10
    role: str = ""
    focused: bool = False
    dimmed: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """Progress from 0 to 1, with marks (start, end, colour) also from 0 to 1."""

    rect: Rect
    value: float
    colour: str = "accent"
    marks: tuple[tuple[float, float, str], ...] = ()
    role: str = ""


@dataclass(frozen=True, slots=True)
class Icon:
    """A small sign drawn by the presenter, one of `stb.ui.theme.ICONS`."""

    name: str
    rect: Rect
    colour: str = "text"
    role: str = ""


@dataclass(frozen=True, slots=True)
class Video:
    """Where the programme's picture stands; the first node, full by default.

    ``dim`` from 0 (as it is) to 1 (black) lays a shade over it. ``feed`` "programme" is
    what is on air, "broadcast" the broadcast's own picture at the same frame.
    """

    rect: Rect = Rect(0, 0, WIDTH, HEIGHT)
    dim: float = 0.0
    feed: str = "programme"


Node = Text | Panel | Picture | Bar | Icon | Video
Scene = tuple[Node, ...]


def focus(scene: Scene) -> str:
    """The role of the node that has the focus, or an empty text."""
    return next((node.role for node in scene if _focusable(node) and node.focused), "")


def dump(scene: Scene) -> str:
    """The scene in words, a line for each text, the focused one marked: its golden form."""
    lines = []
    for node in scene:
        if isinstance(node, Text):
            lines.append(f"{'>' if node.focused else ' '} {node.role:<20} {node.text}")
        elif _focusable(node) and node.focused:
            lines.append(f"> {node.role}")
    return "\n".join(lines)


def _focusable(node: Node) -> TypeGuard[Text | Panel | Picture]:
    return isinstance(node, (Text, Panel, Picture))
