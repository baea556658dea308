"""A programme or a film that was left before its end: go on where it was, or begin again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from stb.engine.commands import Command, PlayRental, PlayRentalOn, Watch, WatchOn
from stb.model.key import Key
from stb.model.place import Place
from stb.model.product import Product
from stb.model.schedule import Programme
from stb.ui import layout, words
from stb.ui.scene import Align, Bar, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused

_CARD = Rect(480, 340, 960, 400)


def entered(over: Screen, programme: Programme, moment: Moment) -> Outcome:
    """What choosing ``programme`` leads to: the programme, or the question where from."""
    on, anew = WatchOn(programme.id), Watch(programme.id)
    return _asked(over, GoOn(programme.id, programme.title, on, anew), moment)


def entered_film(over: Screen, product: Product, moment: Moment) -> Outcome:
    """What choosing a film that is rented leads to."""
    on, anew = PlayRentalOn(product.id), PlayRental(product.id)
    return _asked(over, GoOn(product.media_id, product.title, on, anew), moment)


def _asked(over: Screen, question: GoOn, moment: Moment) -> Outcome:
    if moment.snapshot.place_of(question.media_id) is None:
        return Home((question.anew,))
    return Open(over, (question,))


def go_on_at(moment: Moment, place: Place) -> str:
    """The words of the way on: "Go on at 12:34"."""
    return moment.say("Go on at {time}").format(time=time_of(place))


def time_of(place: Place) -> str:
    """How far in it was left."""
    return words.length(timedelta(seconds=float(place.rate.seconds(place.frame))))


@dataclass(frozen=True, slots=True)
class GoOn(Screen):
    """``place`` is the button that has the focus; going on comes first.

    ``on`` goes on with what is called ``title``, ``anew`` begins again.
    """

    media_id: str
    title: str
    on: Command
    anew: Command
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
                return Home((self.anew if self.place else self.on,))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        left = moment.snapshot.place_of(self.media_id)
        where = go_on_at(moment, left) if left else moment.say("Go on")
        share = left.frame / left.frames if left else 0.0
        return (
            Video(dim=0.6),
            Panel(_CARD, colour="glass-deep", radius=16, shadow=True),
            Text("go-on", self.title, Rect(528, 372, 864, 64), style="heading",
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
