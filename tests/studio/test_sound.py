from __future__ import annotations

import numpy as np
import pytest

from stb.studio.clips import clip_of_id
from stb.studio.loudness import loudness
from stb.studio.sound import TAIL, clip_sound
from tests.studio.conftest import lag

SAMPLE = ("news-b", "gen-morgenrood", "opener-vesper", "eikenhaag-10")


@pytest.mark.parametrize("clip_id", SAMPLE)
def test_a_sound_is_as_long_as_its_clip_and_at_broadcast_level(clip_id):
    sound = clip_sound(clip_id)

    assert sound.shape == (2, clip_of_id(clip_id).frames * 1920)
    assert sound.dtype == np.float32
    assert loudness(sound) == pytest.approx(-23.0, abs=0.3)


def test_the_tail_goes_on_where_the_clip_ends():
    plain, longer = clip_sound("opener-vesper"), clip_sound("opener-vesper", tail=4096)

    assert longer.shape[1] == plain.shape[1] + 4096
    assert np.array_equal(longer[:, : plain.shape[1]], plain)
    assert np.abs(longer[:, plain.shape[1] :]).max() > 0.003


def test_a_tail_longer_than_is_made_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="at most"):
        clip_sound("opener-vesper", tail=TAIL + 1)


@pytest.mark.parametrize("clip_id", SAMPLE)
def test_no_window_is_silent_and_none_is_like_its_neighbours(clip_id):
    sound = clip_sound(clip_id, tail=2048)
    rng = np.random.Generator(np.random.PCG64(1))
    inner = sound.shape[1] - 1024 - 2048
    places = [2048, inner, *rng.integers(2048, inner, 20).tolist()]

    for at in places:
        window = sound[:, at : at + 1024]
        found, margin = lag(window, sound[:, at - 2048 : at + 1024 + 2048])
        assert np.sqrt((window**2).mean()) > 0.003
        assert found == 0
        assert margin > 0.05
