"""Pictures for the screen."""

from __future__ import annotations

from fractions import Fraction

import av
import numpy as np

from stb.adapters.media.reader import Shot
from stb.adapters.media.track import silence
from stb.adapters.media.view import MOST_SIZES, Viewer


def shot(grey: int, *, width: int = 64, height: int = 36, aspect: Fraction | None = None) -> Shot:
    level = np.full((height, width, 3), grey, np.uint8)
    picture = av.VideoFrame.from_ndarray(level, format="rgb24")
    return Shot(0, picture, silence(1920), aspect or Fraction(width, height))


def test_a_picture_is_seen_at_its_own_height_and_in_its_true_shape() -> None:
    seen = Viewer().seen(shot(200, width=48, aspect=Fraction(16, 9)))

    assert seen is not None
    assert seen.shape == (36, 64, 4)
    assert seen[..., :3].min() > 195


def test_a_picture_stays_whole_while_the_one_beneath_it_is_made() -> None:
    viewer = Viewer()

    for grey in (10, 90, 170):
        on_air, beneath = viewer.seen(shot(grey)), viewer.seen(shot(grey + 20))

        assert on_air is not None
        assert beneath is not None
        assert (on_air[..., 0] == grey).all()
        assert (beneath[..., 0] == grey + 20).all()


def test_memory_is_used_again_and_bounded_whatever_the_sizes() -> None:
    viewer = Viewer()

    rooms = {id(viewer.seen(shot(level))) for level in range(10)}
    for height in range(36, 36 + 4 * MOST_SIZES, 2):
        seen = viewer.seen(shot(50, height=height))

        assert seen is not None
        assert seen.shape[0] == height
    assert len(rooms) == 2


def test_where_nothing_is_on_air_nothing_is_seen() -> None:
    assert Viewer().seen(None) is None
