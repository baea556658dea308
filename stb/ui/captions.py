"""A line that tells what is being shown, for a presenter's demonstration."""

from __future__ import annotations

from enum import Enum

from stb.ui.scene import Align, Panel, Rect, Scene, Text


class Place(Enum):
    """Where a caption stands, so that it covers nothing that it speaks of."""

    FOOT = "foot"
    HEAD = "head"
    LEFT = "left"


_RECTS = {
    Place.FOOT: Rect(256, 914, 1408, 112),
    Place.HEAD: Rect(256, 54, 1408, 112),
    Place.LEFT: Rect(96, 870, 916, 156),
}


def caption(text: str, *, place: Place = Place.FOOT) -> Scene:
    """``text`` on a bright card over whatever is there: in two lines, in three at the left."""
    if not text:
        return ()
    rect = _RECTS[place]
    lines = rect.h // 44
    inner = Rect(rect.x + 40, rect.y + (rect.h - 44 * lines) // 2, rect.w - 80, 44 * lines)
    return (
        Panel(rect, colour="plate", radius=16, shadow=True),
        Text("caption", text, inner, style="body-strong", colour="ink", align=Align.CENTRE,
             lines=lines, cut=True),
    )  # fmt: skip
