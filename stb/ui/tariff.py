"""The terms that an order is made under, as they stood on the screen.

The words come from the catalogue and are what is agreed to; their hash goes with the order. A
change in what they mean is a new `VERSION`.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from stb.model.report import Tariff

VERSION = 1


def tariff(shown: Iterable[str]) -> Tariff:
    """The terms of an order before which these words were shown, a line each."""
    return Tariff(VERSION, sha256("\n".join(shown).encode()).hexdigest())
