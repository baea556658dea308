from __future__ import annotations

import numpy as np
import pytest

from stb.adapters.screen.tones import PEAK, Sound, Tone, Tones, samples
from stb.model.key import Key


class Ear:
    def __init__(self) -> None:
        self.heard: list[Sound] = []

    def feed(self, sound: Sound) -> None:
        self.heard.append(sound)


@pytest.mark.parametrize("tone", Tone)
def test_a_tone_is_short_quiet_and_does_not_click(tone):
    sound = samples(tone)

    assert sound.shape[0] == 2
    assert sound.dtype == np.float32
    assert sound.shape[1] <= 48_000 * 0.26
    assert np.abs(sound).max() == pytest.approx(PEAK)
    assert np.abs(sound[:, [0, -1]]).max() < PEAK / 500


def test_no_two_tones_are_the_same():
    assert len({samples(tone).tobytes() for tone in Tone}) == len(Tone)


def test_a_key_sounds_once_however_long_it_is_held():
    ear = Ear()
    tones = Tones(ear)

    tones.press(Key.DOWN)
    tones.press(Key.DOWN, held=True)

    assert len(ear.heard) == 1


def test_the_keys_of_the_sound_itself_say_nothing():
    ear = Ear()

    Tones(ear).press(Key.VOLUME_UP)

    assert ear.heard == []


def test_tones_can_be_off():
    ear = Ear()
    tones = Tones(ear)
    tones.on = False

    tones.press(Key.OK)

    assert ear.heard == []
