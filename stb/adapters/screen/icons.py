"""The small signs, in one hand: a grid of 24, strokes of 2, round ends, a margin of 2.

A sign is one or more fields (see `fields`), in the colour that the scene asks
for, or in colours of its own. Age ratings and content descriptors are our own
drawings; they only mean the same as those that Dutch viewers know.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

import pygame

from stb.adapters.screen.fields import Field, Grid, Rgba, both, cut, layered, union
from stb.adapters.screen.signs import DESCRIPTORS, RATINGS, descriptor, rating
from stb.adapters.screen.tints import rgba

log = logging.getLogger(__name__)

GRID = 24

Drawing = Callable[[Grid], Field]


def _play(g: Grid) -> Field:
    return g.polygon((8, 6), (18, 12), (8, 18), radius=1.6)


def _pause(g: Grid) -> Field:
    return union(g.box((6, 5, 4.4, 14), 1.4), g.box((13.6, 5, 4.4, 14), 1.4))


def _play_pause(g: Grid) -> Field:
    return union(
        g.polygon((3.6, 7), (11, 12), (3.6, 17), radius=1.3),
        g.box((14, 5.8, 2.8, 12.4), 1.2),
        g.box((18.8, 5.8, 2.8, 12.4), 1.2),
    )


def _stop(g: Grid) -> Field:
    return g.box((5.5, 5.5, 13, 13), 2)


def _record(g: Grid) -> Field:
    return g.circle(12, 12, 7)


def _forward(g: Grid) -> Field:
    return union(
        g.polygon((4.4, 7), (10.6, 12), (4.4, 17), radius=1.3),
        g.polygon((13, 7), (19.4, 12), (13, 17), radius=1.3),
    )


def _rewind(g: Grid) -> Field:
    return union(
        g.polygon((19.6, 7), (13.4, 12), (19.6, 17), radius=1.3),
        g.polygon((11, 7), (4.6, 12), (11, 17), radius=1.3),
    )


def _next(g: Grid) -> Field:
    return union(
        g.polygon((6, 6.6), (14.4, 12), (6, 17.4), radius=1.4), g.box((17, 5.2, 2.6, 13.6), 1.3)
    )


def _lock(g: Grid) -> Field:
    shackle = union(
        g.arc(12, 9, 4, start=180, sweep=180), g.line((8, 9), (8, 11)), g.line((16, 9), (16, 11))
    )
    body = g.box((5, 10.5, 14, 10.5), 2.4)
    return union(shackle, cut(body, union(g.circle(12, 15, 1.5), g.box((11.2, 15, 1.6, 3.2), 0.8))))


def _unlock(g: Grid) -> Field:
    shackle = union(g.arc(12, 8, 4, start=180, sweep=165), g.line((8, 8), (8, 11)))
    body = g.box((5, 10.5, 14, 10.5), 2.4)
    return union(shackle, cut(body, union(g.circle(12, 15, 1.5), g.box((11.2, 15, 1.6, 3.2), 0.8))))


def _check(g: Grid) -> Field:
    return g.line((5, 12.8), (10, 17.6), (19.2, 7), width=2.6)


def _cross(g: Grid) -> Field:
    return union(
        g.line((6.4, 6.4), (17.6, 17.6), width=2.6), g.line((17.6, 6.4), (6.4, 17.6), width=2.6)
    )


def _info(g: Grid) -> Field:
    return union(
        g.ring(12, 12, 9, 2), g.circle(12, 7.9, 1.35), g.line((12, 11.2), (12, 16.2), width=2.3)
    )


def _question(g: Grid) -> Field:
    hook = union(
        g.arc(12, 9.6, 2.9, start=180, sweep=235, width=2.2),
        g.line((13.2, 12.2), (12, 13.7), width=2.2),
    )
    return union(g.ring(12, 12, 9, 2), hook, g.circle(12, 16.9, 1.35))


def _warning(g: Grid) -> Field:
    outline = g.polygon((12, 4.6), (20.4, 19), (3.6, 19))
    return union(
        abs(outline) - 1, g.line((12, 9.6), (12, 13.4), width=2.2), g.circle(12, 16.4, 1.25)
    )


def _catch_up(g: Grid) -> Field:
    """An arrow going back round a play sign: Terugkijken."""
    arc = g.arc(12, 12.4, 8.2, start=-138, sweep=300)
    head = g.polygon((3.4, 3.6), (3.6, 9.4), (9.2, 8.4), radius=0.7)
    return union(arc, head, g.polygon((10.4, 9.4), (15.2, 12.4), (10.4, 15.4), radius=0.9))


def _clock(g: Grid) -> Field:
    return union(g.ring(12, 12, 9, 2), g.line((12, 7), (12, 12.2), (15.4, 14.4)))


def _star(g: Grid) -> Field:
    points = []
    for index, (dx, dy) in enumerate(_PENTAGON):
        r = 8.6 if index % 2 == 0 else 3.9
        points.append((12 + dx * r, 12.6 + dy * r))
    return g.polygon(*points, radius=0.8)


_PENTAGON: Final = (
    (0.0, -1.0), (0.588, -0.809), (0.951, -0.309), (0.951, 0.309), (0.588, 0.809),
    (0.0, 1.0), (-0.588, 0.809), (-0.951, 0.309), (-0.951, -0.309), (-0.588, -0.809),
)  # fmt: skip


def _film(g: Grid) -> Field:
    body = g.box((3, 5, 18, 14), 2.4)
    holes = [g.box((x, y, 2.2, 2.2), 0.6) for x in (4.6, 17.2) for y in (7, 10.9, 14.8)]
    return cut(body, *holes, g.box((8.6, 7, 6.8, 4), 0.8), g.box((8.6, 13, 6.8, 4), 0.8))


def _game(g: Grid) -> Field:
    body = union(g.box((3, 7, 18, 9.6), 4.8), g.circle(6.2, 15, 3.4), g.circle(17.8, 15, 3.4))
    cross = union(g.line((8, 9.4), (8, 13), width=1.7), g.line((6.2, 11.2), (9.8, 11.2), width=1.7))
    return cut(body, cross, g.circle(15, 12.6, 1.15), g.circle(17.6, 10, 1.15))


def _shield(g: Grid) -> Field:
    return both(
        g.box((4.5, 3, 15, 20), 2.2),
        union(g.box((4.5, 3, 15, 7)), both(g.circle(7.6, 9, 12), g.circle(16.4, 9, 12))),
    )


def _privacy(g: Grid) -> Field:
    return cut(_shield(g), g.line((8.4, 11.6), (11, 14.2), (15.8, 8.8), width=2.2))


def _group(g: Grid) -> Field:
    """Three people, as many as one can still see."""
    front_head, front = g.circle(12, 8.2, 3.1), g.ellipse(12, 20, 6.4, 7)
    front = both(front, g.box((3, 10, 18, 9.4)))
    gap = union(front_head - 1.1, front - 1.1)
    back = union(
        g.circle(5.8, 8.6, 2.3), g.circle(18.2, 8.6, 2.3),
        both(union(g.ellipse(5.2, 18.8, 4.4, 6), g.ellipse(18.8, 18.8, 4.4, 6)),
             g.box((0.8, 10, 22.4, 7.4))),
    )  # fmt: skip
    return union(front_head, front, cut(back, gap))


def _person(g: Grid) -> Field:
    return union(g.circle(12, 7.8, 4), both(g.ellipse(12, 21.4, 8, 8), g.box((2, 12, 20, 8.6))))


def _speaker(g: Grid) -> Field:
    return g.polygon((4, 10), (7.4, 10), (11.6, 6), (11.6, 18), (7.4, 14), (4, 14), radius=1)


def _volume(g: Grid) -> Field:
    return union(
        _speaker(g),
        g.arc(12.6, 12, 3.4, start=-48, sweep=96),
        g.arc(12.6, 12, 7.2, start=-48, sweep=96),
    )


def _mute(g: Grid) -> Field:
    return union(_speaker(g), g.line((16, 9.4), (21, 14.6)), g.line((21, 9.4), (16, 14.6)))


def _wifi(g: Grid) -> Field:
    return union(
        g.circle(12, 18, 1.7),
        g.arc(12, 18, 5.4, start=-135, sweep=90),
        g.arc(12, 18, 9.4, start=-135, sweep=90),
        g.arc(12, 18, 13.4, start=-135, sweep=90),
    )


def _wifi_off(g: Grid) -> Field:
    stroke = g.line((4.6, 4.6), (19.6, 19.6))
    return union(cut(_wifi(g), stroke - 1.3), stroke)


def _search(g: Grid) -> Field:
    return union(g.ring(10.6, 10.6, 6.4, 2.2), g.line((15.4, 15.4), (20, 20), width=2.6))


def _settings(g: Grid) -> Field:
    """Three sliders."""
    rows = []
    for y, knob in ((6.5, 15.5), (12, 8.5), (17.5, 14)):
        bar = cut(g.line((4, y), (20, y)), g.circle(knob, y, 3.6))
        rows.append(union(bar, g.circle(knob, y, 2.5)))
    return union(*rows)


def _menu(g: Grid) -> Field:
    return union(*(g.line((5, y), (19, y), width=2.3) for y in (7, 12, 17)))


def _guide(g: Grid) -> Field:
    frame = abs(g.box((3.6, 4.6, 16.8, 14.8), 2.4)) - 1
    cells = union(
        g.line((4, 9.6), (20, 9.6), width=1.8), g.line((4, 14.4), (20, 14.4), width=1.8),
        g.line((10, 10), (10, 14.4), width=1.8), g.line((14.4, 14.4), (14.4, 19), width=1.8),
    )  # fmt: skip
    return union(frame, cells)


def _television(g: Grid) -> Field:
    return union(abs(g.box((3, 4.4, 18, 12.2), 2.2)) - 1, g.line((8.4, 20), (15.6, 20)))


def _corner(g: Grid) -> Field:
    return union(abs(g.box((3, 5, 18, 14), 2.2)) - 1, g.box((12.4, 11.4, 6.2, 5.2), 1))


def _chevron(*points: tuple[float, float]) -> Drawing:
    return lambda g: g.line(*points, width=2.4)


def _power(g: Grid) -> Field:
    return union(g.arc(12, 12.6, 7.6, start=-55, sweep=290, width=2.2),
                 g.line((12, 3.6), (12, 11.4), width=2.2))  # fmt: skip


def _back(g: Grid) -> Field:
    return union(
        g.line((9.4, 5), (5, 9.4), (9.4, 13.8)),
        g.line((5.4, 9.4), (14.4, 9.4)),
        g.arc(14.4, 14, 4.6, start=-90, sweep=180),
        g.line((9, 18.6), (14.4, 18.6)),
    )


def _ticket(g: Grid) -> Field:
    """A ticket: what is bought here is an evening, not a thing."""
    ticket = cut(g.box((3, 6, 18, 12), 2.4), g.circle(3, 12, 2.3), g.circle(21, 12, 2.3))
    return cut(ticket, *(g.circle(14.6, y, 0.85) for y in (8.6, 12, 15.4)))


def _dot(g: Grid) -> Field:
    return g.circle(12, 12, 7)


def _eye(g: Grid) -> Field:
    lens = both(g.circle(12, 19, 11.6), g.circle(12, 5, 11.6))
    return union(abs(lens) - 1, g.circle(12, 12, 2.9))


def _trash(g: Grid) -> Field:
    return union(
        g.line((5, 7), (19, 7)), g.line((9.6, 4.2), (14.4, 4.2)),
        abs(g.polygon((7, 8), (17, 8), (16.2, 19.4), (7.8, 19.4), radius=0.8)) - 0.9,
    )  # fmt: skip


def _send(g: Grid) -> Field:
    return union(
        g.line((12, 14.4), (12, 4.6)), g.line((7.6, 8.6), (12, 4.2), (16.4, 8.6)),
        g.line((4.6, 14.6), (4.6, 19), (19.4, 19), (19.4, 14.6)),
    )  # fmt: skip


def _bell(g: Grid) -> Field:
    dome = both(union(g.circle(12, 10, 6), g.box((6, 10, 12, 7))), g.box((4, 3, 16, 14)))
    return union(
        dome, g.line((4.6, 17), (19.4, 17)), g.circle(12, 19.6, 1.9), g.circle(12, 3.8, 1.3)
    )


def _circle(g: Grid) -> Field:
    return g.ring(12, 12, 7, 2)


def _keys(g: Grid) -> Field:
    """A remote."""
    body = g.box((7.4, 2.6, 9.2, 18.8), 3.2)
    pads = [g.circle(x, y, 1.05) for x in (10.1, 13.9) for y in (13.4, 16.8)]
    return cut(body, g.circle(12, 7.8, 2.4), *pads)


def _code(g: Grid) -> Field:
    return union(
        g.line((8, 7), (3.4, 12), (8, 17)), g.line((16, 7), (20.6, 12), (16, 17)),
        g.line((13.6, 5.4), (10.4, 18.6)),
    )  # fmt: skip


def _spot(g: Grid) -> Field:
    """A loud-hailer."""
    horn = g.polygon((8.4, 9), (18, 5), (18, 17), (8.4, 13), radius=0.9)
    return union(
        horn, g.box((3.6, 8.2, 6, 5.6), 1.8), g.line((7.4, 14), (8.8, 18.8), width=2.4),
        g.arc(18, 11, 3.4, start=-50, sweep=100, width=1.8),
    )  # fmt: skip


def _switch(knob: float) -> Drawing:
    def drawing(g: Grid) -> Field:
        outline = g.box((2, 6, 20, 12), 6)
        if knob > 12:
            return cut(outline, g.circle(knob, 12, 4.2))
        return union(abs(outline + 0.9) - 0.9, g.circle(knob, 12, 3.4))

    return drawing


def _swap(g: Grid) -> Field:
    """Two arrows: one spot in the place of another."""
    return union(
        g.line((4.4, 8.4), (18.6, 8.4)), g.line((15, 4.8), (19, 8.4), (15, 12)),
        g.line((19.6, 16), (5.4, 16)), g.line((9, 12.6), (5, 16), (9, 19.6)),
    )  # fmt: skip


PLAIN: Final[dict[str, Drawing]] = {
    "back": _back, "bell": _bell, "catch-up": _catch_up, "check": _check, "circle": _circle,
    "clock": _clock, "code": _code, "corner": _corner, "cross": _cross, "dot": _dot, "eye": _eye,
    "film": _film, "forward": _forward, "game": _game, "group": _group, "guide": _guide,
    "help": _question, "info": _info, "keys": _keys, "live": _television, "lock": _lock,
    "menu": _menu, "mute": _mute, "next": _next, "offline": _wifi_off, "pause": _pause,
    "person": _person, "play": _play, "play-pause": _play_pause,
    "power": _power, "privacy": _privacy,
    "question": _question, "record": _record, "replay": _catch_up, "rewind": _rewind,
    "search": _search, "sent": _send, "settings": _settings, "shield": _privacy, "spot": _spot,
    "star": _star, "stop": _stop, "store": _ticket, "swap": _swap, "switch-off": _switch(8),
    "switch-on": _switch(16), "trash": _trash, "unlock": _unlock, "volume": _volume,
    "warning": _warning, "why": _eye, "wifi": _wifi,
    "left": _chevron((14.6, 5.6), (8.6, 12), (14.6, 18.4)),
    "right": _chevron((9.4, 5.6), (15.4, 12), (9.4, 18.4)),
    "up": _chevron((5.6, 14.8), (12, 8.8), (18.4, 14.8)),
    "down": _chevron((5.6, 9.2), (12, 15.2), (18.4, 9.2)),
}  # fmt: skip
"""In the colour that the scene asks for."""

SIGNALS: Final = {
    "red": "red",
    "green": "green",
    "yellow": "yellow",
    "blue": "blue",
    "live-dot": "red",
}
"""Discs in a colour of the theme, whatever the scene asks for: keys of the remote, on the air."""

NAMES: Final = frozenset(
    {
        *PLAIN,
        *SIGNALS,
        *(f"content-{about}" for about in DESCRIPTORS),
        *(f"rating-{age}" for age in RATINGS),
    }
)


def draw(name: str, size: int, ink: Rgba, digits: pygame.font.Font) -> pygame.Surface | None:
    """The sign ``name``, ``size`` pixels square, premultiplied; None if there is no such sign.

    ``digits`` is a bold font about half as high as the sign, for ages.
    """
    grid = Grid.of((size, size), size / GRID)
    kind, _, which = name.partition("-")
    if name in PLAIN:
        return layered([(grid.coverage(PLAIN[name](grid)), ink)])
    if name in SIGNALS:
        return layered([(grid.coverage(_dot(grid)), rgba(SIGNALS[name]))])
    if kind == "content" and which in DESCRIPTORS:
        return descriptor(grid, which)
    if kind == "rating" and which in RATINGS:
        return rating(grid, which, digits)
    log.warning("no icon named %r", name)
    return None
