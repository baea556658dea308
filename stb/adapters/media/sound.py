"""Sound out: samples queued to SDL, and the clock of what has been heard.

SDL takes queued samples by itself (no Python in the audio thread), so a busy
interpreter cannot make it stutter. The library is the one that pygame-ce brings
along, called through ctypes. Heard = fed - queued, which moves in blocks of 21 ms
and is smoothed with the machine's counter. Without a sound card there is
`Silence`, which keeps time just the same.

SDL_AUDIODRIVER=disk writes what is played, sample for sample, as float32 to
SDL_DISKAUDIOFILE; SDL_AUDIODRIVER=dummy plays to nobody.
"""

from __future__ import annotations

import ctypes
import importlib.util
import logging
import time
from collections.abc import Callable, Iterator
from ctypes.util import find_library
from pathlib import Path
from typing import Final

import numpy as np

from stb.adapters.media.track import Sound
from stb.model.time import SAMPLE_RATE

Counter = Callable[[], float]

_log = logging.getLogger(__name__)

_INIT_AUDIO: Final = 0x10
_FLOAT32_LITTLE: Final = 0x8120
_BLOCK: Final = 1024
_BYTES: Final = 8
"""One sample of two channels in float32."""

_SLACK_S: Final = 0.06
_PULL_S: Final = 1.0
"""In so long most of a difference is made good: slowly, or the blocks would show in the pace."""


class NoSound(Exception):  # never leaves this module: it becomes Silence
    """SDL's library is not found, or it has no device to open."""


class SmoothClock:
    """Evens out a position that advances in blocks.

    It follows the counter, is drawn to the raw position, jumps where the two are
    more than 60 ms apart, and never runs back except by a jump.
    """

    def __init__(self) -> None:
        self._at: float | None = None
        self._read_at = 0.0

    def reset(self) -> None:
        self._at = None

    def position(self, raw_s: float, now_s: float) -> float:
        """The smoothed position in seconds for the raw one, read at ``now_s``."""
        before = self._at
        if before is None:
            self._at = raw_s
        else:
            passed = now_s - self._read_at
            ahead = before + passed - raw_s
            pulled = passed * (1 - ahead / _PULL_S)
            self._at = raw_s if abs(ahead) > _SLACK_S else before + max(0.0, pulled)
        self._read_at = now_s
        return self._at


class SoundOut:
    """An open device for float32 stereo at 48 kHz. For one thread."""

    def __init__(self, sdl: ctypes.CDLL, device: int, counter: Counter) -> None:
        self._sdl = sdl
        self._device = device
        self._counter = counter
        self._fed = 0
        self._paused = False
        self._clock = SmoothClock()
        self.volume = 1.0

    @staticmethod
    def open(counter: Counter = time.perf_counter) -> SoundOut | Silence:
        """The default device, or silence with the reason in its ``reason``."""
        try:
            sdl = _library()
            return SoundOut(sdl, _device(sdl), counter)
        except (NoSound, OSError, AttributeError) as error:
            _log.warning("no sound: %s", error)
            return Silence(str(error), counter)

    def feed(self, sound: Sound) -> None:
        """Queue ``sound``: float32, (2, samples). Louder than full scale is clipped."""
        loud = np.clip(sound * np.float32(self.volume), -1, 1)
        block = np.ascontiguousarray(loud.T, "<f4").tobytes()
        if self._sdl.SDL_QueueAudio(self._device, block, len(block)) == 0:
            self._fed += sound.shape[1]

    def queued_frames(self) -> int:
        """Samples that were fed and not yet played."""
        return int(self._sdl.SDL_GetQueuedAudioSize(self._device)) // _BYTES

    def unheard(self) -> float:
        """Samples that were fed and not yet heard, smoothed: no blocks show in it."""
        return self._fed - self.position() * SAMPLE_RATE

    def position(self) -> float:
        """Seconds heard since the opening, smoothed; stands still when paused or dry."""
        queued = self.queued_frames()
        raw = (self._fed - queued) / SAMPLE_RATE
        if self._paused or queued == 0:
            self._clock.reset()
            return raw
        return min(self._clock.position(raw, self._counter()), self._fed / SAMPLE_RATE)

    def flush(self) -> None:
        """Forget what is queued; what was heard stays heard."""
        queued = self.queued_frames()
        self._sdl.SDL_ClearQueuedAudio(self._device)
        self._fed -= queued
        self._clock.reset()

    def pause(self) -> None:
        self._paused = True
        self._sdl.SDL_PauseAudioDevice(self._device, 1)

    def resume(self) -> None:
        self._paused = False
        self._clock.reset()
        self._sdl.SDL_PauseAudioDevice(self._device, 0)

    def close(self) -> None:
        if self._device:
            self._sdl.SDL_CloseAudioDevice(self._device)
            self._sdl.SDL_QuitSubSystem(_INIT_AUDIO)
            self._device = 0


