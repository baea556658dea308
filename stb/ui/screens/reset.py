"""Factory settings: what goes, what stays and why, and two presses to do it.

An order that the operator does not have yet is owed: it stays on the box until it was sent, and
this is said before anything is erased.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import FactoryReset
from stb.model.key import Key
from stb.ui import layout
from stb.ui.layout import Paragraph
from stb.ui.scene import Rect, Scene
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay, Unused


@dataclass(frozen=True, slots=True)
class Reset(Screen):
    """``sure``: erasing was asked for once."""

    sure: bool = False

    behind_pin = True

    @property
    def name(self) -> str:
        return "reset"

    def press(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.OK if moment.held:
                return Stay(self)
            case Key.OK if self.sure:
                return Home((FactoryReset(),))
            case Key.OK:
                return Stay(replace(self, sure=True))
            case Key.BACK if self.sure:
                return Stay(replace(self, sure=False))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def scene(self, moment: Moment) -> Scene:
        say = moment.say
        owed = [state.order for state in moment.snapshot.orders if not state.delivered]
        told = [
            Paragraph("reset-what", say("Erased from this box: your answers, your profile, what "
                      "was kept of viewing, your orders and rentals, the list of what was sent, "
                      "the last channel.")),
            Paragraph("reset-no", say("No answer is left: nothing is allowed, and you are asked "
                      "again."), before=20),
            Paragraph("reset-rentals", say("A film that you rented cannot be watched here any "
                      "more."), before=20),
        ]  # fmt: skip
        if owed:
            told.append(Paragraph("reset-owed-label", say("Not sent yet, so it stays until it is"),
                                  style="body-strong", before=34))  # fmt: skip
            told += [Paragraph("reset-owed", order.title, colour="muted", before=4)
                     for order in owed[:4]]  # fmt: skip
            if len(owed) > 4:
                told.append(Paragraph("reset-owed", say("and {count} more").format(
                    count=len(owed) - 4), colour="muted"))  # fmt: skip
        else:
            told.append(Paragraph("reset-none", say("Every order has been sent."), before=20))
        question = say("Erase all of this? Press OK once more.")
        label = question if self.sure else say("Back to the factory settings")
        return (
            *layout.backdrop(),
            *layout.heading(moment, say("Factory settings")),
            *layout.column(moment, Rect(96, 168, 1400, 660), told),
            *layout.button("button:reset", label, Rect(96, 868, 860, 84), focused=True),
            *layout.keys_line(moment, ("", say("OK: erase")), ("", say("BACK: one step back"))),
        )
