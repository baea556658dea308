"""Every screen in words, in Dutch: a change of a screen is read here before it is seen.

Rewritten by `pytest tests/ui/test_golden.py --snapshot-update`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from stb.adapters.language import words
from stb.ui.scene import dump
from tests.ui import walk, world

SAY = words(Path(__file__).parents[2] / "assets", "nl")
GALLERY = walk.gallery(world.context("nl", say=SAY, extras=walk.EXTRAS))


@pytest.mark.parametrize("name", GALLERY)
def test_a_screen_says_what_it_said(name: str, snapshot: SnapshotAssertion):
    assert dump(GALLERY[name]().scene) == snapshot
