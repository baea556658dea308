"""A spot in the house format: encoded anew, to the frame, at the right loudness.

A picture of the result is the one that the source showed at that time, by its
stamps; so any steady or unsteady rate becomes the service's, and lengths stay.
The sound is brought to -23 LUFS by one gain for all of it. Only where its true
peak would then pass -1 dBTP, the peaks are limited; coding moves them as well, so
what counts is measured behind the encoder.

Nothing is invented: a length is cut, never stretched; damage is refused.
Source: EBU R 128 s1; `house` for the format.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.error import FFmpegError

from stb.errors import InputError
from stb.headend.house import HEIGHT, WIDTH, as_coded, blocks, write_house
from stb.headend.judge import LIMITS
from stb.headend.loudness import Mixer, Waves
from stb.headend.measure import Tell, opened, untold
from stb.headend.measured import MOST_GAIN_DB, TARGET_LUFS, Loudness, Measured, Picture
from stb.model.time import SAMPLE_RATE, FrameRate

_NEAR_LU = 0.1
_TRIES = 5
_HEADROOM_DB = 0.3
"""So far below the limit is limited: the encoder rounds peaks up a little."""

_OVER = 4
"""Peaks are limited at so many times the rate, as they are measured."""


class CannotConform(InputError):
    """A spot that is not made right by encoding it anew."""

    code = "conform.cannot"


@dataclass(frozen=True, slots=True)
class Level:
    """``limit_dbtp``: where peaks are limited, None where one gain does."""

    gain_db: float = 0.0
    limit_dbtp: float | None = None


def conform(
    path: Path,
    out: Path,
    measured: Measured,
    *,
    rate: FrameRate,
    frames: int,
    tell: Tell = untold,
) -> tuple[str, ...]:
    """Write ``path`` to ``out`` with ``frames`` frames at ``rate``; what was done, in words.

    Raises:
        CannotConform: it is damaged, too short, or of a kind that encoding does not mend.
    """
    _refuse(path, measured, rate=rate, frames=frames)
    samples = rate.sample(frames)
    level = _level(path, measured, samples)
    try:
        write_house(
            out,
            _pictures(path, measured, rate=rate, frames=frames, tell=tell),
            _sound(path, measured, level, samples),
            rate=rate,
        )
    except FFmpegError as error:
        raise CannotConform(f"{path.name} cannot be encoded: {error}") from error
    return tuple(_done(measured, level, rate=rate, frames=frames))


def _refuse(path: Path, m: Measured, *, rate: FrameRate, frames: int) -> None:
    one = m.picture
    if m.damaged:
        raise CannotConform(
            f"{path.name}: {m.damaged} pictures with an error in them, which encoding does not"
            " mend; export it again"
        )
    if one.hdr:
        raise CannotConform(f"{path.name} is of high dynamic range; export it in BT.709")
    if one.sizes > 1 or one.turned % 360:
        what = f"has {one.sizes} sizes" if one.sizes > 1 else f"is turned by {one.turned} degrees"
        raise CannotConform(f"{path.name} {what}; export it in one size, upright")
    if m.seconds + max(1 / rate.fraction, 1 / m.rate.fraction) < rate.seconds(frames):
        raise CannotConform(
            f"{path.name} lasts {float(m.seconds):.3f} s; {float(rate.seconds(frames)):.3f} s"
            " cannot be made of it, a spot is cut and never stretched"
        )


def _done(m: Measured, level: Level, *, rate: FrameRate, frames: int) -> Iterator[str]:
    one = m.picture
    yield "encoded anew"
    if (m.rate, m.frames) != (rate, frames):
        yield f"{m.frames} frames at {m.rate} became {frames} at {rate}"
    if m.missing or m.doubled:
        yield f"{m.missing} missing and {m.doubled} doubled pictures were made steady"
    if (one.width, one.height) != (WIDTH, HEIGHT):
        yield f"{one.width}x{one.height} became {WIDTH}x{HEIGHT}"
    box = _box(one.aspect)
    if box[:2] != (WIDTH, HEIGHT):
        yield f"black around {box[0]}x{box[1]}"
    if one.interlaced:
        yield "deinterlaced"
    if m.sound is None:
        yield "silence was added"
    elif (m.sound.hertz, m.sound.layout) != (SAMPLE_RATE, "stereo"):
        yield f"{m.sound.hertz} Hz {m.sound.layout} became {SAMPLE_RATE} Hz stereo"
    if level.gain_db:
        yield f"gain {level.gain_db:+.1f} dB"
    if level.limit_dbtp is not None:
        yield f"peaks limited at {level.limit_dbtp:.1f} dBTP"


# -- sound -------------------------------------------------------------------------------


def _level(path: Path, measured: Measured, samples: int) -> Level:
    """The gain, and the limit if need be, behind which the coded sound is as it should be."""
    level = Level()
    if measured.sound is None or measured.loudness.silent:
        return level
    for _ in range(_TRIES):
        coded = as_coded(_sound(path, measured, level, samples))
        if coded.silent or _fits(coded):
            break
        level = _nearer(level, coded)
    return level


def _fits(coded: Loudness) -> bool:
    return abs(coded.lufs - TARGET_LUFS) <= _NEAR_LU and coded.peak_dbtp <= LIMITS.peak_dbtp


def _nearer(level: Level, coded: Loudness) -> Level:
    change = TARGET_LUFS - coded.lufs
    gain = max(-MOST_GAIN_DB, min(MOST_GAIN_DB, level.gain_db + change))
    limit = level.limit_dbtp
    over = coded.peak_dbtp - LIMITS.peak_dbtp
    if limit is not None and over > 0:
        limit -= over + 0.1
    elif limit is None and over + change > 0:
        limit = LIMITS.peak_dbtp - _HEADROOM_DB
    return Level(gain, limit)


def _sound(path: Path, m: Measured, level: Level, samples: int) -> Iterator[Waves]:
    waves = _heard(path, m.origin) if m.sound is not None else iter(())
    factor = np.float32(10 ** (level.gain_db / 20))
    louder: Iterator[Waves] = (each * factor for each in waves)
    if level.limit_dbtp is not None:
        louder = _limited(louder, level.limit_dbtp)
    return blocks(louder, samples)


def _heard(path: Path, origin: Fraction) -> Iterator[Waves]:
    """The sound from the first picture on, mixed; silence where it lacks."""
    mixer = Mixer()
    ends: Fraction | None = None
    drop = 0
    with opened(path) as media:
        for frame in media.decode(media.streams.audio[0]):
            at = ends if frame.pts is None else frame.pts * frame.time_base - origin
            if ends is None or at is None:
                at = at or Fraction(0)
                drop = -round(min(at, Fraction(0)) * SAMPLE_RATE)
                yield _silence(max(at, Fraction(0)))
            elif at - ends > LIMITS.sound_gap_s / 5:
                yield _silence(at - ends)
            ends = max(ends or at, at + Fraction(frame.samples, frame.sample_rate))
            for waves in mixer.mixed(frame):
                yield waves[:, drop:]
                drop = max(0, drop - waves.shape[1])
    yield from mixer.rest()


def _silence(length: Fraction) -> Waves:
    return np.zeros((2, round(length * SAMPLE_RATE)), np.float32)


def _limited(sound: Iterator[Waves], limit_dbtp: float) -> Iterator[Waves]:
    """The same sound at the same place, with its peaks held below a limit."""
    graph: Any = av.filter.Graph()
    source = graph.add_abuffer(
        sample_rate=SAMPLE_RATE, format="fltp", layout="stereo", time_base=Fraction(1, SAMPLE_RATE)
    )
    chain = [
        graph.add("aresample", f"{SAMPLE_RATE * _OVER}"),
        graph.add(
            "alimiter",
            f"limit={10 ** (limit_dbtp / 20):.6f}:attack=5:release=50:level=disabled:latency=1",
        ),
        graph.add("aresample", f"{SAMPLE_RATE}"),
        graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
        graph.add("abuffersink"),
    ]
    for before, after in pairwise((source, *chain)):
        before.link_to(after)
    graph.configure()
    at = 0
    for waves in sound:
        if not waves.shape[1]:
            continue
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(waves), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, at, Fraction(1, SAMPLE_RATE)
        at += waves.shape[1]
        graph.push(frame)
        yield from _pulled_sound(graph)
    graph.push(None)
    yield from _pulled_sound(graph)


def _pulled_sound(graph: Any) -> Iterator[Waves]:
    for frame in _pulled(graph):
        yield np.asarray(frame.to_ndarray(), np.float32)


# -- pictures ----------------------------------------------------------------------------


def _pictures(
    path: Path, m: Measured, *, rate: FrameRate, frames: int, tell: Tell
) -> Iterator[av.VideoFrame]:
    """``frames`` pictures, each the one that was shown at its time, in the house's size."""
    fit = _Fitting(m.picture)
    with opened(path) as media:
        stream = media.streams.video[0]
        stream.thread_type = "AUTO"
        source = _timed(media, stream, m)
        shown = next(source)
        later = next(source, None)
        drawn = None
        for n in range(frames):
            # A quarter of a frame late: stamps are rounded, and 50 to 25 takes every second.
            until = (n + Fraction(1, 4)) / rate.fraction
            while later is not None and later[0] <= until:
                shown, drawn = later, None
                later = next(source, None)
            if drawn is None:
                drawn = fit.drawn(shown[1])
            yield drawn
            tell(n + 1, frames)