class Silence:
    """Keeps the time of a device that nobody hears. ``reason`` says why."""

    def __init__(self, reason: str, counter: Counter = time.perf_counter) -> None:
        self.reason = reason
        self.volume = 1.0
        self._counter = counter
        self._fed = 0
        self._heard = 0.0
        self._read_at = counter()
        self._paused = False

    def feed(self, sound: Sound) -> None:
        self._advance()
        self._fed += sound.shape[1]

    def queued_frames(self) -> int:
        self._advance()
        return self._fed - int(self._heard * SAMPLE_RATE)

    def unheard(self) -> float:
        """Samples that were fed and would not yet be heard."""
        self._advance()
        return self._fed - self._heard * SAMPLE_RATE

    def position(self) -> float:
        self._advance()
        return self._heard

    def flush(self) -> None:
        self._advance()
        self._fed = int(self._heard * SAMPLE_RATE)

    def pause(self) -> None:
        self._advance()
        self._paused = True

    def resume(self) -> None:
        self._advance()
        self._paused = False

    def close(self) -> None:
        """There is nothing to close."""

    def _advance(self) -> None:
        now = self._counter()
        if not self._paused:
            self._heard = min(self._heard + now - self._read_at, self._fed / SAMPLE_RATE)
        self._read_at = now


class _Spec(ctypes.Structure):
    """SDL_AudioSpec of SDL 2."""

    _fields_ = (
        ("freq", ctypes.c_int),
        ("format", ctypes.c_uint16),
        ("channels", ctypes.c_uint8),
        ("silence", ctypes.c_uint8),
        ("samples", ctypes.c_uint16),
        ("padding", ctypes.c_uint16),
        ("size", ctypes.c_uint32),
        ("callback", ctypes.c_void_p),
        ("userdata", ctypes.c_void_p),
    )


def _library() -> ctypes.CDLL:
    tried: list[str] = []
    for place in _places():
        tried.append(place)
        try:
            sdl = ctypes.CDLL(place)
            _declare(sdl)
        except (OSError, AttributeError):
            continue
        return sdl
    raise NoSound(f"SDL2 not found, tried: {', '.join(tried) or 'nothing'}")


def _places() -> Iterator[str]:
    """Where SDL2 may lie: beside pygame first, on Linux, macOS and Windows."""
    found = importlib.util.find_spec("pygame")
    if found is not None and found.origin is not None:
        package = Path(found.origin).parent
        for folder, pattern in (
            (package.parent / "pygame_ce.libs", "libSDL2-2*.so*"),
            (package.parent / "pygame_ce.dylibs", "libSDL2-2*.dylib"),
            (package / ".dylibs", "libSDL2-2*.dylib"),
            (package, "SDL2.dll"),
            (package.parent / "pygame_ce.libs", "SDL2*.dll"),
        ):
            yield from (str(path) for path in sorted(folder.glob(pattern)))
    system = find_library("SDL2") or find_library("SDL2-2.0")
    if system is not None:
        yield system


def _declare(sdl: ctypes.CDLL) -> None:
    sdl.SDL_OpenAudioDevice.argtypes = (
        ctypes.c_char_p,
        ctypes.c_int,
        ctypes.c_void_p,
        ctypes.c_void_p,
        ctypes.c_int,
    )
    sdl.SDL_OpenAudioDevice.restype = ctypes.c_uint32
    sdl.SDL_QueueAudio.argtypes = (ctypes.c_uint32, ctypes.c_char_p, ctypes.c_uint32)
    sdl.SDL_GetQueuedAudioSize.argtypes = (ctypes.c_uint32,)
    sdl.SDL_GetQueuedAudioSize.restype = ctypes.c_uint32
    sdl.SDL_ClearQueuedAudio.argtypes = (ctypes.c_uint32,)
    sdl.SDL_PauseAudioDevice.argtypes = (ctypes.c_uint32, ctypes.c_int)
    sdl.SDL_CloseAudioDevice.argtypes = (ctypes.c_uint32,)
    sdl.SDL_GetError.restype = ctypes.c_char_p


def _device(sdl: ctypes.CDLL) -> int:
    if sdl.SDL_InitSubSystem(_INIT_AUDIO) != 0:
        raise NoSound(_reason(sdl))
    wanted = _Spec(SAMPLE_RATE, _FLOAT32_LITTLE, 2, 0, _BLOCK, 0, 0, None, None)
    got = _Spec()
    # No change allowed: SDL converts for the card, so the queue is always ours.
    device = sdl.SDL_OpenAudioDevice(None, 0, ctypes.byref(wanted), ctypes.byref(got), 0)
    if not device:
        reason = _reason(sdl)
        sdl.SDL_QuitSubSystem(_INIT_AUDIO)
        raise NoSound(reason)
    sdl.SDL_PauseAudioDevice(device, 0)
    return int(device)


def _reason(sdl: ctypes.CDLL) -> str:
    said = sdl.SDL_GetError()
    return (said or b"").decode(errors="replace") or "no sound device"
