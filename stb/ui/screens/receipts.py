"""The viewer's answers, each with when and how, and the question as it was shown then."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.model.consent import ConsentRecord, Method, Purpose, State
from stb.model.key import Key
from stb.ui import layout, notices, words
from stb.ui.genres import mark
from stb.ui.scene import Align, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.consent import question, second_layer

ROWS = 6
_TOP, _PITCH, _H = 236, 120, 106

TITLES = {
    Purpose.TAILORED_SPOTS: mark("Tailored spots in Catch-up"),
    Purpose.VIEWING_TIPS: mark("Viewing tips"),
    Purpose.TELEMETRY: mark("Viewing figures"),
}
METHODS = {
    Method.POPUP: mark("in the question on the screen"),
    Method.PRIVACY_PAGE: mark("on this page"),
    Method.START_SWITCH: mark("set at the start, not by the viewer"),
    Method.COMMAND: mark("by a command on this machine"),
    Method.RAN_OUT: mark("by itself"),
}
STATES = {
    State.GIVEN: mark("Yes"),
    State.REFUSED: mark("No"),
    State.WITHDRAWN: mark("Withdrawn"),
    State.RAN_OUT: mark("Expired"),
}


@dataclass(frozen=True, slots=True)
class Receipts(Screen):
    """All records, the latest first; ``place`` counts from the top."""

    place: int = 0

    @property
    def name(self) -> str:
        return "receipts"

    def press(self, key: Key, moment: Moment) -> Outcome:
        records = moment.snapshot.consents.records
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(max(0, len(records) - 1), self.place + 1)))
            case Key.OK if records:
                return Open(self, (AsShown(records[-1 - min(self.place, len(records) - 1)]),))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def scene(self, moment: Moment) -> Scene:
        records = moment.snapshot.consents.records
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, moment.say("Your answers")),
            Text("receipts-what", moment.say("On record for good, and never changed."),
                 Rect(96, 136, 1400, 48), colour="muted"),
        ]  # fmt: skip
        if not records:
            nodes.append(Text("receipts-none", moment.say("Nothing was answered yet."),
                              Rect(96, _TOP, 1100, 60), style="row"))  # fmt: skip
        top = min(max(self.place - ROWS // 2, 0), max(0, len(records) - ROWS))
        for n in range(top, min(top + ROWS, len(records))):
            y = _TOP + (n - top) * _PITCH
            nodes += _row(moment, records[-1 - n], y, n=n, focused=n == self.place)
        hints = [("", moment.say("OK: the question as it was shown"))] if records else []
        nodes += layout.keys_line(moment, *hints, ("", moment.say("BACK: one step back")))
        return tuple(nodes)


def _row(moment: Moment, record: ConsentRecord, y: int, *, n: int, focused: bool) -> Scene:
    rect = Rect(96, y, 1728, _H)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    at = moment.local(record.at)
    when = f"{words.day(at, moment.language)} {at.year}, {words.clock(at)}"
    text = moment.say("text {version}, {language}").format(
        version=record.notice.version, language=record.notice.language
    )
    told = f"{when}  ·  {moment.say(METHODS[record.method])}  ·  {text}"
    return (
        Panel(rect.grown(5) if focused else rect, colour="plate" if focused else "raised",
              radius=12, shadow=focused),
        Text(f"receipt:{n}", moment.say(TITLES[record.purpose]), Rect(rect.x + 32, y + 8, 1200, 50),
             style="body-strong", colour=ink, focused=focused),
        Text("receipt-state", moment.say(STATES[record.state]), Rect(rect.x + 1300, y + 8, 396, 50),
             style="body-strong", colour=ink, align=Align.RIGHT),
        Text("receipt-when", told, Rect(rect.x + 32, y + 56, 1640, 42), style="small",
             colour=quiet),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AsShown(Screen):
    """The question that a record answers, made again from it; nothing can be answered here."""

    record: ConsentRecord
    details: bool = False

    covers = False

    @property
    def name(self) -> str:
        return "as-shown"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        match key:
            case Key.DOWN | Key.UP:
                return Stay(replace(self, details=not self.details))
            case Key.BACK | Key.OK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def scene(self, moment: Moment) -> Scene:
        text = notices.shown(self.record.purpose, self.record.notice)
        if text is None:
            return (
                *layout.backdrop(),
                *layout.heading(moment, moment.say("This text is not known here.")),
                Text("hash", self.record.notice.text_sha256, Rect(96, 200, 1728, 48), style="mono"),
                *layout.keys_line(moment, ("", moment.say("BACK: one step back"))),
            )
        return second_layer(moment, text) if self.details else question(text)
