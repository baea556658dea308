"""All keys of the remote, what they do, and where they sit on the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from stb.model.key import Key
from stb.ui import layout
from stb.ui.context import ListedKey
from stb.ui.genres import mark
from stb.ui.scene import Align, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Unused

GROUPS = {
    "navigate": mark("Find your way"),
    "watch": mark("Watch"),
    "screens": mark("Screens"),
    "play": mark("Play"),
    "colours": mark("Coloured keys"),
    "spots": mark("Spots and developers"),
    "window": mark("The window"),
}
COLUMNS = (("watch", "navigate"), ("screens", "play"), ("spots", "colours", "window"))

ARROWS = {"Up": "↑", "Down": "↓", "Left": "←", "Right": "→"}

_TOP, _LINE, _GAP = 140, 43, 22
_W, _PITCH = 552, 588
_NAMES_W = 186


@dataclass(frozen=True, slots=True)
class Keys(Screen):
    @property
    def name(self) -> str:
        return "keys"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        match key:
            case Key.BACK | Key.HELP | Key.OK:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, moment.say("All keys")),
        ]
        for n, groups in enumerate(COLUMNS):
            nodes += _column(moment, groups, 96 + n * _PITCH)
        nodes += layout.keys_line(
            moment, ("", moment.say("On the left the key of the keyboard")),
            ("", moment.say("BACK: one step back")),
        )  # fmt: skip
        return tuple(nodes)


def _column(moment: Moment, groups: tuple[str, ...], x: int) -> list[Node]:
    nodes: list[Node] = []
    y = _TOP
    for group in groups:
        rows = _rows(moment, group)
        if not rows:
            continue
        nodes.append(
            Text("keys-group", moment.say(GROUPS[group]), Rect(x, y, _W, 46), style="body-strong",
                 colour="accent")
        )  # fmt: skip
        nodes.append(Panel(Rect(x, y + 48, _W, 2), colour="divider", radius=0))
        y += 54
        for names, words in rows:
            nodes.append(
                Text("keys-name", names, Rect(x, y, _NAMES_W, _LINE), style="small-strong",
                     align=Align.LEFT, cut=True)
            )  # fmt: skip
            nodes.append(
                Text("keys-words", words, Rect(x + _NAMES_W + 14, y, _W - _NAMES_W - 14, _LINE),
                     style="small", colour="muted", cut=True)
            )  # fmt: skip
            y += _LINE
        y += _GAP
    return nodes


def _rows(moment: Moment, group: str) -> list[tuple[str, str]]:
    """The keys of a group; the ten digits are one row."""
    remote = [row for row in moment.context.keyboard if row.key.digit in (None, 0)]
    listed: list[ListedKey] = [*remote, *moment.context.window_keys]
    made = [
        (_names(moment, row), row.says(moment.language)) for row in listed if row.group == group
    ]
    return [("0 – 9", words) if names == "0" else (names, words) for names, words in made]


def _names(moment: Moment, row: ListedKey) -> str:
    """What is printed on the key, or what it is called in the viewer's language."""
    return "  ".join(ARROWS.get(name) or _printed(moment, name) for name in row.names[:2])


def _printed(moment: Moment, name: str) -> str:
    return moment.say("Space") if name == "Space" else name
