"""The menu: a drawer at the left over the running picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from stb.model.key import Key
from stb.ui import layout
from stb.ui.genres import mark
from stb.ui.scene import Icon, Node, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.about import About
from stb.ui.screens.catch_up import CatchUp
from stb.ui.screens.guide import Guide
from stb.ui.screens.keys import Keys
from stb.ui.screens.privacy import Privacy
from stb.ui.screens.store import Store
from stb.ui.screens.tips import Tips, asked_first

ROWS: tuple[tuple[str, str, str, Callable[[Moment], Screen]], ...] = (
    ("guide", "guide", mark("Guide"), Guide.opened),
    ("catch-up", "replay", mark("Catch-up"), CatchUp.opened),
    ("tips", "group", mark("Viewing tips"), lambda _: Tips()),
    ("store", "store", mark("Films and games"), lambda _: Store()),
    ("privacy", "shield", mark("Privacy"), lambda _: Privacy()),
    ("keys", "keys", mark("All keys"), lambda _: Keys()),
    ("about", "info", mark("This box"), lambda _: About()),
)
"""Name, sign, words and screen of each row."""


@dataclass(frozen=True, slots=True)
class Menu(Screen):
    place: int = 0

    @property
    def name(self) -> str:
        return "menu"

    def press(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(len(ROWS) - 1, self.place + 1)))
            case Key.OK | Key.RIGHT:
                screen = ROWS[self.place][3](moment)
                asked = asked_first(moment) if isinstance(screen, Tips) else ()
                return Open(self, (screen, *asked))
            case Key.BACK | Key.MENU | Key.LEFT:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        nodes: list[Node] = [
            Video(dim=0.25),
            Panel(Rect(0, 0, 720, 1080), colour="glass-deep", radius=0, shadow=True),
            Text("heading", moment.say("Menu"), Rect(96, 84, 400, 76), style="title"),
            layout.clock(moment, Rect(472, 84, 168, 76)),
        ]
        for n, (name, sign, words, _) in enumerate(ROWS):
            rect = Rect(80, 206 + n * 108, 560, 100)
            focused = n == self.place
            ink = "ink" if focused else "text"
            if focused:
                nodes.append(Panel(rect.grown(4), colour="plate", radius=14, shadow=True))
            nodes.append(
                Icon(sign, Rect(rect.x + 30, rect.y + 26, 48, 48),
                     colour=ink if focused else "muted")
            )  # fmt: skip
            nodes.append(
                Text(f"menu:{name}", moment.say(words), Rect(rect.x + 116, rect.y, 420, 100),
                     style="row", colour=ink, focused=focused)
            )  # fmt: skip
        nodes += layout.keys_line(moment, ("", moment.say("BACK: close")))
        return tuple(nodes)
