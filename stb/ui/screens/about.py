"""This box: in which household it stands, what it receives, and what it holds ready."""

from __future__ import annotations

from dataclasses import dataclass

from stb.model.key import Key
from stb.ui import layout, words
from stb.ui.scene import Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Unused


@dataclass(frozen=True, slots=True)
class About(Screen):
    @property
    def name(self) -> str:
        return "about"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        match key:
            case Key.BACK | Key.OK:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, moment.say("This box")),
        ]
        for n, (label, value) in enumerate(_facts(moment)):
            y = 196 + n * 92
            nodes.append(Text("about-label", label, Rect(96, y, 620, 60), colour="muted"))
            nodes.append(
                Text("about", value, Rect(740, y, 1084, 60), style="body-strong", cut=True)
            )
            nodes.append(Panel(Rect(96, y + 75, 1728, 2), colour="divider", radius=0))
        nodes += layout.keys_line(
            moment,
            ("code", moment.say("O on the keyboard: figures for developers")),
            ("", moment.say("BACK: one step back")),
        )
        return tuple(nodes)


def _facts(moment: Moment) -> tuple[tuple[str, str], ...]:
    say, snapshot = moment.say, moment.snapshot
    inventory = snapshot.inventory
    groups = {bundle.segment.id for bundle in inventory.active(moment.now)}
    tongue = say("Dutch") if moment.language == "nl" else say("English")
    return (
        (say("Household"), snapshot.household.name),
        (say("Language"), tongue),
        (say("Channels"), words.number(len(snapshot.lineup.services), moment.language)),
        (say("Head-end"), moment.context.host or say("your own channels")),
        (say("Groups known here"), words.number(len(groups), moment.language)),
        (say("Spots ready here"), words.number(len(inventory.ready), moment.language)),
    )