def _timed(media: Any, stream: Any, m: Measured) -> Iterator[tuple[Fraction, Any]]:
    """Pictures with their times after the first, progressive, in the order they are shown."""
    weave = _Weave(stream, m.picture) if m.picture.interlaced else None
    for frame in media.decode(stream):
        if frame.pts is None or frame.pts * frame.time_base < m.origin:
            continue
        for one in weave.woven(frame) if weave else (frame,):
            yield one.pts * one.time_base - m.origin, one
    if weave:
        for one in weave.rest():
            yield one.pts * one.time_base - m.origin, one


class _Weave:
    """Interlaced pictures made progressive, one for one, by FFmpeg's bwdif."""

    def __init__(self, stream: Any, one: Picture) -> None:
        self._graph: Any = av.filter.Graph()
        source = self._graph.add_buffer(
            width=one.width,
            height=one.height,
            format=av.VideoFormat(one.form),
            time_base=stream.time_base,
        )
        mend = self._graph.add("bwdif", "mode=send_frame:deint=all")
        sink = self._graph.add("buffersink")
        source.link_to(mend)
        mend.link_to(sink)
        self._graph.configure()

    def woven(self, frame: Any) -> Iterator[Any]:
        self._graph.push(frame)
        yield from _pulled(self._graph)

    def rest(self) -> Iterator[Any]:
        self._graph.push(None)
        yield from _pulled(self._graph)


