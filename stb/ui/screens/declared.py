"""All this box can send: every kind of message, with what is in it and what for."""

from __future__ import annotations

from dataclasses import dataclass

from stb.model.key import Key
from stb.ui import layout
from stb.ui.genres import mark
from stb.ui.layout import Paragraph
from stb.ui.scene import Rect, Scene
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Unused

KINDS = (
    (
        mark("An order"),
        mark(
            "What you ordered, when, the price and your customer number, to bill it. "
            "Only when you order."
        ),
    ),
    (
        mark("A spot was shown"),
        mark(
            "Campaign, spot and week, to bill the advertiser. Not who you are, not what you "
            "watched. Only after your yes."
        ),
    ),
    (
        mark("Nothing else"),
        mark(
            "No report of what you watch: the operator only hands over the programme you ask for."
        ),
    ),
)
"""Each kind, and what it carries and is for."""


@dataclass(frozen=True, slots=True)
class Declared(Screen):
    @property
    def name(self) -> str:
        return "declared"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        match key:
            case Key.BACK | Key.OK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def scene(self, moment: Moment) -> Scene:
        told: list[Paragraph] = []
        for kind, what in KINDS:
            told.append(
                Paragraph("declared-kind", moment.say(kind), style="body-strong", before=30)
            )
            told.append(Paragraph("declared-what", moment.say(what), colour="muted", before=4))
        return (
            *layout.backdrop(),
            *layout.heading(moment, moment.say("All this box can send")),
            *layout.column(moment, Rect(96, 150, 1300, 800), told),
            *layout.keys_line(moment, ("", moment.say("BACK: one step back"))),
        )
