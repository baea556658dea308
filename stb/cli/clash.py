"""`pygame` and `pygame-ce` are two packages with one import name; only one may be installed.

Whichever came last has overwritten the files of the other, so what `import pygame` gives is a
mixture; better to say so at the start than to crash in the middle of a programme.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import metadata

from stb.errors import RefusedError


class PygameClash(RefusedError):
    """The package `pygame` is installed beside pygame-ce."""

    code = "install.pygame"

    def __init__(self) -> None:
        super().__init__(
            "the package pygame is installed beside pygame-ce and overwrites it: "
            "`pip uninstall -y pygame pygame-ce`, then `pip install pygame-ce`"
        )


def refuse_clash(path: Sequence[str] | None = None) -> None:
    """Pass in silence unless both packages are on ``path``, by default where imports look.

    Raises:
        PygameClash: they are.
    """
    if any(metadata.distributions(name="pygame", path=list(sys.path if path is None else path))):
        raise PygameClash
