"""pygame beside pygame-ce."""

from __future__ import annotations

from pathlib import Path

import pytest

from stb.cli.clash import PygameClash, refuse_clash


def installed(place: Path, name: str) -> None:
    folder = place / f"{name.replace('-', '_')}-2.6.0.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 2.6.0\n")


def test_pygame_beside_pygame_ce_is_refused_with_what_to_do(tmp_path: Path) -> None:
    installed(tmp_path, "pygame")
    installed(tmp_path, "pygame-ce")

    with pytest.raises(PygameClash, match="pip uninstall -y pygame pygame-ce"):
        refuse_clash([str(tmp_path)])


def test_pygame_ce_alone_is_welcome(tmp_path: Path) -> None:
    installed(tmp_path, "pygame-ce")

    refuse_clash([str(tmp_path)])
