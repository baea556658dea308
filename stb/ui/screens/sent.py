"""What left this box: every message, and each of them to the byte."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from stb.model.declared import DECLARED
from stb.model.key import Key
from stb.model.report import Sent
from stb.ui import layout, words
from stb.ui.genres import mark
from stb.ui.scene import Icon, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused

EMPTY = b'{"v":1}'
"""What an envelope holds that has nothing in it."""

EMPTY_TITLE = mark("An empty envelope")
EMPTY_PURPOSE = mark("so that every box sends as many")
ROWS = 7
PER_LINE = 16
LINES = 17
_WIDE = 800


@dataclass(frozen=True, slots=True)
class SentList(Screen):
    """The messages, the latest first; ``place`` counts from the top."""

    place: int = 0

    behind_pin = True

    @property
    def name(self) -> str:
        return "sent"

    def press(self, key: Key, moment: Moment) -> Outcome:
        last = max(0, len(moment.snapshot.sent) - 1)
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(last, self.place + 1)))
            case Key.OK if moment.snapshot.sent:
                return Open(self, (SentBytes(self._chosen(moment)),))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def _chosen(self, moment: Moment) -> Sent:
        sent = moment.snapshot.sent
        return sent[-1 - min(self.place, len(sent) - 1)]

    def scene(self, moment: Moment) -> Scene:
        sent = moment.snapshot.sent
        waiting = moment.say("{count} waiting to be sent").format(
            count=moment.snapshot.waiting_reports
        )
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, moment.say("What left this box")),
            Text("sent-waiting", waiting, Rect(96, 128, 700, 44), colour="muted"),
        ]
        if not sent:
            nothing = moment.say("Nothing has left this box.")
            nodes.append(Text("sent-none", nothing, Rect(96, 232, 1100, 60), style="row"))
        top = min(max(self.place - ROWS // 2, 0), max(0, len(sent) - ROWS))
        for n in range(top, min(top + ROWS, len(sent))):
            focused = n == min(self.place, len(sent) - 1)
            nodes += _row(moment, sent[-1 - n], 196 + (n - top) * 108, n=n, focused=focused)
        if sent:
            nodes += _shown(moment, self._chosen(moment))
        nodes += layout.keys_line(
            moment, ("", moment.say("OK: the very bytes")), ("", moment.say("BACK: one step back"))
        )
        return tuple(nodes)


def _row(moment: Moment, sent: Sent, y: int, *, n: int, focused: bool) -> Scene:
    rect = Rect(96, y, 800, 96)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    when = words.moment(moment.local(sent.at), moment.language)
    return (
        Panel(rect.grown(5) if focused else rect, colour="plate" if focused else "raised",
              radius=12, shadow=focused),
        Text(f"sent:{n}", _title(moment, sent), Rect(rect.x + 28, y + 6, 740, 46),
             style="body-strong", colour=ink, focused=focused),
        Text("sent-when", when, Rect(rect.x + 28, y + 48, 740, 42), style="small", colour=quiet,
             cut=True),
    )  # fmt: skip


def _shown(moment: Moment, sent: Sent) -> Scene:
    """The chosen message, laid out to be read."""
    across = _WIDE // max(1, moment.context.measure("0", "mono"))
    body = pretty(sent.body) if sent.body else (moment.say("Erased with your profile."),)
    lines = [part for line in body for part in wrapped(line, across)]
    declared = DECLARED[sent.kind].purpose
    purpose = moment.say(declared) if sent.purpose == declared else sent.purpose
    if sent.body == EMPTY:
        purpose = moment.say(EMPTY_PURPOSE)
    size = moment.say("{count} bytes").format(count=len(sent.body))
    if sent.envelope:
        size = moment.say("{count} bytes, in an envelope of {envelope}").format(
            count=len(sent.body), envelope=sent.envelope
        )
    return (
        Panel(Rect(944, 196, 880, 744), colour="raised", radius=16),
        Icon("sent", Rect(984, 236, 44, 44), colour="accent"),
        Text("sent-purpose", purpose[:1].upper() + purpose[1:], Rect(1052, 214, 732, 48),
             style="body-strong", cut=True),
        Text("sent-size", size, Rect(1052, 260, 732, 42), style="small", colour="muted"),
        *(
            Text("sent-line", line, Rect(984, 326 + n * 38, _WIDE, 38), style="mono", cut=True)
            for n, line in enumerate(lines[:15])
        ),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SentBytes(Screen):
    """One message as it stood on the wire; ``top`` is the first line shown."""

    sent: Sent
    top: int = 0

    behind_pin = True

    @property
    def name(self) -> str:
        return "bytes"

    def press(self, key: Key, moment: Moment) -> Outcome:  # noqa: ARG002
        last = max(0, len(hex_lines(self.sent.body)) - self._lines)
        match key:
            case Key.UP:
                return Stay(replace(self, top=max(0, self.top - 1)))
            case Key.DOWN:
                return Stay(replace(self, top=min(last, self.top + 1)))
            case Key.BACK | Key.OK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    @property
    def _lines(self) -> int:
        """How many lines there is room for; above those of an envelope stands its hash."""
        return LINES - 1 if self.sent.envelope else LINES

    def scene(self, moment: Moment) -> Scene:
        lines = hex_lines(self.sent.body)
        y = 196 + 41 * (LINES - self._lines)
        size = moment.say("{count} bytes, nothing more and nothing less").format(
            count=len(self.sent.body)
        )
        if self.sent.envelope:
            size = moment.say(
                "{count} bytes before sealing; on the wire an envelope of {envelope}, by SHA-256:"
            ).format(count=len(self.sent.body), envelope=self.sent.envelope)
        return (
            *layout.backdrop(),
            *layout.heading(moment, _title(moment, self.sent)),
            Text("bytes-count", size, Rect(96, 136, 1728, 44), colour="muted", cut=True),
            *(
                (Text("bytes-sha256", self.sent.sha256, Rect(96, 182, 1728, 44), style="mono"),)
                if self.sent.envelope
                else ()
            ),
            Panel(
                Rect(96, y, 1728, 56 + 41 * max(1, min(len(lines), self._lines))),
                colour="raised",
                radius=16,
            ),
            *(
                Text("bytes", line, Rect(144, y + 28 + n * 41, 1632, 41), style="mono")
                for n, line in enumerate(lines[self.top : self.top + self._lines])
            ),
            *layout.keys_line(
                moment,
                ("", moment.say("UP and DOWN: scroll")),
                ("", moment.say("BACK: one step back")),
            ),
        )


def _title(moment: Moment, sent: Sent) -> str:
    return moment.say(EMPTY_TITLE if sent.body == EMPTY else DECLARED[sent.kind].title)


def pretty(body: bytes) -> tuple[str, ...]:
    """A JSON body in lines, a member each; any other body as it is."""
    try:
        laid_out = json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return (body.decode("utf-8", "replace"),)
    return tuple(laid_out.splitlines())


def wrapped(line: str, across: int) -> tuple[str, ...]:
    """A line in pieces of at most ``across`` signs, the later ones set in."""
    if len(line) <= across:
        return (line,)
    step = across - 4
    rest = line[across:]
    return (line[:across], *(f"    {rest[at : at + step]}" for at in range(0, len(rest), step)))


def hex_lines(body: bytes) -> tuple[str, ...]:
    """Offset, sixteen bytes in hexadecimal, and the same bytes as characters, a line each."""
    lines = []
    for at in range(0, len(body), PER_LINE):
        part = body[at : at + PER_LINE]
        pairs = f"{part[:8].hex(' ')}  {part[8:].hex(' ')}"
        signs = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in part)
        lines.append(f"{at:04x}   {pairs:<48}   {signs}")
    return tuple(lines)
