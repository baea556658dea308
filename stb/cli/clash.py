"""`pygame` and `pygame-ce` are two packages with one import name; only one may be installed.

Whichever came last has overwritten the files of the other, so what `import pygame` gives is a
mixture; better to say so at the start than to crash in the middle of a programme.
"""

from __future__ import annotations

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


def refuse_clash() -> None:
    """Pass in silence unless both packages are here.

    Raises:
        PygameClash: they are.
    """
    try:
        metadata.distribution("pygame")
    except metadata.PackageNotFoundError:
        return
    raise PygameClash
