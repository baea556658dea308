"""My group: in words, with its count and how it was counted, and every fact that it follows from.

What the operator told about this household stands here too where nobody agreed to anything,
because the viewer may know it; then nothing follows from it, and nothing of it is kept. With
consent each fact that was told can be put right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from stb.model.consent import Purpose
from stb.model.facts import ADMINISTRATIVE, Known
from stb.model.key import Key
from stb.model.viewed import WEEKS, Viewed
from stb.ui import facts, layout, reasons, words
from stb.ui.layout import Paragraph
from stb.ui.scene import Align, Node, Panel, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.fact import FactEdit

ROWS = 9
_LEFT = Rect(96, 150, 740, 800)
_X, _TOP, _W, _PITCH, _H = 880, 150, 944, 88, 80


@dataclass(frozen=True, slots=True)
class MyGroup(Screen):
    """``place`` counts the facts from the top."""

    place: int = 0

    behind_pin = True

    @property
    def name(self) -> str:
        return "my-group"

    def press(self, key: Key, moment: Moment) -> Outcome:
        known = moment.snapshot.portrait.known
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(max(0, len(known) - 1), self.place + 1)))
            case Key.OK if moment.held or not _may_correct(moment):
                return Stay(self)
            case Key.OK:
                chosen = self._chosen(moment)
                if chosen is None or chosen.name not in ADMINISTRATIVE:
                    return Stay(self)
                return Open(self, (FactEdit.of(chosen),))
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def _chosen(self, moment: Moment) -> Known | None:
        known = moment.snapshot.portrait.known
        return known[min(self.place, len(known) - 1)] if known else None

    @classmethod
    def pages(cls, moment: Moment) -> tuple[MyGroup, ...]:
        """As many of this screen as it takes to see every fact."""
        facts = len(moment.snapshot.portrait.known)
        return tuple(cls(top + ROWS // 2 if top else 0) for top in range(0, max(1, facts), ROWS))

    def scene(self, moment: Moment) -> Scene:
        say, known = moment.say, moment.snapshot.portrait.known
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, say("My group")),
            *layout.column(moment, _LEFT, told(moment)),
        ]
        top = min(max(self.place - ROWS // 2, 0), max(0, len(known) - ROWS))
        for n, one in enumerate(known[top : top + ROWS], top):
            focused = n == min(self.place, len(known) - 1)
            nodes += _row(moment, one, _TOP + (n - top) * _PITCH, focused=focused)
        if not known:
            nodes.append(Text("facts-none", say("The operator told nothing of this household."),
                              Rect(_X, _TOP, _W, 60), colour="muted"))  # fmt: skip
        chosen = self._chosen(moment)
        hints = [("", say("BACK: one step back"))]
        if chosen is not None and chosen.name in ADMINISTRATIVE and _may_correct(moment):
            hints.insert(0, ("", say("OK: put this right")))
        if top + ROWS < len(known):
            hints.append(("", say("DOWN: more")))
        nodes += layout.keys_line(moment, *hints)
        return tuple(nodes)


def _may_correct(moment: Moment) -> bool:
    return moment.snapshot.allows(Purpose.TAILORED_SPOTS)


def told(moment: Moment) -> Iterator[Paragraph]:
    """The group in words with its count, the method, why, what was viewed, and the sources."""
    say, snapshot = moment.say, moment.snapshot
    if not _may_correct(moment):
        yield Paragraph("group", say("None. Without a yes, no group is looked for."),
                        style="heading")  # fmt: skip
        yield Paragraph(
            "group-unused",
            say("What the operator told about this household is shown here so that you know it. "
                "Nothing is worked out from it, and nothing of it is kept on this box."),
            colour="muted", before=16,
        )  # fmt: skip
        return
    yield from _group(moment)
    yield from _viewed(moment, snapshot.portrait.viewed)
    sources = snapshot.inventory.postcodes.sources
    if sources:
        yield _label(say("Sources of the postcode table"))
    for source in sources:
        kind = say("bought") if source.bought else say("open data")
        yield Paragraph("group-source", f"{source.name}, {source.by}, {source.year} ({kind})",
                        style="small")  # fmt: skip


def _group(moment: Moment) -> Iterator[Paragraph]:
    say, snapshot = moment.say, moment.snapshot
    if not snapshot.segments:
        none = say("None of the groups fits this household.")
        waits = say("None for the rest of this week.")
        yield Paragraph("group", waits if snapshot.portrait.waits else none, style="heading")
        if snapshot.portrait.waits:
            yield Paragraph(
                "group-waits",
                say("The last one was wrong. A spot for it was shown this week already, so the "
                    "next group begins on Monday."), before=10,
            )  # fmt: skip
    for segment in snapshot.segments:
        yield Paragraph("group", reasons.segment_words(moment, segment), style="heading")
        homes = say("{count} households").format(
            count=words.number(segment.households, moment.language)
        )
        yield Paragraph("group-homes", homes, style="body-strong", before=10)
        yield Paragraph("group-counted", say(facts.METHODS[segment.counted]), colour="muted")
        yield _label(say("Why"))
        known = {one.name: one.value for one in snapshot.portrait.known}
        because = (
            f"{facts.name(moment, fact)}: {facts.value(moment, fact, known.get(fact))}"
            for fact in snapshot.portrait.why
        )
        yield Paragraph("group-why", "  ·  ".join(because) or say("every household"))
        yield Paragraph("group-week", say("Until Sunday. There is one group a week, and the box "
                        "chooses it; the operator does not know it."),
                        style="small", colour="muted", before=8)  # fmt: skip


def _viewed(moment: Moment, viewed: tuple[Viewed, ...]) -> Iterator[Paragraph]:
    say = moment.say
    yield _label(say("Watched here, by kind; {weeks} weeks at most").format(
        weeks=WEEKS))  # fmt: skip
    hours: Counter[str] = Counter()
    for one in viewed:
        hours[one.kind.value] += one.seconds
    rows = [
        say("{kind} {minutes} min").format(kind=facts.word(moment, kind), minutes=seconds // 60)
        for kind, seconds in hours.most_common(5)
    ]
    yield Paragraph("group-viewed", "  ·  ".join(rows) or say("Nothing was counted yet."))
    yield Paragraph("group-viewed-kept",
                    say("Only on this box. Erased when you withdraw your yes."),
                    style="small", colour="muted")  # fmt: skip


def _label(text: str) -> Paragraph:
    return Paragraph("group-label", text, style="small", colour="muted", before=22)


def _row(moment: Moment, one: Known, y: int, *, focused: bool) -> Scene:
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    rect = Rect(_X, y, _W, _H)
    named = facts.name(moment, one.name)
    wide = moment.context.measure(named, "body-strong") + 16
    who = moment.say(facts.ORIGINS[one.origin])
    if one.told is not None:
        told = facts.value(moment, one.name, one.told)
        before = moment.say("first told: {value}").format(value=told)
        who = f"{who}  ·  {before}"
    return (
        Panel(rect.grown(5) if focused else rect, colour="plate" if focused else "raised",
              radius=12, shadow=focused),
        Text(f"fact:{one.name}", named, Rect(_X + 24, y + 2, wide, 44),
             style="body-strong", colour=ink, focused=focused, cut=True),
        Text("fact-value", facts.value(moment, one.name, one.value),
             Rect(_X + 48 + wide, y + 2, _W - 72 - wide, 44), colour=ink, align=Align.RIGHT,
             cut=True),
        Text("fact-who", who, Rect(_X + 24, y + 40, _W - 48, 38), style="small", colour=quiet,
             cut=True),
    )  # fmt: skip
