"""What this box keeps of its use, for how long, and the key that erases it.

No consent is asked for this, because going on with a programme cannot do without; so it is
listed to the last row, and leaves the disk on two presses.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import ForgetUse
from stb.model.key import Key
from stb.ui import layout, words
from stb.ui.scene import Icon, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay, Unused
from stb.ui.screens.go_on import time_of

ROWS = 6
_TOP, _PITCH, _H = 272, 96, 84
_W = 1728

Row = tuple[str, str, str]
"""What is kept, more of it, and until when."""


@dataclass(frozen=True, slots=True)
class Kept(Screen):
    """``top`` is the first row that is shown; ``sure`` that erasing was asked for once."""

    top: int = 0
    sure: bool = False

    behind_pin = True

    @property
    def name(self) -> str:
        return "kept"

    def press(self, key: Key, moment: Moment) -> Outcome:
        last = max(0, len(_rows(moment)) - ROWS)
        match key:
            case Key.UP:
                return Stay(Kept(max(0, self.top - 1)))
            case Key.DOWN:
                return Stay(Kept(min(last, self.top + 1)))
            case Key.OK if moment.held or not moment.snapshot.places:
                return Stay(self)
            case Key.OK if self.sure:
                return Stay(Kept(), (ForgetUse(),))
            case Key.OK:
                return Stay(replace(self, sure=True))
            case Key.BACK if self.sure:
                return Stay(replace(self, sure=False))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def scene(self, moment: Moment) -> Scene:
        say = moment.say
        rows = _rows(moment)
        top = min(self.top, max(0, len(rows) - ROWS))
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, say("Kept on this box")),
            *layout.column(
                moment,
                Rect(96, 140, 1500, 130),
                (layout.Paragraph(
                    "kept-what",
                    say("So that you can go on where you were. It stays on this box, nobody else "
                        "sees it, and nothing is worked out from it."), colour="muted"),),
            ),
        ]  # fmt: skip
        for n, row in enumerate(rows[top : top + ROWS]):
            nodes += _row(row, _TOP + n * _PITCH)
        if not moment.snapshot.places:
            nothing = say("No programme was left before its end.")
            y = _TOP + len(rows) * _PITCH + 12
            nodes.append(Text("kept-none", nothing, Rect(96, y, 1500, 60), colour="muted"))
            hints = [("", say("BACK: one step back"))]
        else:
            question = say("Erase all of this? Press OK once more.")
            label = question if self.sure else say("Erase all of this")
            nodes += layout.button(
                "button:erase", label, Rect(96, 868, 760 if self.sure else 460, 84), focused=True
            )
            hints = [("", say("OK: erase")), ("", say("BACK: one step back"))]
            hints += [("", say("DOWN: more"))] if top + ROWS < len(rows) else []
        nodes += layout.keys_line(moment, *hints)
        return tuple(nodes)


def _rows(moment: Moment) -> tuple[Row, ...]:
    snapshot = moment.snapshot
    service = snapshot.service.name if snapshot.service else ""
    last: Row = (
        moment.say("Last channel"), service, moment.say("until you choose another"),
    )  # fmt: skip
    playing = snapshot.playing.media_id if snapshot.playing is not None else ""
    left, here = moment.say("left at {time}"), moment.say("playing, at {time}")
    places = tuple(
        (
            place.title,
            (here if place.media_id == playing else left).format(time=time_of(place)),
            moment.say("until {day}").format(
                day=words.moment(moment.local(place.until), moment.language)
            ),
        )
        for place in snapshot.places
    )
    return (last, *_log(moment), *places)


def _log(moment: Moment) -> tuple[Row, ...]:
    """The as-run log, where whoever runs the box asked for a file of it."""
    if not (file := moment.context.as_run):
        return ()
    say = moment.say
    return ((say("All that was on air"), say("in {file}").format(file=file),
             say("until that file is deleted")),)  # fmt: skip


def _row(row: Row, y: int) -> Scene:
    what, more, until = row
    return (
        Panel(Rect(96, y, _W, _H), colour="raised", radius=12),
        Icon("clock", Rect(124, y + 22, 40, 40), colour="muted"),
        Text("kept", what, Rect(190, y, 500, _H), style="body-strong", cut=True),
        Text("kept-more", more, Rect(714, y, 480, _H), colour="muted", cut=True),
        Text("kept-until", until, Rect(1210, y, 590, _H), style="small", colour="muted", cut=True),
    )
