"""Standby: a dark picture and a quiet clock."""

from __future__ import annotations

from dataclasses import dataclass

from stb.model.key import Key
from stb.ui import words
from stb.ui.scene import HEIGHT, WIDTH, Align, Icon, Panel, Rect, Scene, Text
from stb.ui.screen import Moment, Outcome, Screen, Stay


@dataclass(frozen=True, slots=True)
class Standby(Screen):
    @property
    def name(self) -> str:
        return "standby"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        return Stay(self)

    def scene(self, moment: Moment) -> Scene:
        now = moment.local_now
        text = moment.say("POWER: switch on")
        width = moment.context.measure(text, "body") + 8
        return (
            Panel(Rect(0, 0, WIDTH, HEIGHT), colour="night", radius=0),
            Text("clock", words.clock(now), Rect(460, 380, 1000, 190), style="night-clock",
                 colour="muted", align=Align.CENTRE),
            Text("standby-day", words.day(now.date(), moment.language), Rect(460, 584, 1000, 60),
                 style="lead", colour="muted", align=Align.CENTRE),
            Icon("power", Rect((WIDTH - width) // 2 - 28, 940, 40, 40), colour="muted"),
            Text("standby-how", text, Rect((WIDTH - width) // 2 + 28, 930, width, 60),
                 colour="muted"),
        )  # fmt: skip
