"""Text from outside made fit for a screen: cleaned, and of bounded length.

Control codes could forge log lines, bidirectional overrides could make one
title read as another, private characters draw nothing; none has a place in a
name. Letters of every script stay as they are.
"""

from __future__ import annotations

import unicodedata

LINE = 300
"""Characters of a name or title."""

PROSE = 5_000
"""Characters of a description."""

_ZERO_WIDTH = frozenset("\u200b\u2060\ufeff\u00ad")
# Joiners spell words in some scripts and faces in emoji; they stay.
_JOINERS = frozenset("\u200c\u200d")
_GONE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_MOST_MARKS = 4
"""Marks on one letter; more is a way to draw over the lines above."""


def clean_line(text: str, *, longest: int = LINE) -> str:
    """``text`` as one line: no controls, single spaces, cut with an ellipsis."""
    if len(text) <= longest and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _cut(" ".join(_kept(text).split()), longest)


def clean_prose(text: str, *, longest: int = PROSE) -> str:
    """``text`` as lines, at most one empty line between two that are not."""
    lines = [" ".join(_kept(line).split()) for line in text[: 4 * longest].splitlines()]
    kept = [line for place, line in enumerate(lines) if line or (place and lines[place - 1])]
    return _cut("\n".join(kept).strip(), longest)


def decode_text(octets: bytes) -> str:
    """``octets`` as text: UTF-8 or UTF-16 by their mark, else UTF-8, else Windows-1252.

    Many files say one encoding and are written in another, so what they say
    is not asked. Bytes that 1252 does not have become U+FFFD.
    """
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if octets.startswith(mark):
            return octets.decode(name, errors="replace").removeprefix("\ufeff")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _kept(text: str) -> str:
    """``text`` without what has no place in a name; white space becomes a space."""
    if text.isascii() and text.isprintable():
        return text
    kept: list[str] = []
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Mn", "Me"):
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        if character.isspace():
            kept.append(" ")
        elif character in _JOINERS or (kind not in _GONE and character not in _ZERO_WIDTH):
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    return text[: longest - 1].rstrip() + "\u2026"
