"""A line that tells what is being shown, for a presenter's demonstration."""

from __future__ import annotations

from stb.ui.scene import Align, Panel, Rect, Scene, Text

_BOTTOM, _LINE = 1026, 44
_ONE_LINE = 74
"""Characters that surely fit on one line."""


def caption(text: str) -> Scene:
    """``text`` in at most two lines on a bright card at the foot, over whatever is there."""
    if not text:
        return ()
    lines = 1 if len(text) <= _ONE_LINE else 2
    card = Rect(256, _BOTTOM - lines * _LINE - 24, 1408, lines * _LINE + 24)
    inner = Rect(card.x + 40, card.y + 12, card.w - 80, lines * _LINE)
    return (
        Panel(card, colour="plate", radius=16, shadow=True),
        Text("caption", text, inner, style="body-strong", colour="ink", align=Align.CENTRE,
             lines=lines, cut=True),
    )  # fmt: skip
