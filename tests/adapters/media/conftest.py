from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import pytest

from tests.adapters.media.clips import Clip, make


@pytest.fixture(scope="session", autouse=True)
def quiet_ffmpeg() -> None:
    av.logging.set_level(None)


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="session")
def made(clip_folder: Path) -> Callable[[Clip], Path]:
    """Makes a clip, once in a session."""
    return lambda clip: make(clip, clip_folder)
