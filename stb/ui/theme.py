"""Colours and type of the screens, as values: what television asks three metres away.

Sizes are design pixels (1080 lines); nothing is under 28. Two weights of one
family, and a monospaced one for figures that must stand in columns. Light text
is not pure white and the ground is not pure black; one warm accent says focus
and progress, one quiet blue says "seen before" (catch-up). A colour carries
its opacity, because a panel is glass: the programme goes on behind it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue from 0 to 255; opacity from 0 to 1."""

    r: int
    g: int
    b: int
    a: float = 1.0

    def over(self, ground: Colour) -> Colour:
        """This colour laid over an opaque ``ground``."""
        mixed = (
            round(top * self.a + below * (1 - self.a))
            for top, below in ((self.r, ground.r), (self.g, ground.g), (self.b, ground.b))
        )
        return Colour(*mixed)


@dataclass(frozen=True, slots=True)
class Style:
    """A cut of type: the file in assets/fonts, its size, and the distance of two lines."""

    font: str
    size: int
    leading: int


def _hex(value: int, opacity: float = 1.0) -> Colour:
    return Colour(value >> 16 & 255, value >> 8 & 255, value & 255, opacity)


COLOURS: dict[str, Colour] = {
    # grounds
    "night": _hex(0x080B10),
    "glass": _hex(0x0C1016, 0.955),
    "glass-deep": _hex(0x0C1016, 0.97),
    "raised": _hex(0x27303D, 0.92),
    "cell": _hex(0x1D2530, 0.96),
    "cell-now": _hex(0x2C3848, 0.98),
    "cell-past": _hex(0x151B24, 0.94),
    "skeleton": _hex(0x2A3340, 0.75),
    "plate": _hex(0xF2F4F7),
    "track": _hex(0x4A5666, 0.90),
    "divider": _hex(0xF2F4F7, 0.14),
    # text
    "text": _hex(0xF2F4F7),
    "muted": _hex(0xB3BECC),
    "ink": _hex(0x0C1016),
    "ink-muted": _hex(0x45505E),
    # signals
    "accent": _hex(0xFFB54C),
    "accent-soft": _hex(0xFFB54C, 0.55),
    "catch-up": _hex(0x86C8DC),
    "break": _hex(0x9AA7B8),
    "warn": _hex(0xFFC46B),
    # the four keys
    "red": _hex(0xE5554F),
    "green": _hex(0x4DAF6A),
    "yellow": _hex(0xE9C94A),
    "blue": _hex(0x4F8BE0),
}

_REGULAR, _STRONG, _MONO = "Inter-Regular.otf", "Inter-SemiBold.otf", "JetBrainsMono-Regular.ttf"

STYLES: dict[str, Style] = {
    "small": Style(_REGULAR, 28, 38),
    "small-strong": Style(_STRONG, 28, 38),
    "body": Style(_REGULAR, 32, 44),
    "body-strong": Style(_STRONG, 32, 44),
    "lead": Style(_REGULAR, 37, 52),
    "lead-strong": Style(_STRONG, 37, 52),
    "row": Style(_STRONG, 38, 48),
    "heading": Style(_STRONG, 48, 58),
    "title": Style(_STRONG, 60, 70),
    "number": Style(_STRONG, 88, 96),
    "digits": Style(_STRONG, 104, 112),
    "clock": Style(_REGULAR, 44, 52),
    "night-clock": Style(_REGULAR, 168, 184),
    "mono": Style(_MONO, 28, 36),
}

ICONS = frozenset(
    {
        "play", "pause", "stop", "rewind", "forward", "replay", "check", "clock", "lock", "info",
        "warning", "volume", "mute", "left", "right", "up", "down", "red", "green", "yellow",
        "blue", "switch-on", "switch-off", "dot", "circle", "power", "offline", "group", "sent",
        "spot", "film", "game", "guide", "keys", "shield", "store", "code",
        "rating-AL", "rating-6", "rating-9", "rating-12", "rating-14", "rating-16", "rating-18",
        "content-violence", "content-fear", "content-sex", "content-discrimination",
        "content-drugs", "content-language",
    }
)  # fmt: skip
"""Every sign the screens ask for; a presenter that lacks one draws nothing in its place."""


def contrast(text: Colour, ground: Colour) -> float:
    """The contrast ratio of WCAG 2.2 between two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    return (
        0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b)
    )  # fmt: skip
