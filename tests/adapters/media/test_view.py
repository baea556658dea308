"""Pictures for the screen."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from stb.adapters.media.reader import Shot
from stb.adapters.media.track import silence
from stb.adapters.media.view import Viewer


def shot(grey: int, *, width: int = 64, height: int = 36, aspect: Fraction | None = None) -> Shot:
    level = np.full((height, width, 3), grey, np.uint8)
    picture = av.VideoFrame.from_ndarray(level, format="rgb24")
    return Shot(0, picture, silence(1920), aspect or Fraction(width, height))


def test_a_picture_is_seen_at_its_own_height_and_in_its_true_shape() -> None:
    seen = Viewer().seen(shot(200, width=48, aspect=Fraction(16, 9)))

    assert seen is not None
    assert seen.shape == (36, 64, 4)
    assert seen[..., :3].min() > 195


def test_a_picture_stays_as_it_is_for_as_long_as_it_is_held() -> None:
    viewer = Viewer()

    held = [viewer.seen(shot(grey)) for grey in range(0, 240, 10)]

    levels = [int(seen[..., 0].max()) for seen in held if seen is not None]
    assert levels == list(range(0, 240, 10))


def test_where_nothing_is_on_air_nothing_is_seen() -> None:
    assert Viewer().seen(None) is None
