"""The sound of a clip: a pure function of its name, which also is its code.

What a clip sounds like stands in its score: a scale, a pace, who plays, and
one or two textures (rain, a crowd, brushes) that are always clearly audible.
The texture follows the level of the music, so that every 1024 samples are
unlike any other 1024 samples, and correlating what came out of a box with
``clip_sound`` tells the sample that was on air, through AAC and all.

48 kHz stereo, float32 (2, samples), -23 LUFS over the clip. Nothing fades at
either end. The generator is numpy's PCG64, seeded by the clip's name.
"""

from __future__ import annotations

import zlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from stb.model.time import SAMPLE_RATE
from stb.studio.clips import clip_of_id
from stb.studio.loudness import TARGET_LUFS, conform
from stb.studio.score import Score
from stb.studio.synth import TEXTURES, VOICES, Rng, Wave, drift, speech

SAMPLES_PER_FRAME = SAMPLE_RATE // 25
TAIL = 8192
"""Samples that are made beyond the end, for the codec to run on into."""

VERSION = 1

Sound = npt.NDArray[np.float32]

SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "pentatonic": (0, 2, 4, 7, 9),
    "blues": (0, 3, 5, 6, 7, 10),
}


def clip_sound(clip_id: str, *, tail: int = 0) -> Sound:
    """The clip's samples, and ``tail`` (up to 8192) samples of continuation.

    Raises:
        KeyError: no clip has this name.
    """
    if not 0 <= tail <= TAIL:
        raise ValueError(f"a tail of {tail} samples; at most {TAIL}")
    clip = clip_of_id(clip_id)
    whole = _sound(clip_id)
    return whole[:, : clip.frames * SAMPLES_PER_FRAME + tail]


@lru_cache(maxsize=6)
def _sound(clip_id: str) -> Sound:
    clip = clip_of_id(clip_id)
    samples = clip.frames * SAMPLES_PER_FRAME + TAIL
    rng = np.random.Generator(np.random.PCG64(zlib.crc32(clip_id.encode())))
    music = _music(rng, clip.score, samples)
    texture = _textures(rng, clip.score, samples)
    sound = _laid_together(music, texture, clip.score.texture_share)
    sound = _without_rumble(sound)
    level = conform(sound.astype(np.float32))
    limited = (0.7 * np.tanh(level / 0.7)).astype(np.float32)
    return conform(limited, TARGET_LUFS + clip.score.trim)


# -- composing -------------------------------------------------------------------


def _music(rng: Rng, score: Score, samples: int) -> Wave:
    out = np.zeros((2, samples + SAMPLE_RATE * 4))
    length = samples / SAMPLE_RATE
    at, beat, degree = 0.01, 0, 0
    chord = 0
    steps = (0, 3, 4, 5, 1, 2)
    while at < length:
        pace = 60 / score.bpm * (1 + 0.10 * rng.normal() * 0.5)
        if beat % 4 == 0:
            chord = steps[int(rng.integers(0, len(steps)))] if beat else 0
            for part, voice in enumerate(score.backing):
                for k in (0, 2, 4):
                    note = VOICES[voice](rng, _pitch(score, chord + k) - 12, pace * 4.2)
                    _put(
                        out, note, at + 0.02 * rng.random(), 0.22, 0.3 + 0.4 * (k / 4) + part * 0.1
                    )
        if score.bass and rng.random() < 0.8:
            note = VOICES["bass"](rng, _pitch(score, chord) - 19 + 12 * (rng.random() < 0.3), pace)
            _put(out, note, at, 0.4, 0.5)
        parts = int(rng.choice(score.divisions))
        for part in range(parts):
            if rng.random() < score.density:
                degree = int(np.clip(degree + rng.integers(-2, 3), -4, 9))
                lead = score.lead[int(rng.integers(0, len(score.lead)))]
                long = pace / parts * (0.8 + 1.5 * rng.random())
                note = VOICES[lead](rng, _pitch(score, chord + degree) + 12, long)
                start = at + pace * part / parts + 0.012 * rng.normal()
                _put(out, note, start, 0.35 + 0.35 * rng.random(), 0.2 + 0.6 * rng.random())
        at += pace
        beat += 1
    _motif(rng, score, out, length)
    return out[:, :samples]


def _motif(rng: Rng, score: Score, out: Wave, length: float) -> None:
    """The advertiser's own few notes, played as the brand lands."""
    at = max(0.3, length - 3.2)
    for degree, beats in score.motif:
        long = beats * 60 / score.bpm
        for voice in ("bell", score.lead[0]):
            note = VOICES[voice](rng, _pitch(score, degree) + 12, long * 1.6)
            _put(out, note, at, 0.9, 0.5)
        at += long * (1 + 0.03 * rng.normal())


def _pitch(score: Score, degree: int) -> float:
    scale = SCALES[score.scale]
    octave, step = divmod(degree, len(scale))
    return score.root + 12 * octave + scale[step]


def _put(out: Wave, note: Wave, at: float, level: float, pan: float) -> None:
    start = max(0, int(at * SAMPLE_RATE))
    end = min(out.shape[1], start + len(note))
    if end > start:
        out[0, start:end] += level * np.cos(pan * np.pi / 2) * note[: end - start]
        out[1, start:end] += level * np.sin(pan * np.pi / 2) * note[: end - start]


def _textures(rng: Rng, score: Score, samples: int) -> Wave:
    out = np.zeros((2, samples))
    for name, level in score.textures:
        both = TEXTURES[name](rng, samples)
        for channel in (0, 1):
            own = TEXTURES[name](rng, samples)
            out[channel] += level * (0.75 * both + 0.55 * own)
    if score.voice:
        talk = speech(rng, samples, score.voice)
        out += score.voice_level * talk * (0.85 + 0.15 * drift(rng, samples, 2))
    return out


def _laid_together(music: Wave, texture: Wave, share: float) -> Wave:
    """Both, the texture never more than so far beneath the music at any moment."""
    music = music / (music.std() + 1e-9)
    texture = texture / (texture.std() + 1e-9)
    level = _envelope(music)
    bed = np.maximum(0.35, share * level)
    lift = bed / (0.25 + 0.75 * _envelope(texture))
    return np.asarray(music * 0.8 + texture * lift)


def _envelope(sound: Wave, width: int = 1200) -> Wave:
    power = np.concatenate([[0.0], np.cumsum((sound**2).mean(axis=0))])
    size = sound.shape[1]
    low = np.maximum(np.arange(size) - width // 2, 0)
    high = np.minimum(np.arange(size) + width // 2, size)
    return np.asarray(np.sqrt(np.maximum((power[high] - power[low]) / (high - low), 1e-12)))


def _without_rumble(sound: Wave) -> Wave:
    """Nothing under 90 Hz and little above 14 kHz, where the codec saves first."""
    size = 1 << (sound.shape[1] + 4096).bit_length()
    f = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    shape = 1 / (1 + (90 / np.maximum(f, 1)) ** 6) / (1 + (f / 14_000) ** 12)
    return np.asarray(np.fft.irfft(np.fft.rfft(sound, size) * shape, size)[:, : sound.shape[1]])
