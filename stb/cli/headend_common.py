"""What the verbs of the operator's side share: his folder, and the forms of their arguments."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Callable, Sequence
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from stb.adapters.language import ZONE
from stb.cli import options
from stb.errors import InputError

if TYPE_CHECKING:
    from stb.headend.catalogue import Catalogue
    from stb.headend.repository import Repository
    from stb.model.time import FrameRate

_ID = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~:-")
NONE = "none"


class NoSuchFile(InputError):
    """A file that was named cannot be read."""

    code = "input.file"


def existing(path: Path) -> Path:
    """``path``, if there is such a file.

    Raises:
        NoSuchFile: there is none.
    """
    if not path.is_file():
        raise NoSuchFile(f"no file {path}")
    return path


def folder(arguments: Namespace) -> Path:
    """Where the head-end keeps its state."""
    return options.data_folder(arguments) / "headend"


def repository(arguments: Namespace) -> Repository:
    """The operator's bundles, with our material where it is installed."""
    from stb.headend.assets import find_assets
    from stb.headend.repository import Repository

    assets = find_assets()
    return Repository(folder(arguments), assets=assets, catalogue=_catalogue(assets))


def _catalogue(assets: Path) -> Catalogue:
    """Our own material; whoever books spots of his own can do without."""
    from stb.headend.catalogue import Catalogue, NoMaterial, read_catalogue

    try:
        return read_catalogue(assets)
    except NoMaterial:
        return Catalogue((), (), ())


def gain(decibels: float) -> str:
    """A gain for people; a hundredth below nothing is nothing."""
    return f"{round(decibels, 1) + 0.0:+.1f} dB"


# -- forms of arguments ------------------------------------------------------------------


def name(text: str) -> str:
    """The name of a segment, which is part of a target's path."""
    if not text.isascii() or not text.replace("-", "").isalnum() or text != text.lower():
        raise argparse.ArgumentTypeError(
            f"not a name of small letters, digits and hyphens: {text!r}"
        )
    return text


def campaign_id(text: str) -> str:
    if not text.isascii() or not text[:1].isalnum() or not set(text) <= _ID or len(text) > 128:
        raise argparse.ArgumentTypeError(f"not an id of letters, digits and . _ ~ : -: {text}")
    return text


def at_most(most: int) -> Callable[[str], int]:
    """A count no greater than a manifest may state."""

    def up_to(text: str) -> int:
        if count(text) > most:
            raise argparse.ArgumentTypeError(f"not a count up to {most}: {text}")
        return int(text)

    return up_to


def count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text) > 100_000_000:
        raise argparse.ArgumentTypeError(f"not a count: {text}")
    return int(text)


def share(text: str) -> Fraction:
    """A share from 0 to 1: 0.25, 1/4 or 25%."""
    try:
        found = Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(
            f"not a share from 0 to 1, or of 0% to 100%: {text}"
        ) from None
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"not a share from 0 to 1, or of 0% to 100%: {text}")
    return found


def seconds(text: str) -> Fraction:
    """A length in seconds, exactly: 20 or 19.96."""
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"not a length in seconds: {text}") from None
    if not 0 < found <= 3600:
        raise argparse.ArgumentTypeError(f"not a length of up to an hour, in seconds: {text}")
    return found


def rate(text: str) -> FrameRate:
    """Frames a second: 25, 30000/1001, or 29.97 for that."""
    from stb.model.time import FILM, HD60, NTSC, FrameRate

    usual = {"23.976": FILM, "29.97": NTSC, "59.94": HD60}
    if text in usual:
        return usual[text]
    try:
        found = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise argparse.ArgumentTypeError(f"not a rate such as 25 or 30000/1001: {text}") from None
    if not 1 <= found <= 240:
        raise argparse.ArgumentTypeError(f"not a rate from 1 to 240: {text}")
    return FrameRate(found.numerator, found.denominator)


def moment_or_none(text: str) -> datetime | None:
    """A time, or the word none."""
    return None if text == NONE else options.moment(text)


# -- words -------------------------------------------------------------------------------


def day(at: datetime) -> str:
    """A moment in Dutch time; of midnight only the day."""
    local = at.astimezone(ZONE)
    return f"{local:%Y-%m-%d}" if not local.hour and not local.minute else f"{local:%Y-%m-%d %H:%M}"


def many(number: int, what: str) -> str:
    """``number`` things: 1 spot, 2 spots."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def per(span: str) -> str:
    """A bound's span: a day, an hour, in a lifetime."""
    return {"hour": "an hour", "lifetime": "in a lifetime"}.get(span, f"a {span}")


def size(octets: int) -> str:
    """Bytes as people read them."""
    if octets < 1000:
        return f"{octets} bytes"
    return f"{octets / 1e3:.1f} kB" if octets < 1_000_000 else f"{octets / 1e6:.1f} MB"


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as their widest, two spaces apart."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
