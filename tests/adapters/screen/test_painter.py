from __future__ import annotations

import numpy as np
import pygame
import pytest

from stb.adapters.screen import frames
from stb.adapters.screen.frames import Pixels
from stb.adapters.screen.painter import Painter
from stb.ui.scene import Align, Bar, Icon, Node, Panel, Picture, Rect, Scene, Text, Video
from tests.adapters.screen.conftest import with_code


def pixels(surface: pygame.Surface) -> Pixels:
    """A copy, (height, width, 3) RGB."""
    return pygame.surfarray.array3d(surface).swapaxes(0, 1).copy()


def of(painter: Painter, *nodes: Node) -> Pixels:
    return pixels(painter.paint(nodes))


def lit(before: Pixels, after: Pixels) -> tuple[slice, slice]:
    """The rows and columns in which the two differ."""
    changed = (before != after).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def test_the_row_with_the_picture_code_is_never_seen_on_the_full_screen(painter, coded):
    seen = pixels(painter.paint((Video(),), picture=coded))

    assert seen.max() == 90


def test_the_row_with_the_picture_code_is_never_seen_in_a_window(painter, coded):
    seen = pixels(painter.paint((Video(Rect(960, 540, 640, 360)),), picture=coded))

    assert 86 <= seen[380:590, 660:1060].max() <= 90  # scaling may not ring either
    assert seen.max() <= 90


def test_overscan_takes_as_much_from_the_sides_as_keeps_circles_round(painter):
    picture = with_code(np.zeros((720, 1280, 3), dtype=np.uint8))
    picture[100:300, 400:600] = 255

    seen = pixels(painter.paint((Video(),), picture=picture))

    rows, columns = lit(np.zeros_like(seen), np.where(seen > 128, seen, 0))
    assert rows.stop - rows.start == columns.stop - columns.start == 206


@pytest.mark.parametrize("bottom", ["white", "noise", "ticker"])
def test_a_picture_without_a_code_is_shown_whole(painter, bottom):
    picture = np.full((720, 1280, 3), 90, dtype=np.uint8)
    noise = np.random.default_rng(2006)
    match bottom:
        case "white":
            picture[700:] = 255
        case "noise":
            picture[700:] = noise.integers(0, 256, (20, 1280, 3))
        case "ticker":
            picture[700:] = np.repeat(noise.integers(0, 256, 32), 40)[None, :, None]
    picture[0, 0] = 255

    seen = pixels(painter.paint((Video(),), picture=picture))

    assert (seen == picture).all()


def test_the_bottom_lines_of_other_pictures_are_hardly_ever_taken_for_a_code():
    chance = np.random.default_rng(2019)
    pictures = (
        np.repeat(chance.integers(0, 256, 32, np.uint8), 20)[None, :, None] * np.ones((36, 1, 3))
        for _ in range(2000)
    )

    assert not any(frames.carries_code(frames.surface_of(p.astype(np.uint8))) for p in pictures)


def test_rgb_and_bgra_of_the_same_picture_look_the_same(painter):
    rgb = np.zeros((360, 640, 3), dtype=np.uint8)
    rgb[..., 0], rgb[..., 2] = 200, 40
    bgra = np.dstack([rgb[..., ::-1], np.full((360, 640), 255, dtype=np.uint8)])

    first = pixels(painter.paint((Video(),), picture=rgb))
    second = pixels(painter.paint((Video(),), picture=bgra))

    assert (first == second).all()
    assert tuple(first[10, 10]) == (200, 0, 40)


def test_a_picture_of_another_shape_is_shown_whole_between_bars(painter):
    narrow = np.full((576, 720, 3), 200, dtype=np.uint8)

    seen = pixels(painter.paint((Video(),), picture=narrow))

    assert seen[360, 10].max() < 10
    assert seen[360, 640].min() == 200


def test_a_half_dimmed_picture_has_half_the_light(painter, coded):
    seen = pixels(painter.paint((Video(dim=0.5),), picture=coded))

    assert abs(int(seen.max()) - 45) <= 1


def test_the_broadcasts_own_picture_goes_where_the_scene_asks_for_it(painter, coded):
    other = np.full((720, 1280, 4), 200, dtype=np.uint8)
    scene = (Video(), Video(Rect(1200, 60, 600, 336), feed="broadcast"))

    seen = pixels(painter.paint(scene, picture=coded, broadcast=other))

    assert seen[150, 1000].min() >= 197
    assert tuple(seen[600, 300]) == (90, 90, 90)


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
@pytest.mark.parametrize("align", list(Align))
def test_words_stay_in_their_box_however_long_they_are(size, align, assets):
    large = Painter(size, assets)
    scale = size[0] / 1920
    box = Rect(600, 400, 400, 58)
    long = Text("title", "Onwaarschijnlijk lange programmatitel", box, "heading", align=align)

    rows, columns = lit(of(large), of(large, long))

    assert columns.start >= box.x * scale - 2
    assert columns.stop <= (box.x + box.w) * scale * 1.012
    assert rows.start >= box.y * scale - 2
    assert rows.stop <= (box.y + box.h) * scale + 2


