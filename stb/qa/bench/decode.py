"""Decoding: the box's reader beside PyAV bare, and beside ffmpeg where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av

from stb.adapters.media.probe import MediaFacts, probe
from stb.adapters.media.reader import read
from stb.adapters.media.source import FileMedia
from stb.adapters.media.still import keyframes
from stb.adapters.media.view import Viewer
from stb.model.time import PAL
from stb.qa.bench.figures import Row, at_least, at_most, in_turns, timed
from stb.qa.bench.scene import Setting

NO_FFMPEG = "ffmpeg, not installed"


def decode(setting: Setting) -> Iterator[Row]:
    """Processor time for a frame with its sound, on one thread."""
    path, frames = setting.film.file, setting.frames
    cpu, facts = setting.timers.cpu, probe(FileMedia(path))

    def ours() -> float:
        return timed(lambda: _ours(facts, path, frames), cpu) / frames * 1000

    def bare() -> float:
        return timed(lambda: bare_decode(path, frames), cpu) / frames * 1000

    def seen() -> float:
        return timed(lambda: _seen(facts, path, frames), cpu) / frames * 1000

    read_ms, bare_ms, seen_ms = in_turns(
        ours, bare, seen, timers=setting.timers, seconds=setting.seconds
    )
    yield Row("decode", "a frame of 720p25 and its sound", read_ms, "ms cpu", "PyAV bare",
              bare_ms)  # fmt: skip
    yield Row("decode", "the same, and as BGRA for the screen", seen_ms, "ms cpu",
              "decode, as above", read_ms, at_most(1.5))  # fmt: skip
    yield from _beside_ffmpeg(setting, path)


def speed(setting: Setting) -> Iterator[Row]:
    """How fast a programme runs through where nobody waits for it."""
    path, frames, wall = setting.film.file, setting.frames, setting.timers.wall
    facts = probe(FileMedia(path))

    def full() -> float:
        return frames / 25 / timed(lambda: _ours(facts, path, frames), wall)

    def bare() -> float:
        return frames / 25 / timed(lambda: bare_decode(path, frames), wall)

    def keys() -> float:
        whole = facts.frames / 25
        return whole / timed(lambda: sum(1 for _ in keyframes(FileMedia(path), facts)), wall)

    full_x, bare_x, keys_x = in_turns(
        full, bare, keys, timers=setting.timers, seconds=setting.seconds
    )
    yield Row("headless", "full decode", full_x, "x real time", "PyAV bare", bare_x,
              at_least(0.8))  # fmt: skip
    yield Row("headless", "keyframes only", keys_x, "x real time", "full decode", full_x,
              at_least(15))  # fmt: skip
    yield from _speed_of_ffmpeg(setting, path, facts)


def bare_decode(path: Path, frames: int) -> None:
    """Pictures and sound of the first ``frames`` frames, as PyAV gives them."""
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        video.codec_context.thread_count = 1
        pictures = 0
        for packet in container.demux(video, audio):
            for frame in packet.decode():
                pictures += isinstance(frame, av.VideoFrame)
            if pictures >= frames:
                return


def _ours(facts: MediaFacts, path: Path, frames: int) -> None:
    for _ in read(FileMedia(path), in_frame=0, frames=frames, play_rate=PAL, facts=facts):
        pass


def _seen(facts: MediaFacts, path: Path, frames: int) -> None:
    viewer = Viewer()
    for shot in read(FileMedia(path), in_frame=0, frames=frames, play_rate=PAL, facts=facts):
        viewer.seen(shot)


def _beside_ffmpeg(setting: Setting, path: Path) -> Iterator[Row]:
    """The whole reel once more beside the command, whose start is then small against it."""
    name = "a frame of 720p25 and its sound, whole reel"
    command = _ffmpeg(path)
    try:
        import resource
    except ImportError:  # Windows cannot tell what a child used
        command = None
    if command is None:
        yield Row("decode", name, None, "ms cpu", NO_FFMPEG, target=at_most(1.15))
        return
    frames, facts = setting.film.frames, probe(FileMedia(path))

    def children() -> float:
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    def theirs() -> float:
        return timed(lambda: subprocess.run(command, check=True), children) / frames * 1000

    def ours() -> float:
        return timed(lambda: _ours(facts, path, frames), setting.timers.cpu) / frames * 1000

    ours_ms, theirs_ms = in_turns(ours, theirs, timers=setting.timers, seconds=setting.seconds)
    yield Row("decode", name, ours_ms, "ms cpu", "ffmpeg, one thread", theirs_ms, at_most(1.15))


def _speed_of_ffmpeg(setting: Setting, path: Path, facts: MediaFacts) -> Iterator[Row]:
    """Both on one processor: ffmpeg has a thread for each stream and stage, whatever it is told."""
    name, command = "full decode, whole reel", _ffmpeg(path)
    if command is None:
        yield Row("headless", name, None, "x real time", NO_FFMPEG, target=at_least(0.8))
        return
    frames, wall = setting.film.frames, setting.timers.wall

    def theirs() -> float:
        return frames / 25 / timed(lambda: subprocess.run(command, check=True), wall)

    def ours() -> float:
        return frames / 25 / timed(lambda: _ours(facts, path, frames), wall)

    with _one_processor():
        ours_x, theirs_x = in_turns(ours, theirs, timers=setting.timers, seconds=setting.seconds)
    yield Row("headless", name, ours_x, "x real time", "ffmpeg, one processor", theirs_x,
              at_least(0.8))  # fmt: skip


@contextmanager
def _one_processor() -> Iterator[None]:
    """This thread and its children on one processor, where the system can do that."""
    if sys.platform != "linux":
        yield
        return
    whole = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(whole)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, whole)


def _ffmpeg(path: Path) -> list[str] | None:
    """The command that decodes all of a file on one thread, None where it is not installed."""
    found = shutil.which("ffmpeg")
    if found is None:
        return None
    one = ["-threads", "1", "-filter_threads", "1"]
    return [found, "-v", "error", *one, "-i", str(path), "-f", "null", "-"]
