"""What the screens need of the outside, handed in: language, local time, widths of text.

The screens are pure, and these are not: catalogues and time zones are files,
and the width of a word is a font's. Wiring makes one Context; tests make
another with a monospaced measure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from stb.model.key import Key


class ListedKey(Protocol):
    """A key of the keyboard and what it does: a row of the F1 screen."""

    @property
    def names(self) -> tuple[str, ...]: ...

    @property
    def group(self) -> str: ...

    def says(self, language: str) -> str:
        """What the key does, in a few words."""
        ...


class KeyRow(ListedKey, Protocol):
    """A key of the remote and where it sits on the keyboard."""

    @property
    def key(self) -> Key: ...


@dataclass(frozen=True, slots=True)
class Extras:
    """Facts for the developer's overlay that the engine does not know.

    ``picture_code`` is (clip, frame) as read back from the picture last shown, None
    where there was none to read. ``buffers`` are lines such as "video 31 frames".
    ``fps`` are the pictures shown in the last second, None where nobody sees them.
    ``picture`` is the size and the scan of the picture last shown, nothing where there is none.
    """

    picture_code: tuple[int, int] | None = None
    buffers: tuple[str, ...] = ()
    fps: float | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What is handed to every screen.

    ``say`` translates a msgid, ``local`` turns UTC into the viewer's time, ``measure``
    gives the width of a text in a style of the theme, in design pixels. ``host`` is the
    head-end's address. ``window_keys`` are those that the box does not hear of. ``as_run``
    is the file that the as-run log is written to, nothing where it stays in memory.
    """

    language: str
    say: Callable[[str], str]
    local: Callable[[datetime], datetime]
    measure: Callable[[str, str], int]
    host: str = ""
    keyboard: tuple[KeyRow, ...] = ()
    window_keys: tuple[ListedKey, ...] = ()
    extras: Extras = field(default=Extras())
    as_run: str = ""
