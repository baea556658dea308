"""Stills and logos by name, fitted to their place, with round corners.

A still covers its place and loses what does not fit; a picture with
transparency (a logo) is fitted whole. A name without a file gets a drawn
stand-in: a ground in a colour of its own and its initials, so that a shelf
never has a hole in it. Files from elsewhere are not trusted: what they are and how
much work they make is read from them before they are decoded, and that is done in the
thread that brings them, so that the presenter never waits for one.
"""

from __future__ import annotations

import colorsys
import io
import logging
import re
import struct
import zlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pygame

from stb.adapters.screen import shapes
from stb.adapters.screen.cache import SurfaceCache
from stb.adapters.screen.fields import Rgba
from stb.adapters.screen.words import Cut, Fonts, cleaned, wrapped

log = logging.getLogger(__name__)

ENDINGS = (".png", ".jpg", ".jpeg")
FACE = "Inter-SemiBold.otf"
SMALLEST = 11
"""Pixels; letters smaller than this are no name any more."""

LOGO_WIDTH = 220
"""Pixels; on what is wider, a still, the label may be smaller than on a logo."""

LARGEST_FILE = 8 << 20
MOST_PIXELS = 1920 * 1088
MOST_SCANS = 64
"""A progressive JPEG paints all of its pixels in every scan; those of the trade have ten."""

BROUGHT = (640, 640)
"""Pixels that a picture from elsewhere is scaled down to: no place on a screen is larger."""

AT_HAND_FILE, AT_HAND = 24 << 10, 12 << 20
"""Bytes of a file and of all pictures that are decoded at the start: the logos. A page of the
guide brings eight in at once, which no viewer shall wait for."""

DIMMED = 0.58
"""How much light is left of a picture that recedes."""


