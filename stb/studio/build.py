"""Make the material: draw, encode, measure, and write the catalogue.

Only what is missing, or whose recipe no longer matches the catalogue, is made;
media is never changed without need, because every copy stays in the history.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import av
import numpy as np

from stb.studio import catalogue, encode, measure, sound, transport
from stb.studio.clips import CREATIVES, Clip, Creative
from stb.studio.reels import REELS, Reel

Progress = Callable[[str, int, int], None]


def build(
    out: Path,
    *,
    only: Iterable[str] = (),
    progress: Progress = lambda name, done, of: None,
    workers: int = 1,
) -> tuple[str, ...]:
    """Bring ``out`` (assets/media) up to date; the ids of what was made.

    ``only``: ids of reels and creatives; none for all. ``progress`` is told
    the id, how many are done and how many there are to do.
    """
    wanted = set(only)
    known = {e["id"]: e for part in ("reels", "creatives") for e in catalogue.written(out)[part]}
    every: tuple[Reel | Creative, ...] = (*REELS, *CREATIVES)
    plan = [m for m in every if not wanted or name_of(m) in wanted]
    todo = [m for m in plan if not _up_to_date(out, m, known.get(name_of(m)))]
    (out / "reels").mkdir(parents=True, exist_ok=True)
    (out / "creatives").mkdir(parents=True, exist_ok=True)
    for done, entry in enumerate(_made(todo, out, workers), 1):
        known[entry["id"]] = entry
        catalogue.write(out, known)
        progress(entry["id"], done, len(todo))
    if known:
        catalogue.write(out, known)
    return tuple(name_of(m) for m in todo)


def name_of(made: Reel | Creative) -> str:
    """The id of a reel or creative."""
    return made.id if isinstance(made, Reel) else made.clip.id


def _up_to_date(out: Path, made: Reel | Creative, entry: dict[str, Any] | None) -> bool:
    return (
        entry is not None
        and entry["recipe"] == catalogue.recipe(made)
        and (out / entry["file"]).exists()
    )


def _made(todo: list[Reel | Creative], out: Path, workers: int) -> Iterator[dict[str, Any]]:
    if workers == 1:
        yield from (make(m, out) for m in todo)
        return
    with ProcessPoolExecutor(workers) as pool:
        for done in as_completed([pool.submit(make, m, out) for m in todo]):
            yield done.result()


def make(made: Reel | Creative, out: Path) -> dict[str, Any]:
    """Make one file; its entry for the catalogue."""
    return _make_reel(made, out) if isinstance(made, Reel) else _make_creative(made, out)


def _make_reel(reel: Reel, out: Path) -> dict[str, Any]:
    quality = catalogue.quality(reel)
    frames = (f for laid in reel.layout for f in drawn(laid.clip))
    pictures = list(encode.code_pictures(frames, crf=quality.crf, cap=quality.cap))
    blocks = reel.frames // transport.FRAMES_PER_SEGMENT * transport.AAC_PER_SEGMENT
    units = encode.code_sound(reel_sound(reel), blocks, bit_rate=quality.bit_rate)
    content, segments = transport.reel_bytes(pictures, units)
    (out / f"reels/{reel.id}.ts").write_bytes(content)
    return catalogue.reel_entry(reel, content, segments)


def _make_creative(creative: Creative, out: Path) -> dict[str, Any]:
    quality = catalogue.quality(creative)
    clip = creative.clip
    path = out / f"creatives/{clip.id}.mp4"
    samples = clip.frames * encode.SAMPLES_PER_FRAME
    blocks = math.ceil(samples / encode.BLOCK)
    heard = sound.clip_sound(clip.id, tail=blocks * encode.BLOCK - samples)
    encode.write_creative(
        path,
        lambda: drawn(clip),
        heard,
        crf=quality.crf,
        cap=quality.cap,
        bit_rate=quality.bit_rate,
    )
    lufs, _ = measure.r128(measure.decoded_sound(path)[:, :samples])
    return catalogue.creative_entry(creative, path.read_bytes(), lufs)


def reel_sound(reel: Reel) -> encode.Sound:
    """The reel's clips end to end, and the last one's continuation."""
    last = reel.layout[-1].clip
    parts = [sound.clip_sound(laid.clip.id) for laid in reel.layout[:-1]]
    return np.concatenate([*parts, sound.clip_sound(last.id, tail=4096)], axis=1)


def drawn(clip: Clip) -> Iterator[av.VideoFrame]:
    """The clip's pictures in order, each with its picture code."""
    from stb.studio.canvas import Canvas
    from stb.studio.drawings import DRAWINGS

    canvas = Canvas()
    draw = DRAWINGS[clip.drawing]
    for frame in range(clip.frames):
        canvas.reset()
        draw(canvas, frame, clip.frames)
        yield encode.coded_frame(canvas.pixels, clip.code, frame)
