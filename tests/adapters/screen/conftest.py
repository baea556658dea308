from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

os.environ["SDL_VIDEODRIVER"] = "dummy"
os.environ["SDL_AUDIODRIVER"] = "dummy"

from stb.adapters.screen.frames import Pixels
from stb.adapters.screen.painter import Painter
from stb.formats.picture_code import cells

ASSETS = Path(__file__).parents[3] / "assets"


@pytest.fixture(scope="session")
def assets() -> Path:
    return ASSETS


@pytest.fixture
def painter(assets: Path) -> Painter:
    return Painter((1280, 720), assets)


@pytest.fixture
def coded() -> Pixels:
    """A grey picture, BGRA, with a picture code along its bottom."""
    return with_code(np.full((720, 1280, 4), 90, dtype=np.uint8))


def with_code(picture: Pixels) -> Pixels:
    """The picture with a code in black and white in its last 36th."""
    height, width = picture.shape[:2]
    row = np.repeat(np.where(np.array(cells(7, 1234)), 255, 0).astype(np.uint8), width // 32)
    picture[height - height // 36 :, :, :3] = row[None, :, None]
    picture[..., 3:] = 255
    return picture
