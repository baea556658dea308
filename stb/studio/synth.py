"""Instruments and textures, each a function of a seeded generator and a length.

Nothing here is steady and nothing repeats: pitches glide and tremble, tempi
drift, textures are seeded noise under random envelopes. That is not only for
the ear: the sound of a clip is its own code (the sample on air is found by
correlation), so no two windows of it may look alike.

Sounds are float64 arrays at 48 kHz; pitches are MIDI numbers, times seconds.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from stb.model.time import SAMPLE_RATE

Wave = npt.NDArray[np.float64]
Rng = np.random.Generator


def hertz(pitch: float | Wave) -> Wave:
    """The frequency of MIDI pitches."""
    return np.asarray(440.0 * 2 ** ((pitch - 69) / 12))


# -- shaping -------------------------------------------------------------------


def band(rng: Rng, samples: int, low: float, high: float) -> Wave:
    """Noise between two frequencies with soft edges, RMS about one."""
    size = 1 << (samples - 1).bit_length()
    f = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    shape = 1 / (1 + (low / np.maximum(f, 1)) ** 4) / (1 + (f / high) ** 6)
    noise = np.fft.irfft(np.fft.rfft(rng.standard_normal(size)) * shape, size)[:samples]
    return np.asarray(noise / (noise.std() + 1e-9))


def drift(rng: Rng, samples: int, per_second: float) -> Wave:
    """A smooth random line between 0 and 1 with so many turns a second."""
    turns = max(4, int(samples / SAMPLE_RATE * per_second) + 4)
    knots = rng.random(turns)
    at = np.linspace(0, turns - 1.001, samples)
    i = at.astype(int)
    x = at - i
    x = x * x * (3 - 2 * x)
    return np.asarray(knots[i] * (1 - x) + knots[i + 1] * x)


def bursts(rng: Rng, samples: int, per_second: float, decay: float, attack: float = 0.002) -> Wave:
    """An envelope of random strokes: Poisson in time, uneven in strength."""
    count = max(1, int(samples / SAMPLE_RATE * per_second))
    line = np.zeros(samples)
    line[rng.integers(0, samples, count)] = 0.3 + 0.7 * rng.random(count)
    t = np.arange(int(SAMPLE_RATE * decay * 5)) / SAMPLE_RATE
    stroke = np.exp(-t / decay) * (1 - np.exp(-t / attack))
    size = 1 << (samples + len(stroke)).bit_length()
    both = np.fft.irfft(np.fft.rfft(line, size) * np.fft.rfft(stroke, size), size)
    return np.asarray(np.maximum(both[:samples], 0))


# -- instruments ---------------------------------------------------------------


def tone(
    rng: Rng,
    pitch: float,
    length: float,
    *,
    harmonics: tuple[float, ...],
    decay: float,
    attack: float = 0.006,
    glide: float = 0.3,
    tremble: float = 0.12,
    release: float = 0.05,
) -> Wave:
    """One note: it slides into its pitch, trembles, and dies away."""
    samples = int((length + release) * SAMPLE_RATE)
    t = np.arange(samples) / SAMPLE_RATE
    slide = rng.normal(0, glide) * np.exp(-t / (0.03 + 0.08 * rng.random()))
    rate = 4.5 + 2 * rng.random()
    shake = tremble * np.sin(2 * np.pi * rate * t * (1 + 0.1 * t) + 6.28 * rng.random())
    bend = slide + shake + rng.normal(0, 0.05)
    phase = 2 * np.pi * np.cumsum(hertz(pitch) * 2 ** (bend / 12)) / SAMPLE_RATE
    out = np.zeros(samples)
    for n, level in enumerate(harmonics, 1):
        if hertz(pitch) * n < 15_000:
            fade = np.exp(-t * (n - 1) * 0.6 / decay)
            out += level * fade * np.sin(n * phase + 6.28 * rng.random())
    envelope = (1 - np.exp(-t / attack)) * np.exp(-t / decay)
    envelope *= np.clip((length + release - t) / release, 0, 1)
    return np.asarray(out * envelope)


Voice = Callable[[Rng, float, float], Wave]


def _voice(
    harmonics: tuple[float, ...], decay: float, attack: float, glide: float, tremble: float
) -> Voice:
    def play(rng: Rng, pitch: float, length: float) -> Wave:
        return tone(
            rng,
            pitch,
            length,
            harmonics=harmonics,
            decay=decay,
            attack=attack,
            glide=glide,
            tremble=tremble,
        )

    return play


VOICES: dict[str, Voice] = {
    "pluck": _voice((1, 0.6, 0.4, 0.25, 0.15, 0.1), 0.35, 0.003, 0.15, 0.05),
    "marimba": _voice((1, 0.08, 0.05, 0.4), 0.22, 0.002, 0.1, 0.04),
    "bell": _voice((1, 0.1, 0.6, 0.05, 0.35, 0.2), 0.9, 0.002, 0.05, 0.06),
    "piano": _voice((1, 0.55, 0.3, 0.2, 0.12, 0.08, 0.05), 0.7, 0.003, 0.06, 0.03),
    "brass": _voice((0.8, 1, 0.9, 0.7, 0.5, 0.35, 0.25, 0.15), 1.2, 0.04, 0.5, 0.16),
    "strings": _voice((1, 0.7, 0.5, 0.35, 0.3, 0.2, 0.12), 2.5, 0.12, 0.3, 0.22),
    "flute": _voice((1, 0.25, 0.12, 0.05), 1.6, 0.05, 0.4, 0.25),
    "organ": _voice((1, 0.8, 0.1, 0.6, 0.05, 0.2), 3.0, 0.02, 0.15, 0.15),
    "synth": _voice((1, 0.5, 0.33, 0.25, 0.2, 0.17, 0.14, 0.12), 0.5, 0.004, 0.4, 0.1),
    "whistle": _voice((1, 0.06), 1.2, 0.04, 0.9, 0.35),
    "accordion": _voice((1, 0.7, 0.8, 0.4, 0.5, 0.3, 0.2, 0.15), 2.2, 0.05, 0.2, 0.3),
    "toy": _voice((1, 0, 0.5, 0, 0.3), 0.18, 0.002, 0.2, 0.05),
    "bass": _voice((1, 0.6, 0.3, 0.15), 0.4, 0.006, 0.3, 0.08),
}


def speech(rng: Rng, samples: int, pitch: float, pace: float = 4.5) -> Wave:
    """Somebody talking in no language: a tune of syllables with vowels and hisses."""
    out = np.zeros(samples)
    vowels = (
        (730, 1090, 2440),
        (270, 2290, 3010),
        (300, 870, 2240),
        (530, 1840, 2480),
        (570, 840, 2410),
        (440, 1020, 2240),
        (390, 1990, 2550),
    )
    at = 0.02 * SAMPLE_RATE
    line = drift(rng, samples, 0.9)
    while at < samples - SAMPLE_RATE // 4:
        length = int(SAMPLE_RATE * (0.7 + 0.7 * rng.random()) / pace)
        t = np.arange(length) / SAMPLE_RATE
        f0 = hertz(pitch + 5 * line[int(at)] - 2 * t / t[-1] + rng.normal(0, 0.7))
        phase = 2 * np.pi * np.cumsum(f0 * (1 + 0.012 * np.sin(31 * t) - 0.25 * t)) / SAMPLE_RATE
        a, b = (vowels[int(k)] for k in rng.integers(0, len(vowels), 2))
        mouth = np.clip(t / t[-1] * 1.6 - 0.3, 0, 1)
        body = np.zeros(length)
        for n in range(1, 24):
            level = np.zeros(length)
            for k, width in enumerate((90, 130, 190)):
                centre = a[k] * (1 - mouth) + b[k] * mouth
                level += np.exp(-(((f0 * n - centre) / width) ** 2)) * (1, 0.6, 0.3)[k]
            body += (level + 0.02 / n) * np.sin(n * phase)
        body *= np.sin(np.pi * np.clip(t / t[-1], 0, 1)) ** 0.6
        hiss = int(min(length, SAMPLE_RATE * 0.06))
        body[:hiss] += 0.25 * rng.random() * rng.standard_normal(hiss) * np.hanning(hiss)
        end = min(samples, int(at) + length)
        out[int(at) : end] += body[: end - int(at)] * (0.6 + 0.4 * rng.random())
        pause = 0.35 * rng.random() if rng.random() < 0.14 else 0.0
        at += length * 0.93 + pause * SAMPLE_RATE
    return np.asarray(out / (out.std() + 1e-9))


# -- textures --------------------------------------------------------------------


def _air(rng: Rng, samples: int) -> Wave:
    return band(rng, samples, 300, 5000) * (0.7 + 0.3 * drift(rng, samples, 3))


def _shaker(rng: Rng, samples: int) -> Wave:
    return band(rng, samples, 1500, 8000) * (0.25 + bursts(rng, samples, 7, 0.05, 0.012))


def _brushes(rng: Rng, samples: int) -> Wave:
    return band(rng, samples, 900, 6000) * (0.3 + bursts(rng, samples, 4, 0.13, 0.05))


def _crowd(rng: Rng, samples: int) -> Wave:
    body = band(rng, samples, 350, 2200) * (0.5 + 0.7 * drift(rng, samples, 0.8))
    return np.asarray(body + 0.35 * band(rng, samples, 900, 3500) * drift(rng, samples, 5))


def _applause(rng: Rng, samples: int) -> Wave:
    claps = band(rng, samples, 900, 4500) * (0.2 + bursts(rng, samples, 38, 0.012, 0.001))
    return np.asarray(claps * (0.5 + 0.6 * drift(rng, samples, 0.6)))


def _rain(rng: Rng, samples: int) -> Wave:
    drops = band(rng, samples, 2200, 7000) * bursts(rng, samples, 45, 0.006, 0.001)
    return np.asarray(0.6 * band(rng, samples, 700, 7000) + 0.8 * drops)


def _wind(rng: Rng, samples: int) -> Wave:
    gusts = drift(rng, samples, 0.7)
    low = band(rng, samples, 250, 900) * (0.3 + gusts)
    return np.asarray(low + band(rng, samples, 700, 2600) * gusts**2)


def _sea(rng: Rng, samples: int) -> Wave:
    swell = drift(rng, samples, 0.5) ** 1.5
    return np.asarray(
        band(rng, samples, 300, 1500) * (0.35 + swell)
        + 0.6 * band(rng, samples, 1500, 6000) * swell
    )


def _sizzle(rng: Rng, samples: int) -> Wave:
    return np.asarray(
        band(rng, samples, 2500, 8000)
        * (0.4 + 0.5 * drift(rng, samples, 2) + bursts(rng, samples, 25, 0.008))
    )


def _birds(rng: Rng, samples: int) -> Wave:
    out = 0.35 * band(rng, samples, 400, 3500) * (0.6 + 0.4 * drift(rng, samples, 1))
    for _ in range(int(samples / SAMPLE_RATE * 3.2)):
        start = int(rng.integers(0, max(1, samples - SAMPLE_RATE // 2)))
        for _ in range(int(rng.integers(1, 6))):
            length = int(SAMPLE_RATE * (0.04 + 0.08 * rng.random()))
            t = np.linspace(0, 1, length)
            f = 2200 + 2400 * rng.random() + 1400 * rng.normal() * (t - 0.5)
            end = min(samples, start + length)
            chirp = np.sin(2 * np.pi * np.cumsum(f) / SAMPLE_RATE) * np.sin(np.pi * t) ** 2
            out[start:end] += (0.5 + rng.random()) * chirp[: end - start]
            start = end + int(SAMPLE_RATE * 0.05 * rng.random())
            if start >= samples - 10:
                break
    return np.asarray(out)


def _rails(rng: Rng, samples: int) -> Wave:
    out = band(rng, samples, 150, 700) * (0.6 + 0.4 * drift(rng, samples, 3))
    click = np.zeros(samples)
    at = 0.1 * SAMPLE_RATE
    while at < samples:
        for lag in (0.0, 0.11 + 0.01 * rng.random()):
            i = int(at + lag * SAMPLE_RATE)
            if i < samples:
                click[i] = 0.7 + 0.5 * rng.random()
        at += SAMPLE_RATE * (0.62 + 0.1 * rng.random())
    t = np.arange(SAMPLE_RATE // 8) / SAMPLE_RATE
    size = 1 << (samples + SAMPLE_RATE).bit_length()
    ring = np.fft.irfft(np.fft.rfft(click, size) * np.fft.rfft(np.exp(-t / 0.03), size), size)
    clack = band(rng, samples, 500, 2600) * ring[:samples] * 2.2
    return np.asarray(out + clack + 0.4 * band(rng, samples, 900, 4000))


def _motor(rng: Rng, samples: int) -> Wave:
    revs = 60 + 70 * drift(rng, samples, 0.7)
    phase = 2 * np.pi * np.cumsum(revs) / SAMPLE_RATE
    hum = sum(np.sin(n * phase + n) / n for n in (2, 3, 4, 6, 9))
    return np.asarray(0.5 * hum + 0.9 * band(rng, samples, 300, 2500))


def _fizz(rng: Rng, samples: int) -> Wave:
    pops = band(rng, samples, 1800, 7000) * bursts(rng, samples, 60, 0.004, 0.0008)
    return np.asarray(pops * 1.4 + 0.35 * band(rng, samples, 2500, 8000))


def _babble(rng: Rng, samples: int) -> Wave:
    out = 0.4 * band(rng, samples, 300, 3000)
    for _ in range(4):
        out += 0.4 * speech(rng, samples, 46 + 14 * rng.random(), 3.5 + 2 * rng.random())
    return np.asarray(out)


def _city(rng: Rng, samples: int) -> Wave:
    return np.asarray(
        band(rng, samples, 200, 900) * (0.5 + 0.8 * drift(rng, samples, 0.6))
        + 0.5 * band(rng, samples, 800, 4000) * drift(rng, samples, 1.5)
    )


def _hall(rng: Rng, samples: int) -> Wave:
    return np.asarray(
        band(rng, samples, 250, 1800) * (0.5 + 0.5 * drift(rng, samples, 1.2))
        + 0.25 * bursts(rng, samples, 3, 0.05) * band(rng, samples, 600, 4000)
    )


TEXTURES: dict[str, Callable[[Rng, int], Wave]] = {
    "air": _air,
    "shaker": _shaker,
    "brushes": _brushes,
    "crowd": _crowd,
    "applause": _applause,
    "rain": _rain,
    "wind": _wind,
    "sea": _sea,
    "sizzle": _sizzle,
    "birds": _birds,
    "rails": _rails,
    "motor": _motor,
    "fizz": _fizz,
    "babble": _babble,
    "city": _city,
    "hall": _hall,
}
