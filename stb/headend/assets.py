"""Where the operator's own facts and media are, in a checkout and in an installed wheel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def find_assets() -> Path:
    """The folder ``assets`` beside the package, or inside it once installed.

    Raises:
        FileNotFoundError: neither is there.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "assets", package.parent / "assets"):
        if (folder / "headend").is_dir():
            return folder
    raise FileNotFoundError(f"no folder assets beside {package}")


def read_json(path: Path) -> Any:
    """The value in a JSON file of ours."""
    return json.loads(path.read_text(encoding="utf-8"))
