from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest

from stb.formats import picture_code

MEDIA = Path(__file__).parents[2] / "assets" / "media"

Luma = npt.NDArray[np.uint8]
Sound = npt.NDArray[np.float32]


@pytest.fixture(scope="session")
def media() -> Path:
    return MEDIA


@pytest.fixture(scope="session")
def catalogue() -> dict[str, Any]:
    written: dict[str, Any] = json.loads((MEDIA / "catalogue.json").read_text(encoding="utf-8"))
    return written


@pytest.fixture(scope="session")
def heard() -> Callable[[Path], Sound]:
    """All samples of a file, decoded once a session; float32 (2, samples)."""
    known: dict[Path, Sound] = {}

    def listen(path: Path) -> Sound:
        if path not in known:
            with av.open(str(path)) as source:
                known[path] = np.concatenate(
                    [frame.to_ndarray() for frame in source.decode(audio=0)], axis=1
                )
        return known[path]

    return listen


def luma(frame: av.VideoFrame) -> Luma:
    plane = frame.planes[0]
    rows = np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width]


def code_of(picture: Luma) -> tuple[int, int] | None:
    """What the row of cells along the bottom of a picture says."""
    height, width = picture.shape
    cell = width // picture_code.CELLS
    line = picture[height - height // picture_code.HEIGHT_FRACTION // 2]
    middle = line[: cell * picture_code.CELLS].reshape(-1, cell)[:, cell // 4 : -cell // 4]
    return picture_code.read([float(level) for level in middle.mean(axis=1)])


def lag(out: Sound, made: Sound, *, reach: int = 2048) -> tuple[int, float]:
    """Where in ``made`` a window of ``out`` lies best, in samples off its place.

    ``made`` is the place's own window with ``reach`` samples on either side.
    Also: how much better that is than the best place elsewhere.
    """
    window, around = out.mean(axis=0), made.mean(axis=0)
    power = np.convolve(around**2, np.ones(len(window)), "valid")
    likeness = np.correlate(around, window, "valid") / np.sqrt(power * (window**2).sum() + 1e-12)
    best = int(likeness.argmax())
    elsewhere = likeness.copy()
    elsewhere[max(0, best - 4) : best + 5] = -1
    return best - reach, float(likeness[best] - elsewhere.max())
