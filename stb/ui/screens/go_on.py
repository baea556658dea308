"""A programme that was left before its end: go on where it was, or begin again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from stb.engine.commands import Watch, WatchOn
from stb.model.key import Key
from stb.model.place import Place
from stb.model.schedule import Programme
from stb.ui import layout, words
from stb.ui.scene import Align, Bar, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused

_CARD = Rect(480, 340, 960, 400)


def entered(over: Screen, programme: Programme, moment: Moment) -> Outcome:
    """What choosing ``programme`` leads to: the programme, or the question where from."""
    if moment.snapshot.place_of(programme.id) is None:
        return Home((Watch(programme.id),))
    return Open(over, (GoOn(programme),))


def go_on_at(moment: Moment, place: Place) -> str:
    """The words of the way on: "Go on at 12:34"."""
    return moment.say("Go on at {time}").format(time=time_of(place))


def time_of(place: Place) -> str:
    """How far into the programme it was left."""
    return words.length(timedelta(seconds=float(place.rate.seconds(place.frame))))


@dataclass(frozen=True, slots=True)
class GoOn(Screen):
    """``place`` is the button that has the focus; going on comes first."""

    programme: Programme
    place: int = 0

    covers = False

    @property
    def name(self) -> str:
        return "go-on"

    def press(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.LEFT | Key.UP:
                return Stay(replace(self, place=0))
            case Key.RIGHT | Key.DOWN:
                return Stay(replace(self, place=1))
            case Key.OK if moment.held:
                return Stay(self)
            case Key.OK:
                wish = Watch if self.place else WatchOn
                return Home((wish(self.programme.id),))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        left = moment.snapshot.place_of(self.programme.id)
        where = go_on_at(moment, left) if left else moment.say("Go on")
        share = left.frame / left.frames if left else 0.0
        return (
            Video(dim=0.6),
            Panel(_CARD, colour="glass-deep", radius=16, shadow=True),
            Text("go-on", self.programme.title, Rect(528, 372, 864, 64), style="heading",
                 align=Align.CENTRE, cut=True),
            Text("go-on-about", moment.say("You were watching this."), Rect(528, 440, 864, 48),
                 colour="muted", align=Align.CENTRE),
            Bar(Rect(688, 510, 544, 10), share, role="go-on-share"),
            *layout.button("button:go-on", where, Rect(528, 560, 420, 88),
                           focused=self.place == 0),
            *layout.button("button:from-start", moment.say("From the start"),
                           Rect(972, 560, 420, 88), focused=self.place == 1),
            Text("hint", moment.say("BACK: one step back"), Rect(528, 676, 864, 44),
                 style="small", colour="muted", align=Align.CENTRE),
        )  # fmt: skip
