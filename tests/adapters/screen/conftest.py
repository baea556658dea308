from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

from stb.adapters.screen.frames import Pixels
from stb.adapters.screen.painter import Painter

ASSETS = Path(__file__).parents[3] / "assets"


@pytest.fixture(scope="session")
def assets() -> Path:
    return ASSETS


@pytest.fixture
def painter(assets: Path) -> Painter:
    return Painter((1280, 720), assets)


@pytest.fixture
def coded() -> Pixels:
    """A grey picture, BGRA, with a code row in pure white along its bottom."""
    picture = np.full((720, 1280, 4), 90, dtype=np.uint8)
    picture[700:, :, :3] = 255
    picture[..., 3] = 255
    return picture
