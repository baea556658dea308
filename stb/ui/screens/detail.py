"""A programme on a page of its own: still, facts, synopsis, and what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import Command, Tune, Watch, WatchOn
from stb.model.key import Key
from stb.model.schedule import Programme
from stb.model.service import Service
from stb.ui import layout, words
from stb.ui.scene import Icon, Rect, Scene, Text
from stb.ui.screen import Back, Home, Moment, Outcome, Screen, Stay, Unused
from stb.ui.screens.go_on import go_on_at


def can_be_watched_again(programme: Programme, moment: Moment) -> bool:
    """Whether the whole programme can be had now: it has ended, and is kept."""
    service = moment.snapshot.lineup.service(programme.service_id)
    return (
        service is not None
        and bool(service.catch_up_url)
        and programme.end <= moment.now
        and programme.can_be_caught_up(moment.now)
    )


def can_start_over(programme: Programme, moment: Moment) -> bool:
    """Whether what is on air now can be had from its beginning."""
    service = moment.snapshot.lineup.service(programme.service_id)
    return (
        service is not None
        and bool(service.catch_up_url)
        and programme.airs(moment.now)
        and programme.can_be_caught_up(moment.now)
    )


@dataclass(frozen=True, slots=True)
class Detail(Screen):
    """``place`` is the button that has the focus."""

    programme: Programme
    place: int = 0

    @property
    def name(self) -> str:
        return "detail"

    def press(self, key: Key, moment: Moment) -> Outcome:
        actions = self._actions(moment)
        match key:
            case Key.LEFT:
                return Stay(replace(self, place=max(0, self.place - 1)))
            case Key.RIGHT:
                return Stay(replace(self, place=min(len(actions) - 1, self.place + 1)))
            case Key.OK:
                command = actions[min(self.place, len(actions) - 1)][2]
                return Back() if command is None else Home((command,))
            case Key.BACK | Key.INFO:
                return Back()
            case Key.EXIT:
                return Home()
            case _:
                return Unused()

    def _actions(self, moment: Moment) -> tuple[tuple[str, str, Command | None], ...]:
        """(role, words, command) of each button; no command is the way back."""
        actions: list[tuple[str, str, Command | None]] = []
        programme = self.programme
        place = moment.snapshot.place_of(programme.id)
        again = can_be_watched_again(programme, moment)
        if programme.airs(moment.now):
            actions.append(("button:tune", moment.say("Watch now"), Tune(programme.service_id)))
        if (again or can_start_over(programme, moment)) and place is not None:
            actions.append(("button:go-on", go_on_at(moment, place), WatchOn(programme.id)))
        if again and place is None:
            actions.append(("button:watch", moment.say("Watch"), Watch(programme.id)))
        elif again or can_start_over(programme, moment):
            start = moment.say("From the start")
            actions.append(("button:from-start", start, Watch(programme.id)))
        actions.append(("button:back", moment.say("Back"), None))
        return tuple(actions)

    def scene(self, moment: Moment) -> Scene:
        programme = self.programme
        service = moment.snapshot.lineup.service(programme.service_id)
        return (
            *layout.backdrop(),
            layout.still(programme, Rect(96, 168, 880, 495)),
            layout.clock(moment),
            *self._words(moment, service),
            *self._buttons(moment),
            *layout.keys_line(moment, ("", moment.say("BACK: one step back"))),
        )

    def _words(self, moment: Moment, service: Service | None) -> Scene:
        programme = self.programme
        x, w = 1032, 792
        when = words.moment(moment.local(programme.start), moment.language)
        about = layout.facts(
            moment,
            category=programme.category,
            rating=programme.rating,
            more=(moment.say("{minutes} min").format(
                minutes=int(programme.length.total_seconds()) // 60),),
        )  # fmt: skip
        lines = layout.lines_of(moment, programme.title, "title", w)
        title_h = layout.height("title", min(2, lines))
        y = 168 + 56 + title_h
        return (
            Text("detail-service", service.name if service else "", Rect(x, 164, w, 48),
                 style="body-strong", colour="accent", cut=True),
            Text("detail-title", programme.title, Rect(x, 220, w, title_h), style="title",
                 lines=2, cut=True),
            *((Text("detail-subtitle", programme.subtitle, Rect(x, y, w, 44), cut=True),)
              if programme.subtitle else ()),
            Text("detail-when", when, Rect(x, y + 52, w, 44), colour="muted", cut=True),
            Text("detail-facts", about, Rect(x, y + 100, w, 44), colour="muted", cut=True),
            Text("detail-synopsis", programme.synopsis, Rect(x, y + 164, w, 264), style="body",
                 lines=6, cut=True),
            *contents(programme, 96, 688),
        )  # fmt: skip

    def _buttons(self, moment: Moment) -> Scene:
        actions = self._actions(moment)
        place = min(self.place, len(actions) - 1)
        width = min(428, (1728 - 24 * (len(actions) - 1)) // len(actions))
        return tuple(
            node
            for n, (role, text, _) in enumerate(actions)
            for node in layout.button(
                role, text, Rect(96 + n * (width + 24), 820, width, 92), focused=n == place
            )
        )


def contents(programme: Programme, x: int, y: int) -> Scene:
    """Kijkwijzer: the age and up to three descriptors, as round signs."""
    ages = {"AL", "6", "9", "12", "14", "16", "18"}
    names = [f"rating-{programme.rating}"] if programme.rating in ages else []
    names += [f"content-{each}" for each in programme.contents[:3]]
    return tuple(Icon(name, Rect(x + 68 * n, y, 56, 56)) for n, name in enumerate(names))
