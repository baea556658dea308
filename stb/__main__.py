"""`python -m stb` is the command `stb`."""

from __future__ import annotations

import sys

INTERRUPTED = 130


def main() -> int:
    """The command from its first import on, so that Ctrl-C is quiet then too."""
    try:
        from stb.cli import main as command

        return command()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
