"""The proof itself: it must see what is a sample or a frame off."""

from __future__ import annotations

import av
import numpy as np
import pytest

from stb.engine.events import OnAir
from stb.headend.catalogue import Catalogue
from stb.model.timeline import Source

from .conftest import Evening
from .proof import PER_FRAME, Taken, composed, heard, judge


@pytest.fixture(scope="module")
def decoded(catalogue: Catalogue) -> tuple[str, np.ndarray]:
    """A creative's sound, from its file."""
    creative = min(catalogue.creatives, key=lambda creative: creative.frames)
    with av.open(str(creative.file)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return creative.id, np.concatenate(blocks, axis=1)


def test_sound_in_its_place_is_found_there_in_every_window(decoded: tuple[str, np.ndarray]):
    clip, sound = decoded

    count, off = heard(sound[:, : 200 * PER_FRAME], composed(clip), 0)

    assert (count, off) == (376, [])


@pytest.mark.parametrize("late", [-1, 1, 7])
def test_sound_a_sample_off_its_place_shows_in_nearly_every_window(
    decoded: tuple[str, np.ndarray], late: int
):
    clip, sound = decoded

    count, off = heard(sound[:, 4096 : 200 * PER_FRAME], composed(clip), 4096 + late)

    assert len(off) > 0.8 * count


def test_a_frame_of_another_place_and_one_that_comes_twice_are_seen(evening: Evening):
    log = [OnAir(1000, Source.PROGRAMME, evening.id, 1000, 100)]
    taken = Taken()
    for frame, shown in ((1000, 1000), (1001, 1002), (1001, 1001)):
        taken.frames.append(frame)
        taken.codes.append(evening.broadcast.at(shown).code)
        taken.sounds.append(np.zeros((2, PER_FRAME), np.float32))

    wrong = judge(taken, log, evening.broadcast).wrong

    assert any(line.startswith("frame 1001: shows") for line in wrong)
    assert "frame 1001 twice" in wrong
    assert any("lag" in line for line in wrong)
