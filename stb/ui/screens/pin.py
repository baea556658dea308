"""Four digits of the account holder, as dots, before what lies behind them.

The box judges the PIN; this screen waits for the lock in the snapshot to open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import EnterPin
from stb.model.key import Key
from stb.ui import words
from stb.ui.scene import Align, Icon, Node, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay, Unused

DIGITS = 4
TRIES = 3
ANSWER_MS = 2_000
"""How long the box may take to judge; after it the digits can be entered again."""

_CARD = Rect(528, 262, 864, 556)


@dataclass(frozen=True, slots=True)
class PinEntry(Screen):
    """``goal`` opens when the PIN is right. ``reason`` (a msgid) says what it is for.

    ``tried_ms`` is when four digits were handed to the box, -1 while they are entered.
    """

    goal: Screen
    reason: str
    digits: str = ""
    tried_ms: int = -1
    refused: bool = False

    behind_pin = True
    covers = False

    @property
    def name(self) -> str:
        return "pin"

    def press(self, key: Key, moment: Moment) -> Outcome:
        if key.digit is not None:
            return Stay(self) if moment.held else self._with_digit(key.digit, moment)
        match key:
            case Key.LEFT | Key.RED if self.digits:
                return Stay(replace(self, digits=self.digits[:-1], tried_ms=-1))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def _with_digit(self, digit: int, moment: Moment) -> Outcome:
        if moment.snapshot.pin.shut_until is not None or self.tried_ms >= 0:
            return Stay(self)
        digits = self.digits + str(digit)
        if len(digits) < DIGITS:
            return Stay(replace(self, digits=digits, refused=False))
        tried = replace(self, digits=digits, tried_ms=moment.ms, refused=False)
        return Stay(tried, (EnterPin(digits),))

    def tick(self, moment: Moment) -> Outcome:
        pin = moment.snapshot.pin
        if pin.open:
            return Stay(self.goal)
        if self.tried_ms < 0:
            return Stay(self)
        judged = pin.wrong > 0 and moment.ms > self.tried_ms
        if judged or pin.shut_until is not None or moment.ms - self.tried_ms >= ANSWER_MS:
            return Stay(replace(self, digits="", tried_ms=-1, refused=True))
        return Stay(self)

    def scene(self, moment: Moment) -> Scene:
        return (
            Video(dim=0.6),
            Panel(_CARD, colour="glass-deep", radius=16, shadow=True),
            Icon("lock", Rect(928, 302, 64, 64), colour="accent"),
            Text("pin-heading", moment.say("Enter your PIN"), Rect(576, 382, 768, 64),
                 style="heading", align=Align.CENTRE),
            Text("pin-reason", moment.say(self.reason), Rect(576, 444, 768, 48),
                 colour="muted", align=Align.CENTRE),
            *self._dots(),
            Text("pin-state", self._state(moment), Rect(576, 660, 768, 96), colour="warn",
                 lines=2, align=Align.CENTRE),
            Text("hint", moment.say("LEFT: erase  ·  BACK: cancel"), Rect(576, 754, 768, 44),
                 style="small", colour="muted", align=Align.CENTRE),
        )  # fmt: skip

    def _state(self, moment: Moment) -> str:
        pin = moment.snapshot.pin
        if pin.shut_until is not None:
            until = words.clock(moment.local(pin.shut_until))
            return moment.say("Three wrong tries. Try again from {time}.").format(time=until)
        if not self.refused:
            return ""
        left = TRIES - pin.wrong
        if left == 1:
            return moment.say("That is not right. One try left.")
        return moment.say("That is not right. {count} tries left.").format(count=left)

    def _dots(self) -> Scene:
        nodes: list[Node] = []
        for n in range(DIGITS):
            rect = Rect(696 + n * 140, 530, 108, 112)
            entered = n < len(self.digits)
            here = n == len(self.digits)
            nodes.append(
                Panel(rect, colour="raised",
                      role="pin" if here else "", focused=here)
            )  # fmt: skip
            if entered:
                nodes.append(Icon("dot", Rect(rect.x + 30, rect.y + 32, 48, 48)))
        return tuple(nodes)
