"""However a painter came to a scene, it shows it as one that never saw another."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pygame
from hypothesis import given, settings
from hypothesis import strategies as st

from stb.adapters.screen.frames import Pixels
from stb.adapters.screen.painter import Painter
from stb.ui.scene import Bar, Icon, Node, Panel, Picture, Rect, Scene, Text, Video

ASSETS = Path(__file__).parents[3] / "assets"
SIZE = (320, 180)

rects = st.builds(
    Rect,
    x=st.integers(-100, 1900),
    y=st.integers(-100, 1060),
    w=st.integers(1, 900),
    h=st.integers(1, 500),
)
nodes: st.SearchStrategy[Node] = st.one_of(
    st.builds(
        Panel,
        rect=rects,
        colour=st.sampled_from(["glass", "plate", "raised"]),
        radius=st.integers(0, 60),
        focused=st.booleans(),
        shadow=st.booleans(),
    ),
    st.builds(
        Text,
        role=st.just("text"),
        text=st.sampled_from(["Nieuws", "De laatste veerboot naar de overkant", "6"]),
        rect=rects,
        style=st.sampled_from(["body", "title"]),
        lines=st.integers(1, 3),
    ),
    st.builds(Picture, name=st.sampled_from(["een", "twee"]), rect=rects, focused=st.booleans()),
    st.builds(
        Bar, rect=rects, value=st.floats(0, 1), marks=st.sampled_from([(), ((0.2, 0.4, "break"),)])
    ),
    st.builds(Icon, name=st.sampled_from(["play", "rating-12", "red"]), rect=rects),
    st.builds(
        Video,
        rect=st.one_of(st.just(Rect(0, 0, 1920, 1080)), rects),
        dim=st.sampled_from([0.0, 0.5]),
    ),
)
scenes = st.lists(nodes, max_size=7).map(tuple)


@cache
def picture() -> Pixels:
    down, across = np.mgrid[0:180, 0:320]
    return np.stack([across % 256, down, across // 2, across * 0 + 255], axis=-1).astype(np.uint8)


@cache
def practised() -> Painter:
    """One that has painted every scene of this test so far."""
    return Painter(SIZE, ASSETS)


def painted(painter: Painter, scene: Scene) -> Pixels:
    return pygame.surfarray.array3d(painter.paint(scene, picture=picture()))


@settings(max_examples=60)
@given(scenes, scenes)
def test_a_scene_looks_the_same_whatever_was_painted_before_it(before, scene):
    painter = practised()
    painted(painter, before)

    assert (painted(painter, scene) == painted(Painter(SIZE, ASSETS), scene)).all()
    assert (painted(painter, scene) == painted(painter, scene)).all()