class _Fitting:
    """Pictures scaled to the house's size, black around them, in BT.709."""

    def __init__(self, one: Picture) -> None:
        width, height, x, y = _box(one.aspect)
        matrix = {1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020"}.get(
            one.matrix, "bt709" if one.height >= HEIGHT else "bt601"
        )
        full = "full" if one.form.startswith("yuvj") else "auto"
        self._graph: Any = av.filter.Graph()
        chain = [
            self._graph.add_buffer(
                width=one.width,
                height=one.height,
                format=av.VideoFormat(one.form),
                time_base=Fraction(1, 25),
            ),
            self._graph.add(
                "scale",
                f"w={width}:h={height}:flags=lanczos+accurate_rnd:in_color_matrix={matrix}:"
                f"out_color_matrix=bt709:in_range={full}:out_range=tv",
            ),
            self._graph.add("pad", f"{WIDTH}:{HEIGHT}:{x}:{y}:black"),
            self._graph.add("format", "yuv420p"),
            self._graph.add("setsar", "1"),
            self._graph.add("buffersink"),
        ]
        for before, after in pairwise(chain):
            before.link_to(after)
        self._graph.configure()
        self._done = 0

    def drawn(self, frame: Any) -> Any:
        stamp = frame.pts, frame.time_base
        frame.pts, frame.time_base = self._done, Fraction(1, 25)
        self._done += 1
        self._graph.push(frame)
        frame.pts, frame.time_base = stamp
        return next(_pulled(self._graph))


def _pulled(graph: Any) -> Iterator[Any]:
    while True:
        try:
            yield graph.pull()
        except (BlockingIOError, EOFError):
            return


def _box(aspect: Fraction) -> tuple[int, int, int, int]:
    """Width, height, left and top of a picture of ``aspect`` in the house's, all even."""
    whole = Fraction(WIDTH, HEIGHT)
    width = WIDTH if aspect >= whole else round(HEIGHT * aspect / 2) * 2
    height = HEIGHT if aspect <= whole else round(WIDTH / aspect / 2) * 2
    # Within a pixel or two of the whole it takes the whole.
    width, height = (
        (WIDTH if WIDTH - width <= 2 else width),
        (HEIGHT if HEIGHT - height <= 2 else height),
    )
    return width, height, (WIDTH - width) // 4 * 2, (HEIGHT - height) // 4 * 2