class Gallery:
    """Pictures of ``folder`` and those that were brought, each decoded once, in ``cache``."""

    def __init__(self, folder: Path, fonts: Fonts, cache: SurfaceCache) -> None:
        self._folder = folder
        self._fonts = fonts
        self._cache = cache
        self._at_hand = _at_hand(folder)
        self._brought: dict[str, pygame.Surface] = {}
        self._stale = False

    def bring(self, name: str, file: bytes) -> None:
        """Take ``file`` (PNG or JPEG) as the picture ``name`` from now on; in any thread.

        It is decoded before this returns. One that cannot be used is none.
        """
        self._brought[name] = _small(_decoded(name, file))
        self._stale = True

    def get(
        self, name: str, size: tuple[int, int], *, radius: int, dimmed: bool, label: str = ""
    ) -> pygame.Surface:
        """The picture in ``size`` pixels, premultiplied; ``label`` is for its stand-in."""
        if self._stale:
            self._stale = False
            self._cache.forget()
        key = ("picture", name, size, radius, dimmed, label)
        return self._cache.get(key, lambda: self._draw(name, size, radius, dimmed, label or name))

    def _draw(
        self, name: str, size: tuple[int, int], radius: int, dimmed: bool, label: str
    ) -> pygame.Surface:
        whole = self._cache.get(("file", name), lambda: self._load(name))
        if whole.get_width() == 1:
            drawn = self._stand_in(name, size, label)
        elif whole.get_flags() & pygame.SRCALPHA:
            drawn = _contained(whole, size)
            radius = 0
        else:
            drawn = _covering(whole, size)
        if dimmed:
            _dim(drawn)
        shapes.round_corners(drawn, radius)
        return drawn

    def _load(self, name: str) -> pygame.Surface:
        """The whole picture; a surface one pixel wide stands for none."""
        if (brought := self._brought.get(name)) is not None:
            return brought
        for ending in ("", *ENDINGS):
            if (decoded := self._at_hand.get(f"{name}{ending}")) is not None:
                return decoded
        data = self._read(name)
        return pygame.Surface((1, 1)) if data is None else _decoded(name, data)

    def _read(self, name: str) -> bytes | None:
        if not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)*", name):
            return None
        for ending in ("", *ENDINGS):
            path = self._folder / f"{name}{ending}"
            if path.suffix in ENDINGS and path.is_file():
                if path.stat().st_size > LARGEST_FILE:
                    log.warning("picture %s is larger than %d bytes", path, LARGEST_FILE)
                    return None
                return path.read_bytes()
        return None

    def _stand_in(self, name: str, size: tuple[int, int], label: str) -> pygame.Surface:
        hue = zlib.crc32((label or name).encode("utf-8", "replace")) % 360 / 360
        top, bottom = _shade(hue, 0.34, 0.40), _shade((hue + 0.06) % 1, 0.42, 0.17)
        surface = _deep(shapes.ground(size, top, bottom), pygame.SRCALPHA)
        cut, lines = self._lettered(label, size) if label != name else (None, ())
        if cut is None:
            cut = Cut(FACE, max(8, round(min(size[1] * 0.42, size[0] * 0.30))))
            lines = (initials(label),)
        drawn = [self._fonts.get(cut).render(line, True, (242, 244, 247)) for line in lines]
        seen = [line.get_bounding_rect(min_alpha=24) for line in drawn]
        leading = round(cut.size * 1.16)
        first = min(part.top for part in seen)
        height = leading * (len(drawn) - 1) + seen[-1].bottom - first
        for row, (line, part) in enumerate(zip(drawn, seen, strict=True)):
            y = (size[1] - height) // 2 - first + row * leading
            surface.blit(line, ((size[0] - part.w) // 2 - part.x, y))
        return surface

    def _lettered(self, label: str, size: tuple[int, int]) -> tuple[Cut | None, tuple[str, ...]]:
        """``label`` as large as it fits, in at most three lines; None if it fits in no size."""
        width, height = size[0] * 0.86, size[1] * 0.84
        largest = min(size[1] * 0.42, size[0] * (0.19 if size[0] < LOGO_WIDTH else 0.11))
        for share in (1, 0.85, 0.72, 0.61, 0.52, 0.44):
            cut = Cut(FACE, round(largest * share))
            if cut.size < SMALLEST:
                break
            font = self._fonts.get(cut)
            lines = wrapped(cleaned(label), width, 3, lambda part, font=font: font.size(part)[0])  # type: ignore[misc]
            whole = " ".join(lines) == " ".join(cleaned(label).split())
            if whole and len(lines) * cut.size * 1.16 <= height:
                return cut, lines
        return None, ()


def initials(name: str) -> str:
    """At most two letters for ``name``: "spoor-negen" is SN, "logos/sirius-6" is S6."""
    words = re.findall(r"[^\W_]+", name.rpartition("/")[2].partition(".")[0])
    return "".join(word[0] for word in words[:2]).upper() or "·"


@lru_cache(maxsize=1)
def _at_hand(folder: Path) -> Mapping[str, pygame.Surface]:
    """The small files of ``folder`` by name, decoded; once in the life of a process."""
    found: dict[str, pygame.Surface] = {}
    room = AT_HAND
    for path in sorted(folder.glob("*.*")):
        try:
            if path.suffix not in ENDINGS or path.stat().st_size > AT_HAND_FILE:
                continue
            decoded = _decoded(path.name, path.read_bytes())
        except OSError as error:
            log.warning("picture %s cannot be read: %s", path, error)
            continue
        room -= decoded.get_buffer().length
        if room < 0:
            break
        found[path.name] = decoded
    return found


def declared_size(data: bytes) -> tuple[int, int]:
    """Width and height as the head of a PNG or a JPEG says.

    Raises:
        ValueError: it is neither, or its head is cut short.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if not data.startswith(b"\xff\xd8"):
        raise ValueError("neither PNG nor JPEG")
    at = 2
    while at + 9 <= len(data):
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width), int(height)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    raise ValueError("a JPEG without a frame")


def _decoded(name: str, data: bytes) -> pygame.Surface:
    """The picture in ``data``; a surface one pixel wide where it is none, or too much work."""
    none = pygame.Surface((1, 1))
    try:
        width, height = declared_size(data)
        _check_chunks(data)
        scans = data.count(b"\xff\xda") if data.startswith(b"\xff\xd8") else 1
        if len(data) > LARGEST_FILE or scans > MOST_SCANS:
            log.warning("picture %r takes too much work: not shown", name)
            return none
        if width < 2 or height < 2 or width * height > MOST_PIXELS:
            log.warning("picture %r is %d x %d: not shown", name, width, height)
            return none
        loaded = pygame.image.load(io.BytesIO(data))
    except (pygame.error, ValueError, OSError) as error:
        log.warning("picture %r not usable: %s", name, error)
        return none
    if _translucent(loaded):
        straight = loaded.get_flags() & pygame.SRCALPHA and loaded.get_bitsize() == 32
        deep = loaded if straight else _deep(loaded, pygame.SRCALPHA)
        return deep.premul_alpha()
    if loaded.get_bitsize() != 32:
        return _deep(loaded, 0)
    # As good as a copy without an alpha channel, which takes as long as to decode it.
    loaded.set_alpha(None)
    return loaded


def _check_chunks(data: bytes) -> None:
    """Raises ValueError: a PNG with a chunk beyond its end; libpng waits for gigabytes of it."""
    at = 8 if data.startswith(b"\x89PNG") else len(data)
    while at + 8 <= len(data) and data[at + 4 : at + 8] != b"IEND":
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    if at > len(data):
        raise ValueError("a chunk ends beyond the file")


def _small(whole: pygame.Surface) -> pygame.Surface:
    """``whole``, or as much smaller as a screen has use for."""
    width, height = whole.get_size()
    scale = min(1.0, BROUGHT[0] / width, BROUGHT[1] / height)
    if scale == 1.0:
        return whole
    return pygame.transform.smoothscale(
        whole, (max(2, round(width * scale)), max(2, round(height * scale)))
    )


def _shade(hue: float, saturation: float, value: float) -> Rgba:
    red, green, blue = colorsys.hsv_to_rgb(hue, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255), 255


def _deep(surface: pygame.Surface, flags: int) -> pygame.Surface:
    """A copy in 32 bits, with an alpha channel or without."""
    if flags & pygame.SRCALPHA and surface.get_masks()[3]:
        # The same as a blit onto nothing, which works out every pixel, in a tenth of the time.
        return surface.convert(shapes.blank((1, 1)))
    copy = pygame.Surface(surface.get_size(), flags, 32)
    copy.blit(surface, (0, 0))
    return copy


def _translucent(surface: pygame.Surface) -> bool:
    if surface.get_bitsize() == 32 and surface.get_flags() & pygame.SRCALPHA:
        if surface.get_masks()[3] & 0xFFFFFFFF != 0xFF000000:
            return int(pygame.surfarray.array_alpha(surface).min()) < 250
        # The opacity is the highest byte of a pixel, so the least pixel has the least of it.
        return int(np.frombuffer(surface.get_buffer().raw, "<u4").min()) >> 24 < 250
    return surface.get_colorkey() is not None


def _covering(whole: pygame.Surface, size: tuple[int, int]) -> pygame.Surface:
    """``whole`` scaled to cover ``size``, its middle, with an alpha channel for the corners."""
    width, height = whole.get_size()
    scale = max(size[0] / width, size[1] / height)
    across = min(width, max(1, round(size[0] / scale)))
    down = min(height, max(1, round(size[1] / scale)))
    part = whole.subsurface(((width - across) // 2, (height - down) // 2, across, down))
    return _deep(pygame.transform.smoothscale(part, size), pygame.SRCALPHA)


def _contained(whole: pygame.Surface, size: tuple[int, int]) -> pygame.Surface:
    width, height = whole.get_size()
    scale = min(size[0] / width, size[1] / height)
    inner = (max(1, round(width * scale)), max(1, round(height * scale)))
    surface = shapes.blank(size)
    at = ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2)
    surface.blit(pygame.transform.smoothscale(whole, inner), at, None, shapes.OVER)
    return surface


def _dim(surface: pygame.Surface) -> None:
    """Darken what is drawn, and leave what is transparent so."""
    keep = round(255 * DIMMED)
    surface.fill((keep, keep, keep, 255), special_flags=pygame.BLEND_RGBA_MULT)
