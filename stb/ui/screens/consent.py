"""The question of consent to one purpose, asked so that yes and no weigh the same.

Both answers are two presses, stand in one row in one size, colour and weight,
and neither has the focus at first. Leaving in any way is a no. A key that was
pressed for something else (within half a second) or is held down answers
nothing. Where the account holder wants it, both answers need the PIN; leaving
does not. The numbers below are those of the rules it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import AnswerConsent, Command, LockAgain
from stb.model.consent import Answer, Method, Purpose
from stb.model.key import Key
from stb.ui import layout, notices
from stb.ui.genres import mark
from stb.ui.layout import Paragraph
from stb.ui.scene import Align, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay
from stb.ui.screens.pin import PinEntry

GUARD_MS = 500
TIMEOUT_MS = 60_000
BEFORE = mark("before this is answered")

_CARD = Rect(328, 176, 1264, 728)
_INNER_X, _INNER_W = 408, 1104
_BUTTON_W, _BUTTON_H = 532, 108


@dataclass(frozen=True, slots=True)
class Consent(Screen):
    """``place`` is the answer that has the focus, None at first (rule 4).

    ``asked_ms`` is when it appeared, ``touched_ms`` when a key was last pressed on it.
    ``pin`` is the PIN being entered for the answer that was chosen (rule 20).
    """

    purpose: Purpose
    method: Method
    asked_ms: int
    touched_ms: int
    place: Answer | None = None
    details: bool = False
    pin: PinEntry | None = None

    covers = False

    @classmethod
    def asked(cls, purpose: Purpose, method: Method, moment: Moment) -> Consent:
        return cls(purpose, method, moment.ms, moment.ms)

    @property
    def name(self) -> str:
        return "consent" if self.pin is None else "pin"

    def spoken(self, moment: Moment) -> str:
        """What is read aloud of it (rule 25)."""
        text = notices.words(self.purpose, moment.language)
        return notices.spoken(text, self.place, moment.language)

    # -- keys ------------------------------------------------------------------------

    def press(self, key: Key, moment: Moment) -> Outcome:
        if moment.held or moment.ms - self.asked_ms < GUARD_MS:  # rule 8
            return Stay(self)
        touched = replace(self, touched_ms=moment.ms)
        if self.pin is not None:
            return touched._on_pin(self.pin, key, moment)
        if self.details:
            return touched._on_details(key, moment)
        match key:
            case Key.LEFT:
                return Stay(replace(touched, place=Answer.YES))
            case Key.RIGHT:
                return Stay(replace(touched, place=Answer.NO))
            case Key.OK if self.place is not None:
                if moment.snapshot.household.pin_for_consent and not moment.snapshot.pin.open:
                    return Stay(replace(touched, pin=PinEntry(self, BEFORE)))
                return Back((self._answer(self.place, moment),))
            case Key.DOWN | Key.INFO:
                return Stay(replace(touched, details=True))
            case Key.BACK:  # rule 7
                return Back((self.refusal(moment),))
            case Key.EXIT:
                return self._left(moment)
        return Stay(touched)

    def _on_details(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.BACK | Key.UP | Key.INFO | Key.OK:
                return Stay(replace(self, details=False))
            case Key.EXIT:
                return self._left(moment)
        return Stay(self)

    def _on_pin(self, pin: PinEntry, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.BACK:
                return Stay(replace(self, pin=None))
            case Key.EXIT:
                return self._left(moment)
        match pin.press(key, moment):
            case Stay(screen=PinEntry() as entry, commands=commands):
                return Stay(replace(self, pin=entry), commands)
        return Stay(self)

    def tick(self, moment: Moment) -> Outcome:
        if self._by_box and moment.snapshot.question is not self.purpose:
            return Back()
        if self.pin is not None and moment.snapshot.pin.open and self.place is not None:
            return Back((self._answer(self.place, moment), LockAgain()))
        if moment.ms - self.touched_ms >= TIMEOUT_MS:  # rule 7
            return Back((self.refusal(moment),))
        if self.pin is not None:
            match self.pin.tick(moment):
                case Stay(screen=PinEntry() as entry):
                    return Stay(replace(self, pin=entry))
        return Stay(self)

    def _left(self, moment: Moment) -> Outcome:
        """A no by EXIT: to the picture, or to what the box's own question came over."""
        no = (self.refusal(moment),)
        return Back(no) if self._by_box else Home(no)

    @property
    def _by_box(self) -> bool:
        """Whether the box asks, and not the viewer's own going to a screen."""
        return self.method is Method.POPUP and self.purpose is not Purpose.VIEWING_TIPS

    def refusal(self, moment: Moment) -> Command:
        """No, by leaving."""
        return self._answer(Answer.NO, moment)

    def _answer(self, answer: Answer, moment: Moment) -> Command:
        notice = notices.notice(self.purpose, moment.language)
        return AnswerConsent(self.purpose, answer, self.method, notice)

    # -- picture ---------------------------------------------------------------------

    def scene(self, moment: Moment) -> Scene:
        if self.pin is not None:
            return self.pin.scene(moment)
        text = notices.words(self.purpose, moment.language)
        return second_layer(moment, text) if self.details else question(text, focus=self.place)


def question(words: notices.Words, *, focus: Answer | None = None) -> Scene:
    """The picture of a question, which depends on its words alone and so can be made again."""
    left = Rect(_INNER_X, 672, _BUTTON_W, _BUTTON_H)
    right = Rect(_INNER_X + _INNER_W - _BUTTON_W, 672, _BUTTON_W, _BUTTON_H)
    return (
        Video(dim=0.6),
        Panel(_CARD, colour="glass-deep", radius=16, shadow=True),
        Text("consent-heading", words.heading, Rect(_INNER_X, 228, _INNER_W, 84),
             style="title"),
        Text("consent-body", words.body, Rect(_INNER_X, 336, _INNER_W, 312), style="lead",
             lines=6),
        *_answer_button("yes", words.yes, left, focused=focus is Answer.YES),
        *_answer_button("no", words.no, right, focused=focus is Answer.NO),
        Text("consent-choose", words.choose, Rect(_INNER_X, 806, _INNER_W, 60), style="lead",
             colour="muted", align=Align.CENTRE),
    )  # fmt: skip


def second_layer(moment: Moment, words: notices.Words) -> Scene:
    """The picture of what can be read on."""
    told: list[Paragraph] = []
    for label, text in words.details:
        told.append(Paragraph("details-label", label, style="body-strong", before=16))
        told.append(Paragraph("details-text", text, colour="muted"))
    return (
        Video(dim=0.6),
        Panel(Rect(248, 54, 1424, 972), colour="glass-deep", radius=16, shadow=True),
        Text("details-heading", words.details_heading, Rect(328, 84, 1264, 64),
             style="heading"),
        *layout.column(moment, Rect(328, 148, 1264, 800), told),
        Text("details-back", words.details_back, Rect(328, 956, 1264, 54), style="small",
             colour="muted"),
    )  # fmt: skip


def _answer_button(role: str, text: str, rect: Rect, *, focused: bool) -> Scene:
    """Size, ground and type do not depend on which answer it is (rules 2 and 14)."""
    return layout.button(role, text, rect, focused=focused, style="lead-strong")
