"""Painting the guide, the screen with the most on it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import numpy as np

from stb.adapters import assets
from stb.adapters.screen.painter import Painter
from stb.qa.bench.figures import Row, at_most, in_turns, percentile, timed
from stb.qa.bench.scene import Setting, house
from stb.ui.scene import Scene, Video

SIZE = (1280, 720)
MOVES = ("DOWN", "RIGHT", "DOWN", "RIGHT", "UP", "LEFT")


def ui(setting: Setting) -> Iterator[Row]:
    """A full guide, drawn for the first time, again, and after every move in it."""
    wall = setting.timers.wall
    with house(setting, "ui") as home:
        home.box.press("GUIDE")
        home.box.steps(25)
        scene = home.box.screen
        moved = []
        for key in MOVES * 8:
            home.box.press(key)
            moved.append(home.box.screen)
    picture = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    bare = tuple(node for node in scene if isinstance(node, Video))[:1] or (Video(),)
    warm, turns = Painter(SIZE, assets.folder()), cycle(moved)

    def painted(at: Scene) -> float:
        return timed(lambda: warm.paint(at, picture=picture), wall) * 1000

    moves = [painted(at) for at in moved]

    def first() -> float:
        cold = Painter(SIZE, assets.folder())
        return timed(lambda: cold.paint(scene, picture=picture), wall) * 1000

    def again() -> float:
        return painted(next(turns))

    def empty() -> float:
        return painted(bare)

    cold_ms, warm_ms, bare_ms = in_turns(
        first, again, empty, timers=setting.timers, seconds=setting.seconds
    )
    yield Row("ui", f"guide of {len(scene)} nodes, drawn again", warm_ms, "ms",
              "drawn for the first time", cold_ms, at_most(0.3))  # fmt: skip
    yield Row("ui", "guide after a move, 99 %", percentile(moves[1:], 0.99), "ms",
              "the picture alone", bare_ms, at_most(20, of_ratio=False))  # fmt: skip
