"""Viewing tips: what was on lately, for everybody alike or in the order of what is watched here.

The question is asked when this is first opened. Without a yes nothing of the viewing is looked
at. With one the kinds of the programmes that can be gone on with give the order; nothing more
is kept for it, and nothing is sent.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta

from stb.model.consent import Method, Purpose
from stb.model.key import Key
from stb.model.schedule import Programme
from stb.ui import layout
from stb.ui.scene import Node, Panel, Picture, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay, Unused
from stb.ui.screens.consent import Consent
from stb.ui.screens.detail import can_be_watched_again
from stb.ui.screens.go_on import entered

MOST = 6
LEAST = timedelta(minutes=15)
_TOP, _PITCH, _H = 212, 124, 112


@dataclass(frozen=True, slots=True)
class Tips(Screen):
    """``place`` counts from the top."""

    place: int = 0

    @property
    def name(self) -> str:
        return "tips"

    def press(self, key: Key, moment: Moment) -> Outcome:
        found = tips(moment)
        match key:
            case Key.UP:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.DOWN:
                return Stay(replace(self, place=min(max(0, len(found) - 1), self.place + 1)))
            case Key.OK if found and not moment.held:
                return entered(self, found[min(self.place, len(found) - 1)], moment)
            case Key.BACK:
                return Back()
            case Key.EXIT:
                return Home()
        return Unused()

    def scene(self, moment: Moment) -> Scene:
        order = moment.say("The same for everybody.")
        if moment.snapshot.allows(Purpose.VIEWING_TIPS):
            order = moment.say("In the order of what you watch here. Only this box knows it.")
        found = tips(moment)
        nodes: list[Node] = [
            *layout.backdrop(),
            *layout.heading(moment, moment.say("Viewing tips")),
            Text("tips-order", order, Rect(96, 132, 1500, 48), colour="muted"),
        ]
        if not found:
            nodes.append(Text("tips-none", moment.say("There is nothing to tip yet."),
                              Rect(96, _TOP, 1100, 60), style="row"))  # fmt: skip
        for n, programme in enumerate(found):
            focused = n == min(self.place, len(found) - 1)
            nodes += _row(moment, programme, _TOP + n * _PITCH, focused=focused)
        hints = [("", moment.say("OK: watch"))] if found else []
        nodes += layout.keys_line(moment, *hints, ("", moment.say("BACK: one step back")))
        return tuple(nodes)


def asked_first(moment: Moment) -> tuple[Screen, ...]:
    """The question that comes with the first opening, if it may be asked now."""
    snapshot = moment.snapshot
    due = snapshot.consents.is_due(Purpose.VIEWING_TIPS, moment.now)
    if not due or snapshot.household.child_profile:
        return ()
    return (Consent.asked(Purpose.VIEWING_TIPS, Method.POPUP, moment),)


def tips(moment: Moment) -> tuple[Programme, ...]:
    """The last programme of each channel; those of the viewer's kinds first, where he agreed."""
    snapshot = moment.snapshot
    found: list[Programme] = []
    for service in snapshot.lineup.services:
        ended = [
            programme for programme in snapshot.schedule.of_service(service.id)
            if programme.length >= LEAST and can_be_watched_again(programme, moment)
        ]  # fmt: skip
        found += ended[-1:]
    if snapshot.allows(Purpose.VIEWING_TIPS):
        left = (snapshot.schedule.programme(place.media_id) for place in snapshot.places)
        kinds = Counter(programme.category for programme in left if programme is not None)
        found.sort(key=lambda programme: -kinds[programme.category])
    return tuple(found[:MOST])


def _row(moment: Moment, programme: Programme, y: int, *, focused: bool) -> Scene:
    service = moment.snapshot.lineup.service(programme.service_id)
    rect = Rect(96, y, 1320, _H)
    ink, quiet = ("ink", "ink-muted") if focused else ("text", "muted")
    told = layout.facts(
        moment, category=programme.category, rating=programme.rating,
        more=(service.name if service is not None else "",),
    )  # fmt: skip
    still = Rect(rect.x + 10, y + 8, 170, 96)
    return (
        Panel(rect.grown(5) if focused else rect, colour="plate" if focused else "raised",
              radius=12, shadow=focused),
        Picture(programme.still, still, label=programme.title[:1]),
        Text(f"tip:{programme.id}", programme.title, Rect(rect.x + 212, y + 10, 1080, 50),
             style="body-strong", colour=ink, focused=focused, cut=True),
        Text("tip-facts", told, Rect(rect.x + 212, y + 58, 1080, 44), style="small", colour=quiet,
             cut=True),
    )  # fmt: skip
