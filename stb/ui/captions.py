"""What a presenter says to the picture, as a card that is plainly none of the television's own."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from stb.ui.scene import HEIGHT, MARGIN_X, MARGIN_Y, WIDTH, Align, Panel, Rect, Scene, Text

STYLE, LEADING = "body-strong", 46
PAD_X, PAD_Y = 40, 16


class Place(Enum):
    """Where a caption stands, so that it covers nothing that it speaks of."""

    FOOT = "foot"
    """From edge to edge, so that no word of the line of keys beneath it is cut in two."""
    HEAD = "head"
    LEFT = "left"


_WIDEST = {Place.FOOT: 1640, Place.HEAD: 1640, Place.LEFT: 840}


def caption(text: str, *, place: Place, measure: Callable[[str, str], int]) -> Scene:
    """``text`` on a card of its size, over whatever is there; in two lines if it must.

    ``measure`` gives the width of a text in a style, as `Context.measure` does.
    """
    lines = (text,) if measure(text, STYLE) <= _WIDEST[place] else _halves(text, measure)
    width = max(measure(line, STYLE) for line in lines) + 8
    height = LEADING * len(lines) + 2 * PAD_Y
    x = MARGIN_X + PAD_X if place is Place.LEFT else (WIDTH - width) // 2
    y = MARGIN_Y if place is Place.HEAD else HEIGHT - MARGIN_Y - height
    card = Rect(x - PAD_X, y, width + 2 * PAD_X, height)
    if place is Place.FOOT:
        card = Rect(MARGIN_X // 2, y, WIDTH - MARGIN_X, height)
    return (
        Panel(card, colour="accent", radius=16, shadow=True),
        *(
            Text("caption", line, Rect(x, y + PAD_Y + n * LEADING, width, LEADING), style=STYLE,
                 colour="ink", align=Align.CENTRE)
            for n, line in enumerate(lines)
        ),
    )  # fmt: skip


def _halves(text: str, measure: Callable[[str, str], int]) -> tuple[str, str]:
    """The text in two lines of the most even width."""
    words = text.split()
    cuts = ((" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words)))
    return min(cuts, key=lambda cut: max(measure(line, STYLE) for line in cut))
