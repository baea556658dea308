"""The pictures that the box's screens show: logos, stills and posters.

All lie in ``assets/pictures`` by name: ``SERVICE.png`` (320x180, transparent),
``SCENE-EDITION.png`` (640x360, a frame of the clip without its picture code)
and ``TITLE.png`` (400x600).
"""

from __future__ import annotations

from pathlib import Path

from stb.studio.canvas import Canvas
from stb.studio.clips import FILM_CLIPS, PROGRAMME_CLIPS
from stb.studio.drawings import DRAWINGS
from stb.studio.logos import LOGOS, draw_logo
from stb.studio.posters import POSTERS, draw_poster

STILL_FRAMES = {
    "news-a": 60,
    "news-b": 60,
    "football-a": 200,
    "football-b": 200,
    "nature-a": 240,
    "nature-b": 260,
    "kitchen-a": 60,
    "kitchen-b": 340,
    "quiz-a": 340,
    "quiz-b": 60,
    "cartoon-a": 200,
    "cartoon-b": 300,
    "weather-a": 80,
    "weather-b": 80,
    "talk-a": 60,
    "talk-b": 60,
    "drama-a": 152,
    "drama-b": 152,
    "train-a": 80,
    "train-b": 80,
}
FILM_STILL = {"nachttrein": 240, "dijkwacht": 190}

WIDE = ("drama-a", "drama-b", "nachttrein", "dijkwacht")
WIDE_ZOOM = 1.35
"""Wide pictures fill a still: what lies between their bars."""


def build_pictures(out: Path) -> int:
    """Draw all pictures into ``out``; how many of them are new or have changed."""
    out.mkdir(parents=True, exist_ok=True)
    drawn = {name: draw_logo(name) for name in LOGOS}
    drawn |= {name: draw_poster(name) for name in POSTERS}
    for clip in (*PROGRAMME_CLIPS, *FILM_CLIPS):
        frame = STILL_FRAMES.get(clip.id) or FILM_STILL[clip.id]
        name = clip.id if clip.id in STILL_FRAMES else f"{clip.id}-still"
        drawn[name] = draw_still(clip.drawing, frame, clip.frames)
    changed = 0
    for name, content in drawn.items():
        path = out / f"{name}.png"
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
            changed += 1
    return changed


def draw_still(drawing: str, frame: int, frames: int) -> bytes:
    """A frame of a clip as PNG, 640x360."""
    canvas = Canvas(640, 360, 0.5)
    canvas.reset()
    zoom = WIDE_ZOOM if drawing in WIDE else 1.0
    with canvas.at(640 * (1 - zoom), 350 * (1 - zoom), scale=zoom):
        DRAWINGS[drawing](canvas, frame, frames)
    return canvas.png()
