"""A caption over the television: what a presenter says about what is to be seen."""

from __future__ import annotations

from stb.ui.scene import WIDTH, Align, Panel, Rect, Scene, Text

_WIDE = 1_240
_HIGH = 112


def caption(text: str) -> Scene:
    """``text`` on a plate at the top, in two lines at most."""
    plate = Rect((WIDTH - _WIDE) // 2, 40, _WIDE, _HIGH)
    inside = Rect(plate.x + 40, plate.y + 14, plate.w - 80, plate.h - 28)
    return (
        Panel(plate, colour="glass-deep", role="caption-plate", shadow=True),
        Text("caption", text, inside, style="body", align=Align.CENTRE, lines=2),
    )
