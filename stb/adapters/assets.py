"""Where our material lies: `assets/` in a checkout, `stb/assets/` in an installed wheel."""

from __future__ import annotations

from pathlib import Path

from stb.errors import UnavailableError


class NoAssets(UnavailableError):
    """The material is not where this installation should have it."""

    code = "assets.missing"


def folder() -> Path:
    """The folder with fonts, logos, clips and demo households.

    Raises:
        NoAssets: the installation is not whole.
    """
    package = Path(__file__).resolve().parents[1]
    for candidate in (package / "assets", package.parent / "assets"):
        if candidate.is_dir():
            return candidate
    raise NoAssets(f"no assets in {package} or beside it: install the box again")
