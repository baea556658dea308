"""Real media, small and quick to make: pictures that move, sound that never repeats.

Each clip has a tone and a shade of its own; frame numbers are in the picture
code, so what was on air can be read back.
"""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import av
import numpy as np

from stb.formats.picture_code import BLACK, WHITE, cells
from stb.studio.transport import CodedPicture, reel_bytes

WIDTH, HEIGHT = 320, 180
BLOCK = 1024
SCENES = ("news", "kitchen")
SPOTS = (
    ("spot-hoek", 500, "Supermarkt De Hoek"),
    ("spot-a", 250, "Kaas"),
    ("spot-b", 375, "Bank"),
    ("spot-c", 500, "Fiets"),
    ("spot-d", 250, "Koffie"),
)


def picture(code: int, number: int) -> av.VideoFrame:
    """A 4:2:0 picture with its code along the bottom."""
    luma = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
    luma[:HEIGHT] = 40 + code * 13 % 150
    luma[:HEIGHT, (number * 3) % WIDTH :][:, :20] = 200
    row = np.where(np.array(cells(code, number)), WHITE, BLACK).astype(np.uint8)
    luma[HEIGHT - HEIGHT // 36 : HEIGHT] = np.repeat(row, WIDTH // 32)
    return av.VideoFrame.from_ndarray(luma, format="yuv420p")


def sound(code: int, samples: int) -> np.ndarray:
    """Seeded noise, smoothed: (2, samples) float32. A longer one begins with a shorter one."""
    noise = np.random.default_rng(code).standard_normal(samples + 16).astype(np.float32)
    smooth = np.convolve(noise, np.ones(12, np.float32) / 12, "valid")[:samples]
    return np.stack([smooth, smooth]) * 0.15


def reel(layout: list[tuple[int, int]]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    """One encode of clips (code, frames), as the studio makes them."""
    coder: Any = av.CodecContext.create("libx264", "w")
    coder.width, coder.height, coder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    coder.time_base, coder.framerate = Fraction(1, 25), Fraction(25)
    coder.gop_size, coder.max_b_frames, coder.thread_count = 48, 2, 1
    coder.options = {
        "preset": "ultrafast",
        "crf": "26",
        "x264-params": "keyint=48:min-keyint=48:scenecut=0:open-gop=0:bframes=2:"
        "b-adapt=0:repeat-headers=1:aud=1",
    }
    pictures: list[CodedPicture] = []
    shown = [(code, n) for code, frames in layout for n in range(frames)]
    for at, (code, n) in enumerate(shown):
        frame = picture(code, n)
        frame.pts, frame.time_base = at, Fraction(1, 25)
        pictures += [
            CodedPicture(bytes(p), p.pts, p.dts, p.is_keyframe) for p in coder.encode(frame)
        ]
    pictures += [CodedPicture(bytes(p), p.pts, p.dts, p.is_keyframe) for p in coder.encode(None)]
    # The last clip sounds on beyond the end, so that a join is a cross-fade and no gap.
    lengths = [frames * 1920 for _, frames in layout]
    lengths[-1] += 4 * BLOCK
    clips = zip((code for code, _ in layout), lengths, strict=True)
    whole = np.concatenate([sound(code, length) for code, length in clips], axis=1)
    return reel_bytes(pictures, _aac(whole, len(shown) * 1920 // BLOCK))


def _aac(whole: np.ndarray, blocks: int) -> list[bytes]:
    coder: Any = av.CodecContext.create("aac", "w")
    coder.sample_rate, coder.layout, coder.format, coder.bit_rate = 48_000, "stereo", "fltp", 96_000
    coder.options = {"aac_pns": "0"}
    packets: list[bytes] = []
    for k in range(blocks + 3):
        part = np.ascontiguousarray(whole[:, k * BLOCK : (k + 1) * BLOCK], np.float32)
        frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, k * BLOCK, Fraction(1, 48_000)
        packets += [bytes(p) for p in coder.encode(frame)]
    return packets[1 : blocks + 1]


def write_media(folder: Path) -> dict[str, Any]:
    """Reels, creatives and the catalogue in ``folder``/media; the catalogue's value."""
    media = folder / "media"
    (media / "reels").mkdir(parents=True)
    (media / "creatives").mkdir()
    clips: list[dict[str, Any]] = []
    reels: list[dict[str, Any]] = []
    for number, (scene, edition) in enumerate((s, e) for s in SCENES for e in "ab"):
        clips.append(_clip(f"{scene}-{edition}", number + 1, "programme", 480, title=scene.title()))
        layout = [(f"{scene}-{edition}", number + 1, 480)]
        reels.append(
            _reel(media, f"{scene}-{edition}", "programme", layout)
            | {"scene": scene, "edition": edition}
        )
    for number, (name, frames, advertiser) in enumerate(SPOTS):
        behind = {"advertiser": advertiser, "category": f"c{number}"}
        clips.append(_clip(name, 50 + number, "spot", frames, title=name, **behind))
    for style, spots, pad in (("one", (4, 1, 0, 2, 3), 35), ("two", (1, 4), 95)):
        layout = [
            (f"opener-{style}", 30 + pad, 50),
            *((SPOTS[n][0], 50 + n, SPOTS[n][1]) for n in spots),
        ]
        rest = -sum(frames for *_, frames in layout) % 96 or 96
        clips.append(_clip(f"opener-{style}", 30 + pad, "opener", 50))
        clips.append(_clip(f"closer-{style}", 31 + pad, "closer", rest))
        layout.append((f"closer-{style}", 31 + pad, rest))
        reels.append(_reel(media, f"break-{style}", "break", layout))
    clips.append(_clip("nachttrein", 21, "film", 480, title="Nachttrein"))
    reels.append(_reel(media, "film-nachttrein", "film", [("nachttrein", 21, 480)]))
    creatives = [
        _creative(media, name, frames, number, segments)
        for number, (name, frames, segments) in enumerate(
            [
                ("eigen-500", 500, ["limburg", "young-families"]),
                ("eigen-250", 250, ["sports", "retired"]),
                ("eigen-375", 375, ["limburg", "sports", "young-families", "retired"]),
            ]
        )
    ]
    catalogue = {
        "v": 1,
        "segment_frames": 96,
        "clips": clips,
        "reels": reels,
        "creatives": creatives,
    }
    (media / "catalogue.json").write_text(json.dumps(catalogue))
    return catalogue


def _clip(name: str, code: int, role: str, frames: int, **more: str) -> dict[str, Any]:
    return {"id": name, "code": code, "role": role, "frames": frames, **more}


def _reel(media: Path, name: str, kind: str, layout: list[tuple[str, int, int]]) -> dict[str, Any]:
    octets, segments = _made(tuple((code, frames) for _, code, frames in layout))
    (media / "reels" / f"{name}.ts").write_bytes(octets)
    laid, at = [], 0
    for clip, _, frames in layout:
        laid.append({"clip": clip, "at": at, "frames": frames})
        at += frames
    return {
        "id": name,
        "file": f"reels/{name}.ts",
        "kind": kind,
        "scene": "",
        "frames": at,
        "layout": laid,
        "first_pts": 126_000,
        "segments": [list(s) for s in segments],
    }


@cache
def _made(layout: tuple[tuple[int, int], ...]) -> tuple[bytes, tuple[tuple[int, int], ...]]:
    return reel(list(layout))


def _creative(
    media: Path, name: str, frames: int, number: int, segments: list[str]
) -> dict[str, Any]:
    octets = f"creative {name}".encode() * 400  # its bytes are what is signed and served
    (media / "creatives" / f"{name}.mp4").write_bytes(octets)
    return {
        "id": name,
        "clip": name,
        "file": f"creatives/{name}.mp4",
        "frames": frames,
        "campaign": f"campaign-{number}",
        "advertiser": f"Adverteerder {number}",
        "category": f"eigen-{number}",
        "title": name,
        "lufs": -22.5,
        "segments": segments,
        "sha256": hashlib.sha256(octets).hexdigest(),
        "recipe": "",
    }


def write_clip(path: Path, *, frames: int, code: int = 9, **how: Any) -> Path:
    """A media file of another make.

    ``how``: ``size``, ``rate``, ``hertz``, ``audio``, ``video``, ``gop``, ``loud``.
    """
    rate, hertz = Fraction(how.get("rate", 25)), how.get("hertz", 48_000)
    width, height = how.get("size", (WIDTH, HEIGHT))
    with av.open(str(path), "w") as out:
        video: Any = out.add_stream(how.get("video", "libx264"), rate=rate)
        video.width, video.height, video.pix_fmt, video.gop_size = (
            width,
            height,
            "yuv420p",
            how.get("gop", 48),
        )
        if how.get("video", "libx264") == "libx264":
            video.options = {"preset": "ultrafast"}
        audio: Any = None
        if how.get("audio", "aac"):
            audio = out.add_stream(how.get("audio", "aac"), rate=hertz, layout="stereo")
        packets = _pictures(video, frames, rate=rate, code=code)
        if audio is not None:
            total = int(frames / rate * hertz)
            packets += _sounds(audio, sound(code, total) * how.get("loud", 1.0), hertz)
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            out.mux(packet)
    return path


def _pictures(video: Any, frames: int, *, rate: Fraction, code: int) -> list[Any]:
    packets: list[Any] = []
    for n in range(frames):
        shown = picture(code, n)
        if (video.width, video.height) != (WIDTH, HEIGHT):
            shown = shown.reformat(video.width, video.height)
        shown.pts, shown.time_base = n, 1 / rate
        packets += video.encode(shown)
    return packets + list(video.encode(None))


def _sounds(audio: Any, waves: np.ndarray, hertz: int) -> list[Any]:
    packets: list[Any] = []
    is_mp2 = audio.codec_context.name == "mp2"
    size, form = (1152, "s16") if is_mp2 else (BLOCK, "fltp")
    for at in range(0, waves.shape[1], size):
        part = waves[:, at : at + size]
        if is_mp2:
            part = (part.T.reshape(1, -1) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format=form, layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = hertz, at, Fraction(1, hertz)
        packets += audio.encode(frame)
    return packets + list(audio.encode(None))
