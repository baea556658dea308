from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from stb.adapters.media.sound import Silence, SmoothClock

PLAY = """
import sys, threading
import numpy as np
from stb.adapters.media.sound import SoundOut
out = SoundOut.open()
if not isinstance(out, SoundOut):
    sys.exit("silent: " + out.reason)
noise = np.random.default_rng(7).uniform(-0.9, 0.9, (2, 24000)).astype(np.float32)
positions = [out.position()]
for start in range(0, 24000, 1920):
    out.feed(noise[:, start : start + 1920])
while out.queued_frames():
    positions.append(out.position())
    threading.Event().wait(0.01)
threading.Event().wait(0.1)
positions.append(out.position())
out.close()
print(positions == sorted(positions), positions[-1])
"""


def run(code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """``code`` in a process of its own, since SDL's driver is chosen once in each."""
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=60,
        cwd=Path(__file__).parents[3],
    )


def test_what_is_fed_is_played_sample_for_sample(tmp_path: Path) -> None:
    file = tmp_path / "played.raw"

    done = run(PLAY, SDL_AUDIODRIVER="disk", SDL_DISKAUDIOFILE=str(file))

    assert done.stdout.split() == ["True", "0.5"], done.stderr
    played = np.frombuffer(file.read_bytes(), "<f4").reshape(-1, 2).T
    fed = np.random.default_rng(7).uniform(-0.9, 0.9, (2, 24_000)).astype(np.float32)
    first = int(np.flatnonzero(played[0])[0])
    assert np.array_equal(played[:, first : first + 24_000], fed)


def test_a_machine_without_a_sound_card_is_silent_and_says_why() -> None:
    done = run(PLAY, SDL_AUDIODRIVER="nonsense")

    assert done.stderr.strip().endswith("not available")
    assert "silent: " in done.stderr


def test_silence_keeps_the_time_of_what_was_fed() -> None:
    now = [100.0]
    silence = Silence("no card", lambda: now[0])
    silence.feed(np.zeros((2, 48_000), np.float32))

    now[0] += 0.25
    quarter = silence.position(), silence.queued_frames()
    silence.pause()
    now[0] += 5
    paused = silence.position()
    silence.resume()
    now[0] += 5
    dry = silence.position(), silence.queued_frames()

    assert quarter == (0.25, 36_000)
    assert paused == 0.25
    assert dry == (1.0, 0)


def test_silence_forgets_what_is_flushed() -> None:
    now = [0.0]
    silence = Silence("no card", lambda: now[0])
    silence.feed(np.zeros((2, 48_000), np.float32))
    now[0] += 0.5

    silence.flush()

    assert (silence.position(), silence.queued_frames()) == (0.5, 0)


def test_the_clock_of_a_device_that_moves_in_blocks_runs_evenly() -> None:
    clock = SmoothClock()
    block = 1024 / 48_000
    times = [n / 1000 for n in range(2000)]

    heard = [clock.position(int(t / block) * block, t) for t in times]

    steps = np.diff(heard[500:])
    assert steps.min() >= 0
    assert steps.max() < 0.003
    assert max(abs(h - t) for h, t in zip(heard[500:], times[500:], strict=True)) < block


@pytest.mark.parametrize("reads_a_frame", [1, 4])
@pytest.mark.parametrize("speed", [1.0, 0.98, 1.02])
def test_frames_by_that_clock_are_even_to_a_millisecond_and_stay_with_the_device(
    reads_a_frame: int, speed: float
) -> None:
    clock = SmoothClock()
    block = 1024 / 48_000
    times = [n * 0.04 / reads_a_frame for n in range(2500 * reads_a_frame)]

    heard = [clock.position(int(t * speed / block) * block, t) for t in times]

    frames = np.diff(heard[::reads_a_frame][100:])
    assert np.abs(frames - 0.04 * speed).max() < 0.001
    assert max(abs(h - t * speed) for h, t in zip(heard, times, strict=True)) < 2 * block


def test_the_clock_jumps_to_where_a_stall_left_the_device() -> None:
    clock = SmoothClock()
    clock.position(1.0, 10.0)

    stalled = clock.position(1.0, 10.5)

    assert stalled == pytest.approx(1.0)
