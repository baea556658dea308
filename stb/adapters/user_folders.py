"""The user's own folders, as this machine wants them."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def data() -> Path:
    """The folder for all state of box and head-end unless `--data` names another; may not exist."""
    return platformdirs.user_data_path("stb", appauthor=False)
