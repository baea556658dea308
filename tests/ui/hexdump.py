"""Reads what the screen of bytes shows, as a viewer who scrolls to its end."""

from __future__ import annotations

from collections.abc import Callable

from stb.ui.scene import Scene, Text


def read_to_the_end(scene: Callable[[], Scene], down: Callable[[], object]) -> bytes:
    """The bytes of all lines in their order, with ``down`` pressed until nothing moves."""
    lines: dict[str, str] = {}
    while True:
        shown = {n.text[:4]: n.text[7:56] for n in scene() if isinstance(n, Text)
                 and n.role == "bytes"}  # fmt: skip
        if shown.items() <= lines.items():
            return bytes.fromhex("".join(lines[at] for at in sorted(lines)).replace(" ", ""))
        lines |= shown
        down()