def test_wrapped_words_take_no_more_lines_than_they_are_given(painter):
    text = "Een verhaal over de overkant en over wie er achterbleef " * 8
    box = Rect(100, 100, 700, 132)

    rows, _ = lit(of(painter), of(painter, Text("about", text, box, "body", lines=3)))

    leading = 44 * 2 / 3
    assert rows.start >= box.y * 2 / 3
    assert rows.stop <= box.y * 2 / 3 + 3 * leading
    assert rows.stop > box.y * 2 / 3 + 2 * leading


def test_the_focus_is_seen_without_colour(painter):
    """In grey, the surroundings of the focused panel and the idle one differ plainly."""
    idle = Panel(Rect(500, 400, 300, 100), "raised")
    focused = Panel(Rect(500, 400, 300, 100), "raised", focused=True)

    difference = np.abs(
        of(painter, idle).mean(axis=2).astype(int) - of(painter, focused).mean(axis=2)
    )

    assert difference.max() > 100
    assert (difference > 60).sum() > 1000


@pytest.mark.parametrize("node", [Panel, Picture])
def test_what_was_focused_leaves_nothing_behind(node, painter):
    place = Rect(700, 500, 300, 170)
    idle: Node = Panel(place) if node is Panel else Picture("veerboot", place)
    focused: Node = (
        Panel(place, focused=True) if node is Panel else Picture("veerboot", place, focused=True)
    )
    before = of(painter, Video(), idle)

    of(painter, Video(), focused)

    assert (of(painter, Video(), idle) == before).all()


def test_glass_shows_what_is_under_it_and_its_corners_are_round(painter):
    bright = np.full((720, 1280, 4), 255, dtype=np.uint8)

    seen = pixels(
        painter.paint((Video(), Panel(Rect(300, 300, 600, 300), "glass", 30)), picture=bright)
    )

    assert 12 < seen[300, 400, 0] < 60
    assert tuple(seen[201, 201]) == (255, 255, 255)


def test_a_bar_is_as_long_as_its_value_and_shows_its_marks(painter):
    bar = Bar(Rect(300, 600, 900, 12), 0.5, marks=((0.8, 0.9, "plate"),))

    row = of(painter, bar)[404]

    accent = (np.abs(row.astype(int) - (255, 181, 76)) < 8).all(axis=1)
    assert abs(int(accent.sum()) - 300) <= 4
    assert tuple(row[200 + 510]) == (242, 244, 247)


def test_an_unknown_sign_draws_nothing_and_is_named_in_the_log(painter, caplog):
    plain = of(painter)

    seen = of(painter, Icon("no-such-sign", Rect(300, 300, 60, 60)))

    assert (seen == plain).all()
    assert "no-such-sign" in caplog.text


def test_equal_scenes_are_drawn_once(painter, coded):
    def scene() -> Scene:
        words = Text("title", "Hetzelfde", Rect(100, 100, 600, 60))
        return Video(), Panel(Rect(80, 80, 700, 100)), words, Bar(Rect(90, 170, 600, 8), 0.5)

    painter.paint(scene(), picture=coded)
    asked = painter.cache.hits + painter.cache.misses

    painter.paint(scene(), picture=coded)
    almost = (*scene()[:3], Bar(Rect(90, 170, 600, 8), 0.5001))
    painter.paint(almost, picture=coded)

    assert painter.cache.hits + painter.cache.misses == asked


def test_words_and_panels_seen_before_come_from_the_cache(painter):
    first = Text("title", "Eerst", Rect(100, 100, 600, 60))
    then = Text("title", "Daarna", Rect(100, 100, 600, 60))
    painter.paint((Panel(Rect(80, 80, 700, 100)), first))
    painter.paint((Panel(Rect(80, 80, 700, 100)), then))
    missed = painter.cache.misses

    painter.paint((Panel(Rect(80, 80, 700, 100)), first))

    assert painter.cache.misses == missed


def test_the_cache_never_holds_more_than_its_room():
    from stb.adapters.screen.cache import SurfaceCache

    cache = SurfaceCache(room=10 * 400)

    for number in range(50):
        cache.get(number, lambda: pygame.Surface((10, 10), 0, 32))

    assert cache.held <= 10 * 400


@pytest.mark.parametrize(
    "nodes",
    [
        (Text("t", "", Rect(0, 0, 0, 0)),),
        (Text("t", "x" * 50_000, Rect(0, 0, 10, 10), lines=4),),
        (Text("t", "a\x00b\ud800c\r\n\u200b", Rect(0, 0, 400, 100), lines=2),),
        (Panel(Rect(-500, -500, 4000, 4000)),),
        (Panel(Rect(10, 10, 0, 0), focused=True, shadow=True),),
        (Bar(Rect(0, 0, 100, 1), 7.0, marks=((-3.0, 9.0, "nope"),)),),
        (Icon("play", Rect(0, 0, 0, 0)),),
        (Picture("../../etc/passwd", Rect(0, 0, 50, 20)),),
        (Picture("", Rect(0, 0, 1, 1), radius=40, focused=True),),
        (Video(Rect(1900, 1000, 400, 400)),),
        (Video(Rect(2000, 2000, 40, 40)),),
    ],
)
def test_no_scene_stops_the_picture(nodes, painter, coded):
    painter.paint(nodes, picture=coded)


def test_widths_for_layout_are_the_same_whatever_is_painted_on(painter, assets):
    large = Painter((1920, 1080), assets)

    assert painter.measure("Terugkijken", "title") == large.measure("Terugkijken", "title")
    assert painter.measure("Terugkijken", "title") > painter.measure("Terug", "title") > 100
