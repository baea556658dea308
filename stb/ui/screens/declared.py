"""All this box can send: every kind of message, with what is in it and on what grounds.

The words are those of the declarations that the gate obeys; nothing is said here besides.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.model.declared import DECLARED, Declared
from stb.model.key import Key
from stb.model.report import Kind
from stb.model.telemetry import EPSILON, answered_periods, loss_in_a_year
from stb.ui import layout
from stb.ui.genres import mark
from stb.ui.layout import Paragraph
from stb.ui.scene import Icon, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay, Unused

NOTHING_ELSE = mark("Nothing else")
WHY_NOTHING = mark(
    "No list of what you watch: the operator only hands over the programme you ask for. "
    "What comes in is the same for every box."
)
_KINDS = tuple(Kind)
_LAST = len(_KINDS)
_LEFT_W, _TOP, _PITCH, _H = 572, 168, 116, 100
_RIGHT = Rect(700, 168, 1124, 772)
_LABEL_W, _WORDS_W = 224, 844


@dataclass(frozen=True, slots=True)
class DeclaredList(Screen):
    """``place`` counts the kinds from the top; after the last, that there is nothing else."""

    place: int = 0

    @property
    def name(self) -> str:
        return "declared"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(_LAST, self.place + 1)))
            case Key.BACK | Key.OK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def scene(self, moment: Moment) -> Scene:
        rows: list[Scene] = []
        for n, kind in enumerate(_KINDS):
            declared = DECLARED[kind]
            needs = moment.say("Only after your yes") if declared.consent else ""
            rows.append(_row(moment.say(declared.title), needs, n, focused=n == self.place))
        rows.append(_row(moment.say(NOTHING_ELSE), "", _LAST, focused=self.place == _LAST))
        return (
            *layout.backdrop(),
            *layout.heading(moment, moment.say("All this box can send")),
            *(node for row in rows for node in row),
            Panel(_RIGHT, colour="raised", radius=16),
            *self._told(moment),
            *layout.keys_line(
                moment,
                ("", moment.say("UP and DOWN: another kind")),
                ("", moment.say("BACK: one step back")),
            ),
        )

    def _told(self, moment: Moment) -> Scene:
        if self.place < _LAST:
            declared = DECLARED[_KINDS[self.place]]
            return _grounds(moment, declared, _budget(moment, declared.kind))
        why = Paragraph("declared-what", moment.say(WHY_NOTHING), style="lead")
        return layout.column(moment, _RIGHT.grown(-40), (why,))


def _budget(moment: Moment, kind: Kind) -> str:
    """What the answers of a year have told at the worst; nothing of another kind."""
    if kind is not Kind.TELEMETRY:
        return ""
    left = (sent.at for sent in moment.snapshot.sent if sent.kind is kind)
    used = answered_periods(left, moment.snapshot.now)
    return moment.say("Used in a year: {used} of {most}. An answer counts for {one}.").format(
        used=used * EPSILON, most=loss_in_a_year(), one=EPSILON
    )


def _grounds(moment: Moment, declared: Declared, budget: str) -> Scene:
    """What the declaration says, line by line: what is told, and the words."""
    say = moment.say
    terms = say("{clause}; text {version}").format(
        clause=say(declared.clause), version=declared.terms
    )
    told = (
        (say("What is in it"), say(declared.says)),
        (say("When"), say(declared.when)),
        (say("What for"), _sentence(say(declared.purpose))),
        (say("Grounds"), _sentence(terms)),
        (say("Who gets it"), say(declared.recipient)),
        (say("Kept there"), say(declared.kept)),
        (say("Kept here"), say(declared.kept_here)),
        *(((say("Budget"), budget),) if budget else ()),
    )
    nodes: list[Node] = []
    y = _RIGHT.y + 32
    for label, words in told:
        lines = layout.lines_of(moment, words, "body", _WORDS_W)
        high = layout.height("body", lines)
        nodes.append(
            Text("declared-label", label, Rect(_RIGHT.x + 40, y, _LABEL_W, 44), style="small",
                 colour="muted")
        )  # fmt: skip
        nodes.append(
            Text("declared-what", words, Rect(_RIGHT.x + 40 + _LABEL_W, y, _WORDS_W, high),
                 lines=lines + (lines > 1))
        )  # fmt: skip
        y += high + 14
    return tuple(nodes)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _row(title: str, needs: str, n: int, *, focused: bool) -> Scene:
    rect = Rect(96, _TOP + n * _PITCH, _LEFT_W, _H)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    return (
        Panel(rect.grown(5) if focused else rect, colour="plate" if focused else "raised",
              radius=12, shadow=focused),
        Icon("shield", Rect(rect.x + 28, rect.y + 28, 44, 44), colour=ink),
        Text(f"declared:{n}", title, Rect(rect.x + 88, rect.y + 4, 472, 50 if needs else _H - 8),
             style="body-strong", colour=ink, focused=focused),
        *((Text("declared-needs", needs, Rect(rect.x + 88, rect.y + 52, 472, 40), style="small",
                colour=quiet),) if needs else ()),
    )  # fmt: skip
