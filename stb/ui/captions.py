"""A line that tells what is being shown, for a presenter's demonstration."""

from __future__ import annotations

from stb.ui.scene import Align, Panel, Rect, Scene, Text

_RECT = Rect(256, 914, 1408, 112)


def caption(text: str) -> Scene:
    """``text`` in at most two lines on a bright card at the foot, over whatever is there."""
    if not text:
        return ()
    inner = Rect(_RECT.x + 40, _RECT.y + 12, _RECT.w - 80, 88)
    return (
        Panel(_RECT, colour="plate", radius=16, shadow=True),
        Text("caption", text, inner, style="body-strong", colour="ink", align=Align.CENTRE,
             lines=2, cut=True),
    )  # fmt: skip
