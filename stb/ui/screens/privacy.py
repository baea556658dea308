"""Privacy: what was agreed to, in which group this household is, and what left the box.

The focus is on the switch when the page opens, so withdrawing is two presses
(PRIVACY, OK), never more than agreeing. Switching on shows the question with
all its words; nothing is agreed to by a switch alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import AnswerConsent
from stb.model.consent import Answer, ConsentRecord, Method, Purpose
from stb.model.key import Key
from stb.ui import layout, notices, reasons, words
from stb.ui.genres import mark
from stb.ui.layout import Paragraph
from stb.ui.scene import Align, Icon, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.consent import Consent
from stb.ui.screens.kept import Kept
from stb.ui.screens.pin import PinEntry
from stb.ui.screens.sent import SentList

TITLES = {
    Purpose.TAILORED_SPOTS: mark("Tailored spots in Catch-up"),
    Purpose.VIEWING_TIPS: mark("Viewing tips"),
    Purpose.TELEMETRY: mark("Viewing figures"),
}
MEANINGS = {
    Purpose.TAILORED_SPOTS: mark(
        "This box replaces some ordinary spots with spots for your group. Your profile stays "
        "on this box."
    ),
    Purpose.VIEWING_TIPS: mark("This box tells you what you may like, from what you watched."),
    Purpose.TELEMETRY: mark("Once in four weeks, one blurred answer about what is watched here."),
}
METHODS = {
    Method.POPUP: mark("in the question on the screen"),
    Method.PRIVACY_PAGE: mark("on this page"),
    Method.START_SWITCH: mark("set at the start, not by the viewer"),
}

_LEFT_W = 1010
_SWITCH_H, _SWITCH_PITCH = 258, 282
_ROW_H, _ROW_PITCH = 108, 124
_RIGHT = Rect(1180, 168, 644, 792)


@dataclass(frozen=True, slots=True)
class Privacy(Screen):
    """``place``: the rows from the top; the switches, what left the box, what it keeps."""

    place: int = 0

    @property
    def name(self) -> str:
        return "privacy"

    # -- keys ------------------------------------------------------------------------

    def press(self, key: Key, moment: Moment) -> Outcome:
        sent, last = len(notices.ASKED), len(notices.ASKED) + 1
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(last, self.place + 1)))
            case Key.OK if self.place == sent:
                return self._locked(SentList(), mark("to see what left this box"), moment)
            case Key.OK if self.place == last:
                return self._locked(Kept(), mark("to see what this box keeps"), moment)
            case Key.OK:
                return self._switch(notices.ASKED[self.place], moment)
            case Key.PRIVACY:
                return Stay(replace(self, place=0))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def _switch(self, purpose: Purpose, moment: Moment) -> Outcome:
        if moment.held:
            return Stay(self)
        if not moment.snapshot.allows(purpose):
            return Open(self, (Consent.asked(purpose, Method.PRIVACY_PAGE, moment),))
        notice = notices.notice(purpose, moment.language)
        withdrawal = AnswerConsent(purpose, Answer.NO, Method.PRIVACY_PAGE, notice)
        return Stay(self, (withdrawal,))

    def _locked(self, goal: Screen, reason: str, moment: Moment) -> Outcome:
        if moment.snapshot.pin.open:
            return Open(self, (goal,))
        return Open(self, (PinEntry(goal, reason),))

    # -- picture ---------------------------------------------------------------------

    def scene(self, moment: Moment) -> Scene:
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, moment.say("Privacy")),
        ]
        for n, purpose in enumerate(notices.ASKED):
            nodes += _switch_row(moment, purpose, 168 + n * _SWITCH_PITCH, focused=n == self.place)
        count = len(notices.ASKED)
        y = 168 + _SWITCH_PITCH * count
        nodes += _left_row(moment, y, focused=self.place == count)
        nodes += _kept_row(moment, y + _ROW_PITCH, focused=self.place == count + 1)
        below = y + 2 * _ROW_PITCH + 8
        nodes += _group(moment, Rect(96, below, _LEFT_W, 960 - below))
        nodes += _declared(moment)
        on = any(moment.snapshot.allows(purpose) for purpose in notices.ASKED)
        hint = moment.say("OK: withdraw") if on else moment.say("OK: read and choose")
        hint = moment.say("OK: open") if self.place >= count else hint
        nodes += layout.keys_line(moment, ("", hint), ("", moment.say("BACK: one step back")))
        return tuple(nodes)


def _switch_row(moment: Moment, purpose: Purpose, y: int, *, focused: bool) -> Scene:
    on = moment.snapshot.allows(purpose)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    state = moment.say("On") if on else moment.say("Off")
    told = layout.column(
        moment,
        Rect(132, y + 92, _LEFT_W - 72, 200),
        (
            Paragraph("switch-meaning", moment.say(MEANINGS[purpose]), colour=quiet),
            Paragraph("switch-given", _given(moment, purpose), style="small", colour=quiet,
                      before=14),
        ),
    )  # fmt: skip
    rect = Rect(96, y, _LEFT_W, max(_SWITCH_H, layout.bottom(told) + 26 - y))
    return (
        Panel(rect.grown(6) if focused else rect, colour="plate" if focused else "raised",
              radius=16, shadow=focused),
        Text(f"switch:{purpose.value}", moment.say(TITLES[purpose]),
             Rect(rect.x + 36, y + 24, 640, 60), style="row", colour=ink, focused=focused),
        Text("switch-state", state, Rect(rect.x + rect.w - 300, y + 24, 120, 60),
             style="body-strong", colour=ink, align=Align.RIGHT),
        Icon("switch-on" if on else "switch-off", Rect(rect.x + rect.w - 160, y + 4, 124, 100),
             colour=ink),
        *told,
    )  # fmt: skip


def _given(moment: Moment, purpose: Purpose) -> str:
    """When and how it was answered."""
    record = moment.snapshot.consents.latest(purpose)
    if record is None:
        return moment.say("Not asked yet.")
    when = words.moment(moment.local(record.at), moment.language)
    how = moment.say(METHODS[record.method])
    return _answered(moment, purpose, record).format(when=when, how=how)


def _answered(moment: Moment, purpose: Purpose, record: ConsentRecord) -> str:
    if record.answer is Answer.NO:
        return moment.say("No: {when}, {how}.")
    if moment.snapshot.allows(purpose):
        return moment.say("Yes: {when}, {how}.")
    return moment.say("Expired. Yes was: {when}, {how}.")


def _left_row(moment: Moment, y: int, *, focused: bool) -> Scene:
    snapshot = moment.snapshot
    counted = moment.say("{sent} sent  ·  {waiting} waiting  ·  with your PIN").format(
        sent=words.number(len(snapshot.sent), moment.language),
        waiting=words.number(snapshot.waiting_reports, moment.language),
    )
    return _row("sent", moment.say("What left this box"), counted, y, focused=focused)


def _kept_row(moment: Moment, y: int, *, focused: bool) -> Scene:
    kept = len(moment.snapshot.places)
    words_of = moment.say("{count} programmes to go on with  ·  with your PIN")
    if kept == 1:
        words_of = moment.say("{count} programme to go on with  ·  with your PIN")
    counted = words_of.format(count=words.number(kept, moment.language))
    return _row("kept", moment.say("Kept on this box"), counted, y, focused=focused)


def _row(role: str, what: str, counted: str, y: int, *, focused: bool) -> Scene:
    """A row that opens into a list, and how many there are in it."""
    rect = Rect(96, y, _LEFT_W, _ROW_H)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    return (
        Panel(rect.grown(6) if focused else rect, colour="plate" if focused else "raised",
              radius=16, shadow=focused),
        Icon("sent" if role == "sent" else "clock", Rect(rect.x + 36, y + 28, 52, 52), colour=ink),
        Text(role, what, Rect(rect.x + 128, y + 8, 700, 52), style="row", colour=ink,
             focused=focused),
        Text(f"{role}-count", counted, Rect(rect.x + 128, y + 58, rect.w - 220, 44),
             style="small", colour=quiet),
        Icon("right", Rect(rect.x + rect.w - 76, y + 34, 40, 40), colour=ink),
    )  # fmt: skip


def _group(moment: Moment, rect: Rect) -> Scene:
    """My group in words, and how many households are in it."""
    snapshot = moment.snapshot
    told = [Paragraph("group-label", moment.say("My group"), style="small", colour="muted")]
    if not snapshot.allows(Purpose.TAILORED_SPOTS):
        told.append(Paragraph("group", moment.say("None. Without a yes, no group is looked for."),
                              style="body-strong", before=4))  # fmt: skip
    elif not snapshot.segments:
        told.append(Paragraph("group", moment.say("None of the groups fits this household."),
                              style="body-strong", before=4))  # fmt: skip
    for segment in snapshot.segments[:2] if snapshot.allows(Purpose.TAILORED_SPOTS) else ():
        homes = moment.say("{count} households").format(
            count=words.number(segment.households, moment.language)
        )
        told.append(
            Paragraph(
                "group",
                reasons.segment_words(moment, segment),
                style="body-strong",
                before=4,
                most=2,
            )
        )
        told.append(Paragraph("group-homes", homes))
    told.append(
        Paragraph("group-note", moment.say("Worked out here. The operator does not know it."),
                  style="small", colour="muted", before=4)
    )  # fmt: skip
    return layout.column(moment, rect, told)


def _declared(moment: Moment) -> Scene:
    """Every kind of message this box can send, and what for."""
    say = moment.say
    told = (
        Paragraph("declared", say("All this box can send"), style="row"),
        Paragraph("declared-kind", say("An order"), style="body-strong", before=22),
        Paragraph("declared-what", say("What you ordered, when, the price and your customer "
                  "number, to bill it. Only when you order."), colour="muted"),
        Paragraph("declared-kind", say("A spot was shown"), style="body-strong", before=22),
        Paragraph("declared-what", say("Campaign, spot and week, to bill the advertiser. Not who "
                  "you are, not what you watched. Only after your yes."), colour="muted"),
        Paragraph("declared-kind", say("Nothing else"), style="body-strong", before=22),
        Paragraph("declared-what", say("No report of what you watch: the operator only hands over "
                  "the programme you ask for."), colour="muted"),
    )  # fmt: skip
    return (
        Panel(Rect(_RIGHT.x - 34, 168, 2, 780), colour="divider", radius=0),
        *layout.column(moment, _RIGHT, told),
    )
