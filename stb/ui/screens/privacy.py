"""Privacy: what was agreed to, in which group this household is, and what left the box.

The focus is on the switch when the page opens, so withdrawing is two presses
(PRIVACY, OK), never more than agreeing. Switching on shows the question with
all its words; nothing is agreed to by a switch alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import AnswerConsent, NotMySegment
from stb.model import telemetry
from stb.model.consent import Answer, ConsentRecord, Method, Purpose, State
from stb.model.key import Key
from stb.model.report import Kind
from stb.ui import facts, layout, notices, reasons, words
from stb.ui.genres import mark
from stb.ui.layout import Paragraph
from stb.ui.scene import Align, Icon, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.consent import Consent
from stb.ui.screens.declared import DeclaredList
from stb.ui.screens.kept import Kept
from stb.ui.screens.my_group import MyGroup
from stb.ui.screens.pin import PinEntry
from stb.ui.screens.receipts import METHODS, TITLES, Receipts
from stb.ui.screens.reset import Reset
from stb.ui.screens.sent import SentList

MEANINGS = {
    Purpose.TAILORED_SPOTS: mark(
        "This box replaces some ordinary spots with spots for your group. Your profile stays "
        "on this box."
    ),
    Purpose.VIEWING_TIPS: mark("This box tells you what you may like, from what you watched."),
    Purpose.TELEMETRY: mark("Every four weeks one swapped answer about viewing."),
}
_LEFT_W = 1010
_TOP = 168
_SWITCH_H, _SWITCH_PITCH = 244, 264
_RIGHT = Rect(1160, 168, 664, 800)
_ROWS_Y, _ROW_H, _ROW_PITCH = 478, 84, 96

ROWS = ("sent", "kept", "receipts", "declared", "reset")
"""The rows at the right, which open into screens; those that housemates may not see by PIN."""
LOCKED = {"sent", "kept", "reset"}
_SWITCHES = len(notices.ASKED)
_LAST = _SWITCHES + len(ROWS) - 1
_ACROSS = {0: 0, 1: 1, 2: 3}
"""Which row at the right stands beside which switch."""
_BACK = {0: 0, 1: 1, 2: 1, 3: 2, 4: 2}


@dataclass(frozen=True, slots=True)
class Privacy(Screen):
    """``place``: the switches from the top, then the rows at the right."""

    place: int = 0

    @property
    def name(self) -> str:
        return "privacy"

    # -- keys ------------------------------------------------------------------------

    def press(self, key: Key, moment: Moment) -> Outcome:
        place, row = self.place, self.place - _SWITCHES
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(_LAST, place + 1)))
            case Key.RIGHT if row < 0:
                return Stay(replace(self, place=_SWITCHES + _ACROSS[place]))
            case Key.LEFT if row >= 0:
                return Stay(replace(self, place=_BACK[row]))
            case Key.OK if row >= 0:
                return self._open(ROWS[row], moment)
            case Key.OK:
                return self._switch(notices.ASKED[place], moment)
            case Key.YELLOW if moment.snapshot.segments and not moment.held:  # rule 24
                return Stay(self, (NotMySegment(moment.snapshot.segments[0].id),))
            case Key.GREEN:
                return self._locked(MyGroup(), mark("to see your group and why"), moment)
            case Key.PRIVACY:
                return Stay(replace(self, place=0))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def _open(self, row: str, moment: Moment) -> Outcome:
        match row:
            case "sent":
                return self._locked(SentList(), mark("to see what left this box"), moment)
            case "kept":
                return self._locked(Kept(), mark("to see what this box keeps"), moment)
            case "reset":
                return self._locked(Reset(), mark("for the factory settings"), moment)
            case "receipts":
                return Open(self, (Receipts(),))
        return Open(self, (DeclaredList(),))

    def _switch(self, purpose: Purpose, moment: Moment) -> Outcome:
        if moment.held or moment.snapshot.household.child_profile:  # rule 19
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
            nodes += _switch_row(moment, purpose, _TOP + n * _SWITCH_PITCH, focused=n == self.place)
        nodes.append(Panel(Rect(_RIGHT.x - 30, _TOP, 2, 792), colour="divider", radius=0))
        nodes += _group(moment, Rect(_RIGHT.x, _TOP, _RIGHT.w, _ROWS_Y - _TOP - 12))
        for n, row in enumerate(ROWS):
            nodes += _row(
                moment, row, _ROWS_Y + n * _ROW_PITCH, focused=n + _SWITCHES == self.place
            )
        wrong = [("yellow", moment.say("My group is wrong"))] if moment.snapshot.segments else []
        why = ("green", moment.say("My group, and why"))
        nodes += layout.keys_line(
            moment, ("", self._hint(moment)), ("", moment.say("BACK: one step back")), why, *wrong
        )
        return tuple(nodes)

    def _hint(self, moment: Moment) -> str:
        if self.place >= _SWITCHES:
            return moment.say("OK: open")
        if moment.snapshot.household.child_profile:
            return moment.say("A child's profile: nothing is asked, and all is off")
        on = moment.snapshot.allows(notices.ASKED[self.place])
        return moment.say("OK: withdraw") if on else moment.say("OK: read and choose")


def _switch_row(moment: Moment, purpose: Purpose, y: int, *, focused: bool) -> Scene:
    on = moment.snapshot.allows(purpose)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    state = moment.say("On") if on else moment.say("Off")
    told = layout.column(
        moment,
        Rect(132, y + 82, _LEFT_W - 72, 240),
        (
            Paragraph("switch-meaning", moment.say(MEANINGS[purpose]), colour=quiet),
            Paragraph("switch-given", _given(moment, purpose), style="small", colour=quiet,
                      before=8),
            *((Paragraph("switch-budget", budget(moment), style="small", colour=quiet),)
              if purpose is Purpose.TELEMETRY else ()),
        ),
    )  # fmt: skip
    rect = Rect(96, y, _LEFT_W, _SWITCH_H)
    return (
        Panel(rect.grown(6) if focused else rect, colour="plate" if focused else "raised",
              radius=16, shadow=focused),
        Text(f"switch:{purpose.value}", moment.say(TITLES[purpose]),
             Rect(rect.x + 36, y + 16, 640, 60), style="row", colour=ink, focused=focused),
        Text("switch-state", state, Rect(rect.x + rect.w - 300, y + 16, 120, 60),
             style="body-strong", colour=ink, align=Align.RIGHT),
        Icon("switch-on" if on else "switch-off", Rect(rect.x + rect.w - 160, y - 4, 124, 100),
             colour=ink),
        *told,
    )  # fmt: skip


def budget(moment: Moment) -> str:
    """How many answers for viewing figures left in a year, and what they tell at the worst."""
    left = (sent.at for sent in moment.snapshot.sent if sent.kind is Kind.TELEMETRY)
    count = telemetry.answered_periods(left, moment.now)
    told = moment.say("In 12 months: {count} of {most} answers, privacy loss {loss} of {worst}.")
    return told.format(
        count=count, most=telemetry.ANSWERS_A_YEAR,
        loss=telemetry.EPSILON * count, worst=telemetry.loss_in_a_year(),
    )  # fmt: skip


def _given(moment: Moment, purpose: Purpose) -> str:
    """When and how it was answered."""
    consents = moment.snapshot.consents
    record = consents.latest(purpose)
    if record is not None and record.state is State.RAN_OUT:
        record = consents.of(record.ends) or record
    if record is None:
        return moment.say("Not asked yet.")
    when = words.moment(moment.local(record.at), moment.language)
    how = moment.say(METHODS[record.method])
    return _answered(moment, purpose, record).format(when=when, how=how)


def _answered(moment: Moment, purpose: Purpose, record: ConsentRecord) -> str:
    match record.state:
        case State.REFUSED:
            return moment.say("No: {when}, {how}.")
        case State.WITHDRAWN:
            return moment.say("Withdrawn: {when}, {how}.")
    if moment.snapshot.allows(purpose):
        return moment.say("Yes: {when}, {how}.")
    return moment.say("Expired. Yes was: {when}, {how}.")


def _row(moment: Moment, row: str, y: int, *, focused: bool) -> Scene:
    """A row that opens into a screen, and how much is in it."""
    say, snapshot = moment.say, moment.snapshot

    def count(words_of: str, value: int) -> str:
        return words_of.format(count=words.number(value, moment.language))

    match row:
        case "sent":
            sign, what = "sent", say("What left this box")
            counted = say("{sent} sent  ·  {waiting} waiting").format(
                sent=words.number(len(snapshot.sent), moment.language),
                waiting=words.number(snapshot.waiting_reports, moment.language),
            )
        case "kept":
            sign, what = "clock", say("Kept on this box")
            counted = count(say("{count} programmes to go on with"), len(snapshot.places))
            if len(snapshot.places) == 1:
                counted = count(say("{count} programme to go on with"), 1)
        case "receipts":
            sign, what = "info", say("Your answers")
            counted = count(say("{count} on record"), len(snapshot.consents.records))
        case "declared":
            sign, what = "shield", say("What this box can send")
            counted = ""
        case _:
            sign, what, counted = "lock", say("Factory settings"), ""
    rect = Rect(_RIGHT.x, y, _RIGHT.w, _ROW_H)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    return (
        Panel(rect.grown(6) if focused else rect, colour="plate" if focused else "raised",
              radius=14, shadow=focused),
        Icon(sign, Rect(rect.x + 28, y + 20, 44, 44), colour=ink),
        Text(row, what, Rect(rect.x + 96, y + 2, 480, 46 if counted else _ROW_H - 4),
             style="body-strong", colour=ink, focused=focused),
        *((Text(f"{row}-count", counted, Rect(rect.x + 96, y + 42, 480, 40), style="small",
                colour=quiet),) if counted else ()),
        Icon("lock" if row in LOCKED else "right", Rect(rect.x + rect.w - 64, y + 24, 36, 36),
             colour=quiet),
    )  # fmt: skip


def _group(moment: Moment, rect: Rect) -> Scene:
    """My group in words, and how many households are in it."""
    snapshot = moment.snapshot
    told = [Paragraph("group-label", moment.say("My group"), style="small", colour="muted")]
    if not snapshot.allows(Purpose.TAILORED_SPOTS):
        told.append(Paragraph("group", moment.say("None. Without a yes, no group is looked for."),
                              style="body-strong", before=4))  # fmt: skip
    elif not snapshot.segments:
        none = moment.say("None of the groups fits this household.")
        waits = moment.say("None for the rest of this week.")
        shown = waits if snapshot.portrait.waits else none
        told.append(Paragraph("group", shown, style="body-strong", before=4))
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
            Paragraph("group-counted", moment.say(facts.METHODS[segment.counted]), style="small",
                      colour="muted")
        )  # fmt: skip
    told.append(
        Paragraph("group-note", moment.say("Worked out here. The operator does not know it."),
                  style="small", colour="muted", before=4)
    )  # fmt: skip
    return layout.column(moment, rect, told)
