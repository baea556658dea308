"""What holds of every screen: words fit, stand inside the margins, and can be read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stb.adapters.language import words
from stb.adapters.screen.words import Cut, Fonts, Measure
from stb.ui import layout
from stb.ui.scene import (
    HEIGHT,
    MARGIN_X,
    MARGIN_Y,
    WIDTH,
    Align,
    Icon,
    Panel,
    Picture,
    Rect,
    Scene,
    Text,
    Video,
    dump,
)
from stb.ui.theme import COLOURS, ICONS, STYLES, Colour, contrast
from tests.ui import walk, world

ASSETS = Path(__file__).parents[2] / "assets"
NAMES = tuple(walk.gallery(world.context("en")))
WITHOUT_FOCUS = {
    "live", "banner", "digits", "unknown", "volume", "waiting", "failed", "trouble",
    "unreachable", "set-at-start", "overlay", "standby", "player", "paused", "spot", "why",
    "why-broadcast", "why-not-had", "why-refused", "why-none", "corner", "corner-note",
    "corner-note-off", "consent", "consent-more", "keys", "bytes", "bytes-envelope",
    "sent-none", "store-empty", "player-strict", "player-strict-one", "held",
    "held-then-on", "kept-none", "about", "ended", "receipts-none", "as-shown", "consent-tips",
    "consent-tips-more", "consent-figures", "consent-figures-more", "tips-first",
    "my-group-unknown", "fact-address",
}  # fmt: skip
WHITE = Colour(255, 255, 255)


@pytest.fixture(scope="module")
def measure() -> Callable[[str, str], int]:
    return Measure(Fonts(ASSETS / "fonts"))


@pytest.fixture(scope="module", params=["nl", "en"])
def scenes(request: pytest.FixtureRequest, measure: Callable[[str, str], int]) -> dict[str, Scene]:
    """Every screen in a language, laid out with the real type."""
    language: str = request.param
    context = world.context(
        language, say=words(ASSETS, language), measure=measure, extras=walk.EXTRAS
    )
    return {name: reach().scene for name, reach in walk.gallery(context).items()}


@pytest.mark.parametrize("name", NAMES)
def test_our_own_words_fit_where_they_stand(
    name: str, scenes: dict[str, Scene], measure: Callable[[str, str], int]
):
    for node in scenes[name]:
        if not isinstance(node, Text) or node.cut or not node.text:
            continue
        needed = layout.wrap(node.text, node.style, round(node.rect.w * 1.004), measure)
        widest = max(measure(line, node.style) for line in needed)
        assert len(needed) <= node.lines, f"{node.role}: {node.text!r}"
        assert widest <= node.rect.w * 1.005, f"{node.role}: {node.text!r}"
        if node.lines > 1:
            leading = STYLES[node.style].leading
            assert len(needed) * leading <= node.rect.h, f"{node.role}: {node.text!r}"


@pytest.mark.parametrize("height", [720, 1080])
def test_no_key_of_the_list_is_cut(height: int, scenes: dict[str, Scene]):
    fonts, scale = Fonts(ASSETS / "fonts"), height / HEIGHT
    listed = [n for n in scenes["keys"] if isinstance(n, Text) and n.role.startswith("keys-")]

    for node in listed:
        style = STYLES[node.style]
        width, _ = fonts.get(Cut(style.font, round(style.size * scale))).size(node.text)
        assert width <= int(node.rect.w * scale), node.text


@pytest.mark.parametrize("name", NAMES)
def test_what_must_be_read_stands_inside_the_margins(name: str, scenes: dict[str, Scene]):
    for node in scenes[name]:
        if isinstance(node, (Text, Icon)):
            assert node.rect.x >= MARGIN_X or not _shown(node), node
            assert node.rect.x + node.rect.w <= WIDTH - MARGIN_X, node
            assert node.rect.y >= MARGIN_Y, node
            assert node.rect.y + node.rect.h <= HEIGHT - MARGIN_Y, node


@pytest.mark.parametrize("name", NAMES)
def test_words_do_not_run_into_each_other(
    name: str, scenes: dict[str, Scene], measure: Callable[[str, str], int]
):
    """Except in what lies over everything: cards, overlay, marks."""
    over = {"trouble", "trouble-advice", "volume", "corner", "set-at-start"}
    texts = [
        n for n in scenes[name]
        if isinstance(n, Text) and n.text and n.role not in over
        and not n.role.startswith("overlay")
    ]  # fmt: skip
    for at, one in enumerate(texts):
        for other in texts[at + 1 :]:
            apart = not _overlap(_ink(one, measure), _ink(other, measure))
            assert apart, f"{one.role} and {other.role}"


@pytest.mark.parametrize("name", NAMES)
def test_no_text_is_under_28_pixels_and_all_names_are_known(name: str, scenes: dict[str, Scene]):
    for node in scenes[name]:
        if isinstance(node, Text):
            assert STYLES[node.style].size >= 28
            assert node.colour in COLOURS
        if isinstance(node, Panel):
            assert node.colour in COLOURS
        if isinstance(node, Icon):
            assert node.name in ICONS
            assert node.colour in COLOURS


@pytest.mark.parametrize("name", NAMES)
def test_words_stand_out_from_their_ground_over_the_brightest_picture(
    name: str, scenes: dict[str, Scene]
):
    scene = scenes[name]
    for at, node in enumerate(scene):
        if isinstance(node, Text) and node.text:
            ground = _ground(scene[:at], node.rect)
            ratio = contrast(COLOURS[node.colour].over(ground), ground)
            assert ratio >= 4.5, f"{node.role}: {ratio:.1f}"


@pytest.mark.parametrize("name", NAMES)
def test_one_thing_has_the_focus_where_there_is_a_choice(name: str, scenes: dict[str, Scene]):
    focused = [
        node for node in scenes[name]
        if isinstance(node, (Text, Panel, Picture)) and node.focused
    ]  # fmt: skip

    assert len(focused) <= 1
    assert len(focused) == 1 or name in WITHOUT_FOCUS


@pytest.mark.parametrize("name", NAMES)
def test_a_measure_that_knows_no_type_leaves_no_words_out(
    name: str, measure: Callable[[str, str], int]
):
    typed = walk.gallery(world.context("en", measure=measure))[name]()
    plain = walk.gallery(world.context("en"))[name]()

    assert dump(plain.scene) == dump(typed.scene)


def test_screens_over_the_picture_keep_the_programme_in_sight(scenes: dict[str, Scene]):
    for name, scene in scenes.items():
        if name != "standby":
            assert any(isinstance(node, Video) for node in scene), name


@pytest.mark.parametrize("name", NAMES)
def test_what_begins_on_a_plate_ends_on_it(name: str, scenes: dict[str, Scene]):
    scene = scenes[name]
    plates = [n.rect for n in scene if isinstance(n, Panel) and n.colour in ("raised", "plate")]

    for text in (n for n in scene if isinstance(n, Text)):
        x, y = text.rect.x, text.rect.y + text.rect.h // 2
        under = [r for r in plates if r.x <= x <= r.x + r.w and r.y <= y <= r.y + r.h]
        for rect in under:
            assert text.rect.y + text.rect.h <= rect.y + rect.h + 6, text


def _shown(node: Text | Icon) -> bool:
    return not isinstance(node, Text) or bool(node.text)


def _ink(text: Text, measure: Callable[[str, str], int]) -> Rect:
    """Where the letters themselves are."""
    rect, style = text.rect, STYLES[text.style]
    if text.lines > 1:
        return Rect(
            rect.x, rect.y + style.leading - style.size, rect.w, rect.h - style.leading // 2
        )
    width = min(rect.w, measure(text.text, text.style))
    x = {
        Align.LEFT: rect.x,
        Align.CENTRE: rect.x + (rect.w - width) // 2,
        Align.RIGHT: rect.x + rect.w - width,
    }[text.align]
    return Rect(x, rect.y + (rect.h - style.size) // 2, width, style.size)


def _overlap(one: Rect, other: Rect) -> bool:
    return (
        one.x < other.x + other.w
        and other.x < one.x + one.w
        and one.y < other.y + other.h
        and other.y < one.y + one.h
    )


def _holds(outer: Rect, inner: Rect) -> bool:
    """Whether the middle of ``inner`` lies in ``outer``."""
    x, y = inner.x + inner.w // 2, inner.y + inner.h // 2
    return outer.x <= x < outer.x + outer.w and outer.y <= y < outer.y + outer.h


def _ground(below: Scene, rect: Rect) -> Colour:
    """The colour under a text when all pictures are white."""
    ground = WHITE
    for node in below:
        if isinstance(node, Video) and _holds(node.rect, rect):
            grey = round(255 * (1 - node.dim))
            ground = Colour(grey, grey, grey)
        elif isinstance(node, Picture) and _holds(node.rect, rect):
            ground = WHITE
        elif isinstance(node, Panel) and _holds(node.rect, rect):
            ground = COLOURS[node.colour].over(ground)
    return ground
