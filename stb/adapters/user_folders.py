"""The user's own folders, as this machine wants them."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def data() -> Path:
    """The folder for all state of box and head-end unless `--data` names another; may not exist."""
    return platformdirs.user_data_path("stb", appauthor=False)


def verdicts(data: Path) -> Path:
    """Where verdicts on creatives are kept for the state in ``data``.

    STB_VERDICTS names one place for all: fresh boxes, as in tests, then decode nothing that
    another has decoded on this machine.
    """
    named = os.environ.get("STB_VERDICTS", "")
    return Path(named) if named else data / "verdicts"
