"""One fact put right: figures by the digit keys, words out of a list.

What the viewer says wins over what the operator told, stays on this box, is marked as his and
can be taken back. That something is not so can be said of every fact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import CorrectFact, TakeBackFact
from stb.model.facts import (
    ADMINISTRATIVE,
    GENDERS,
    PACKAGES,
    PROVINCES,
    BadFact,
    Fact,
    Form,
    Known,
    checked,
)
from stb.model.key import Key
from stb.ui import facts, layout
from stb.ui.layout import Paragraph
from stb.ui.scene import Icon, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay, Unused

_CHOICES = {"province": PROVINCES, "genders": GENDERS, "packages": PACKAGES}
_MOST = {Form.DIGITS: 4, Form.AGE: 3, Form.COUNT: 2}
_X, _TOP, _W, _PITCH, _H, _ROWS = 1060, 170, 764, 66, 60, 12


@dataclass(frozen=True, slots=True)
class FactEdit(Screen):
    """``typed`` are the digits so far, ``place`` the word that is pointed at."""

    fact: str
    choices: tuple[str, ...] = ()
    typed: str = ""
    place: int = 0
    refused: bool = False

    behind_pin = True

    @classmethod
    def of(cls, known: Known) -> FactEdit:
        """The editor of one fact; the words that were told are in its list too."""
        own = known.value if isinstance(known.value, tuple) else ()
        told = known.told if isinstance(known.told, tuple) else ()
        words = (*_CHOICES.get(known.name, ()), *own, *told)
        return cls(known.name, tuple(dict.fromkeys(words)))

    @property
    def name(self) -> str:
        return "fact"

    @property
    def _form(self) -> Form:
        return ADMINISTRATIVE[self.fact]

    def press(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case _ if key.digit is not None and self._form in _MOST:
                typed = (self.typed + str(key.digit))[-_MOST[self._form] :]
                return Stay(replace(self, typed=typed, refused=False))
            case Key.LEFT if self._form in _MOST:
                return Stay(replace(self, typed=self.typed[:-1], refused=False))
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                last = max(0, len(self.choices) - 1)
                return Stay(replace(self, place=min(last, self.place + 1)))
            case Key.OK if not moment.held:
                return self._taken(moment)
            case Key.YELLOW if not moment.held:
                return Back((CorrectFact(self.fact, None),))
            case Key.RED if self._corrected(moment) and not moment.held:
                return Back((TakeBackFact(self.fact),))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
            case Key.OK | Key.RED | Key.YELLOW:
                return Stay(self)
        return Unused()

    def _taken(self, moment: Moment) -> Outcome:
        if self.choices:
            word = self.choices[self.place]
            if self._form is Form.WORD:
                return Back((CorrectFact(self.fact, word),))
            return Stay(self, (CorrectFact(self.fact, self._toggled(moment, word)),))
        if not self.typed:
            return Stay(self)
        try:
            digits = self._form is Form.DIGITS
            said = checked(self.fact, self.typed if digits else int(self.typed))
        except BadFact:
            return Stay(replace(self, typed="", refused=True))
        return Back((CorrectFact(self.fact, said),))

    def _toggled(self, moment: Moment, word: str) -> tuple[str, ...]:
        now = self._words(moment)
        wanted = set(now) ^ {word}
        return tuple(each for each in self.choices if each in wanted)

    def _words(self, moment: Moment) -> tuple[str, ...]:
        value = self._value(moment)
        return value if isinstance(value, tuple) else ()

    def _value(self, moment: Moment) -> Fact | None:
        known = moment.snapshot.portrait.fact(self.fact)
        return None if known is None else known.value

    def _corrected(self, moment: Moment) -> bool:
        known = moment.snapshot.portrait.fact(self.fact)
        return known is not None and facts.is_corrected(known)

    # -- picture ---------------------------------------------------------------------

    def scene(self, moment: Moment) -> Scene:
        say = moment.say
        known = moment.snapshot.portrait.fact(self.fact)
        told = [
            Paragraph("fact-now", facts.value(moment, self.fact, self._value(moment)),
                      style="heading"),
            Paragraph("fact-who", say(facts.ORIGINS[known.origin]) if known else "",
                      colour="muted", before=8),
            Paragraph("fact-stays", say("What you say here stays on this box and wins over what "
                      "was told. It goes when you withdraw your yes."),
                      colour="muted", before=30),
        ]  # fmt: skip
        if self._form in _MOST:
            told.append(Paragraph("fact-type", say("Type it with the digit keys, then OK."),
                                  before=30))  # fmt: skip
        if self.refused:
            told.append(Paragraph("fact-refused", say("That cannot be right. Try again."),
                                  colour="warn", before=12))  # fmt: skip
        column = layout.column(moment, Rect(96, 170, 860, 520), told)
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, facts.name(moment, self.fact)),
            *column,
        ]
        if self._form in _MOST:
            nodes += self._digits(layout.bottom(column) + 40)
        nodes += self._list(moment)
        hints = [("", say("OK: take this"))] if self._form is not Form.TEXT else []
        hints.append(("yellow", say("This is not so")))
        if self._corrected(moment):
            hints.append(("red", say("Take my correction back")))
        nodes += layout.keys_line(moment, *hints, ("", say("BACK: one step back")))
        return tuple(nodes)

    def _digits(self, y: int) -> Scene:
        rect = Rect(96, y, 460, 110)
        shown = self.typed or "–"
        return (
            Panel(rect, colour="raised", radius=14, role="typed", focused=True),
            Text("fact-typed", shown, Rect(rect.x + 36, rect.y, 388, rect.h), style="title"),
        )

    def _list(self, moment: Moment) -> Scene:
        nodes: list[Node] = []
        top = min(max(self.place - _ROWS // 2, 0), max(0, len(self.choices) - _ROWS))
        held = self._words(moment) or (self._value(moment),)
        for n, word in enumerate(self.choices[top : top + _ROWS], top):
            y = _TOP + (n - top) * _PITCH
            focused = n == self.place
            rect = Rect(_X, y, _W, _H)
            ink = "ink" if focused else "text"
            shown = facts.word(moment, word)
            if self.fact == "province":
                shown = facts.value(moment, "province", word)
            nodes.append(Panel(rect.grown(4) if focused else rect,
                               colour="plate" if focused else "raised", radius=12,
                               shadow=focused))  # fmt: skip
            if word in held:
                nodes.append(Icon("check", Rect(_X + 20, y + 10, 40, 40), colour=ink))
            nodes.append(Text(f"choice:{word}", shown, Rect(_X + 84, y, _W - 110, _H), colour=ink,
                              focused=focused, cut=True))  # fmt: skip
        return tuple(nodes)
