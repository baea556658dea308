"""`python -m stb` is the command `stb`."""

from __future__ import annotations

import sys

from stb.cli import main

if __name__ == "__main__":
    sys.exit(main())
