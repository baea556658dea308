"""Words in the box's own fonts: measured, cut, wrapped and drawn once.

Everything is rendered at the size of the surface that is painted. Widths for
the screens' own layout are measured at design size instead, so that a scene
is the same whatever it is painted on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pygame

from stb.adapters.screen.cache import SurfaceCache
from stb.adapters.screen.fields import Rgba
from stb.ui.theme import STYLES

log = logging.getLogger(__name__)

ELLIPSIS = "…"
STRAY = 0.2
"""A last line narrower than this share of its place looks lost under the others."""
LONGEST = 1200
"""Characters of one text that are looked at: more than any screen can hold."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A font of assets/fonts by its file's name, at ``size`` pixels."""

    file: str
    size: int


class Fonts:
    """Fonts by file and size, from ``folder``; pygame's own where a file is missing."""

    def __init__(self, folder: Path) -> None:
        pygame.font.init()
        self._folder = folder
        self._open: dict[Cut, pygame.font.Font] = {}

    def get(self, cut: Cut) -> pygame.font.Font:
        if cut not in self._open:
            self._open[cut] = self._load(cut)
        return self._open[cut]

    def _load(self, cut: Cut) -> pygame.font.Font:
        path = self._folder / cut.file
        try:
            return pygame.font.Font(path, cut.size)
        except (OSError, pygame.error) as error:
            log.warning("font %s not usable, using the built-in one: %s", path, error)
            return pygame.font.Font(None, round(cut.size * 1.3))


class Measure:
    """Widths of texts at design size: what the screens lay themselves out by."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._width = lru_cache(maxsize=8192)(self._measured)

    def __call__(self, text: str, style: str) -> int:
        """Design pixels that ``text`` is wide in ``style`` of the theme."""
        return self._width(text, style)

    def _measured(self, text: str, style: str) -> int:
        named = STYLES[style]
        return self._fonts.get(Cut(named.font, named.size)).size(cleaned(text))[0]


def cleaned(text: str) -> str:
    """``text`` without what cannot be drawn: control characters, lone surrogates, soft hyphens."""
    short = text[:LONGEST]
    if short.isprintable():
        return short
    return "".join(c if c.isprintable() or c == "\n" else " " if c.isspace() else "" for c in short)


def shortened(text: str, width: float, measure: Callable[[str], float]) -> str:
    """``text``, or as much of it as fits in ``width`` with an ellipsis."""
    if measure(text) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + ELLIPSIS) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip(" ,.;:-–") + ELLIPSIS


def wrapped(
    text: str, width: float, lines: int, measure: Callable[[str], float]
) -> tuple[str, ...]:
    """``text`` in at most ``lines`` lines of ``width``; what is left over ends in an ellipsis."""
    if lines <= 1:
        return (shortened(text.replace("\n", " "), width, measure),)
    done: list[str] = []
    waiting = [_words(paragraph) for paragraph in text.split("\n")]
    while waiting and len(done) < lines:
        words = waiting.pop(0)
        line = ""
        while words and (not line or measure(f"{line} {words[0]}") <= width):
            word = words.pop(0)
            line = f"{line} {word}" if line else word.lstrip()
        if words:
            waiting.insert(0, words)
        if len(done) == lines - 1:
            rest = " ".join([line, *(word for left in waiting for word in left)])
            done.append(shortened(rest, width, measure))
        elif measure(line) > width:
            head, tail = _broken(line, width, measure)
            done.append(head)
            waiting.insert(0, [tail, *waiting.pop(0)] if words else [tail])
        else:
            done.append(line)
    return tuple(done) if "\n" in text else _evened(done, width, measure)


def _words(paragraph: str) -> list[str]:
    """Its words; what stands apart by more than one space keeps the others before it."""
    words: list[str] = []
    apart = ""
    for piece in paragraph.split(" "):
        if piece:
            words.append(apart + piece)
        apart = "" if piece or not words else f"{apart} "
    return words


def _evened(lines: list[str], width: float, measure: Callable[[str], float]) -> tuple[str, ...]:
    """The lines with no last one of a stray word: it takes words from the line above it."""
    if len(lines) < 2 or lines[-1].endswith(ELLIPSIS):
        return tuple(lines)
    *_, above, last = lines
    while (" " not in last or measure(last) < width * STRAY) and above.count(" ") > 1:
        kept, _, word = above.rpartition(" ")
        longer = f"{word} {last}"
        if measure(longer) > measure(kept):
            break
        above, last = kept.rstrip(), longer
    return (*lines[:-2], above, last)


def _broken(word: str, width: float, measure: Callable[[str], float]) -> tuple[str, str]:
    """A word too long for a line, in the part that fits and the rest."""
    count = len(word) - 1
    while count > 1 and measure(word[:count]) > width:
        count -= 1
    count = max(1, count)
    return word[:count], word[count:]


class Lettering:
    """Single lines of text as premultiplied surfaces, kept in ``cache``."""

    def __init__(self, fonts: Fonts, cache: SurfaceCache) -> None:
        self._fonts = fonts
        self._cache = cache
        self._width = lru_cache(maxsize=16384)(self._measured)
        self._fitted = lru_cache(maxsize=4096)(self._fit)

    def _measured(self, text: str, cut: Cut) -> int:
        return self._fonts.get(cut).size(text)[0]

    def fit(self, text: str, cut: Cut, *, width: int, lines: int) -> tuple[str, ...]:
        """``text`` in at most ``lines`` lines of ``width`` pixels."""
        return self._fitted(text, cut, width, lines)

    def _fit(self, text: str, cut: Cut, width: int, lines: int) -> tuple[str, ...]:
        return wrapped(cleaned(text), width, lines, lambda part: self._width(part, cut))

    def line(self, text: str, cut: Cut, colour: Rgba) -> pygame.Surface:
        key = ("words", text, cut, colour)
        return self._cache.get(key, lambda: self._draw(text, cut, colour))

    def _draw(self, text: str, cut: Cut, colour: Rgba) -> pygame.Surface:
        drawn = self._fonts.get(cut).render(text, True, colour[:3])
        surface = drawn.convert_alpha() if drawn.get_bitsize() != 32 else drawn
        if colour[3] < 255:
            surface.fill((255, 255, 255, colour[3]), special_flags=pygame.BLEND_RGBA_MULT)
        return surface.premul_alpha()
