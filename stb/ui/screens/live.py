"""Live television: the picture, the banner, numbers being entered, and zapping.

The banner is up in the frame of the key press and shows the service asked for,
before the tuner has it; so a viewer can zap on without waiting for pictures.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from stb.engine.commands import Command, StartOver, Tune
from stb.engine.snapshot import Supply
from stb.model.key import Key
from stb.model.media import Form
from stb.model.schedule import Programme
from stb.model.service import Service
from stb.ui import layout, words
from stb.ui.scene import Align, Bar, Icon, Node, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.detail import Detail

BANNER_MS = 4_000
DIGITS_MS = 2_000
UNKNOWN_MS = 3_500
MOST_DIGITS = 4
PATIENCE_MS = 6_000
"""How long a picture may be on its way before the viewer is told that it does not come."""


@dataclass(frozen=True, slots=True)
class Live(Screen):
    """``seen`` and ``previous`` are the services of now and before, for the last-channel key.

    ``target`` is the service asked for while the banner is up. Times are `Moment.ms`
    at which something goes away; 0 is away.
    """

    target: str = ""
    banner_until: int = 0
    digits: str = ""
    digits_until: int = 0
    unknown: int = 0
    unknown_until: int = 0
    seen: str = ""
    previous: str = ""
    waits_since: int = 0

    @property
    def name(self) -> str:
        if self.digits:
            return "digits"
        return "banner" if self.banner_until else "live"

    # -- keys ------------------------------------------------------------------------

    def press(self, key: Key, moment: Moment) -> Outcome:
        if key.digit is not None:
            return Stay(self._with_digit(key.digit, moment))
        lineup = moment.snapshot.lineup
        match key:
            case Key.OK if self.digits:
                return Stay(*self._tune_to_digits(moment))
            case Key.CHANNEL_UP | Key.UP:
                return Stay(*self._tune(lineup.beside(self._current(moment), 1), moment))
            case Key.CHANNEL_DOWN | Key.DOWN:
                return Stay(*self._tune(lineup.beside(self._current(moment), -1), moment))
            case Key.LAST:
                return Stay(*self._tune(lineup.service(self.previous), moment))
            case Key.INFO if self.banner_until:
                return self._detail(moment)
            case Key.OK | Key.INFO:
                return Stay(self.with_banner(moment))
            case Key.BACK | Key.EXIT:
                return Stay(self.bare())
            case Key.START_OVER if not moment.held:
                return Stay(self.bare(), (StartOver(),))
            case _:
                return Unused()

    def bare(self) -> Live:
        """The picture alone, remembering the services."""
        return Live(seen=self.seen, previous=self.previous)

    def with_banner(self, moment: Moment, target: str = "") -> Live:
        return replace(self, target=target, banner_until=moment.ms + BANNER_MS)

    def _with_digit(self, digit: int, moment: Moment) -> Live:
        digits = (self.digits + str(digit))[-MOST_DIGITS:]
        return replace(
            self, digits=digits, digits_until=moment.ms + DIGITS_MS, unknown=0, unknown_until=0
        )

    def _current(self, moment: Moment) -> str:
        service = moment.snapshot.service
        return self.target or ("" if service is None else service.id)

    def _tune(self, service: Service | None, moment: Moment) -> tuple[Live, tuple[Command, ...]]:
        if service is None:
            return self.with_banner(moment), ()
        tuned = replace(self.bare(), target=service.id, banner_until=moment.ms + BANNER_MS)
        return tuned, (Tune(service.id),)

    def _tune_to_digits(self, moment: Moment) -> tuple[Live, tuple[Command, ...]]:
        number = int(self.digits)
        service = moment.snapshot.lineup.numbered(number)
        if service is not None:
            return self._tune(service, moment)
        away = moment.ms + UNKNOWN_MS
        return replace(self.bare(), unknown=number, unknown_until=away), ()

    def _detail(self, moment: Moment) -> Outcome:
        service = _service(moment, self._current(moment))
        schedule = moment.snapshot.schedule
        programme = None if service is None else schedule.at(service.id, moment.now)
        if programme is None:
            return Stay(self.with_banner(moment))
        return Open(self.bare(), (Detail(programme),))

    # -- time ------------------------------------------------------------------------

    def tick(self, moment: Moment) -> Outcome:
        return Stay(*self.passed(moment))

    def passed(self, moment: Moment) -> tuple[Live, tuple[Command, ...]]:
        """After time has passed: what goes away, and the number that is tuned to."""
        live = self._watched(moment)
        if bool(live.waits_since) is not waits(moment):
            live = replace(live, waits_since=0 if live.waits_since else moment.ms)
        commands: tuple[Command, ...] = ()
        if live.digits and moment.ms >= live.digits_until:
            live, commands = live._tune_to_digits(moment)
        if live.banner_until and moment.ms >= live.banner_until:
            live = replace(live, banner_until=0, target="")
        if live.unknown_until and moment.ms >= live.unknown_until:
            live = replace(live, unknown=0, unknown_until=0)
        return live, commands

    def _watched(self, moment: Moment) -> Live:
        """This with the service of the snapshot noted; a new one brings its banner.

        Not while a recording plays: what is on its service now is not what is seen.
        """
        service, playing = moment.snapshot.service, moment.snapshot.playing
        if service is None or service.id == self.seen:
            return self
        noted = replace(self, seen=service.id, previous=self.seen or service.id)
        recorded = playing is not None and playing.form is not Form.LIVE
        quiet = recorded or self.banner_until or self.digits
        return noted if quiet else noted.with_banner(moment)

    # -- picture ---------------------------------------------------------------------

    def scene(self, moment: Moment) -> Scene:
        return (Video(), *self._supply(moment), *self.over(moment))

    def over(self, moment: Moment) -> Scene:
        """Banner, digits and what could not be tuned to, over whatever plays."""
        return (
            *(banner(moment, self._current(moment)) if self.banner_until else ()),
            *(self._digits(moment) if self.digits else ()),
            *(self._unknown(moment) if self.unknown_until else ()),
        )

    def _supply(self, moment: Moment) -> Scene:
        playing = moment.snapshot.playing
        if playing is not None and playing.supply is Supply.FAILED:
            return failed(moment)
        if waits(moment):
            long = self.waits_since and moment.ms - self.waits_since >= PATIENCE_MS
            return failed(moment) if long else waiting(moment)
        return ()

    def _digits(self, moment: Moment) -> Scene:
        service = moment.snapshot.lineup.numbered(int(self.digits))
        name = "" if service is None else service.name
        card = Rect(1416, layout.TOP, 408, 206)
        return (
            Panel(card, shadow=True),
            Text("digits", self.digits, Rect(1440, 66, 360, 120), style="digits",
                 align=Align.RIGHT),
            Text("digits-service", name, Rect(1440, 190, 360, 54), colour="muted",
                 align=Align.RIGHT, cut=True),
        )  # fmt: skip

    def _unknown(self, moment: Moment) -> Scene:
        near = nearest(moment.snapshot.lineup.services, self.unknown)
        first = moment.say("There is no channel {number}").format(number=self.unknown)
        second = moment.say("Nearest: {number} {name}")
        second = second.format(number=near.number, name=near.name) if near else ""
        return (
            Panel(Rect(1176, layout.TOP, 648, 160), shadow=True),
            Text("unknown", first, Rect(1208, 74, 584, 56), style="body-strong"),
            Text("unknown-nearest", second, Rect(1208, 138, 584, 56), colour="muted", cut=True),
        )


def banner(moment: Moment, service_id: str) -> Scene:
    """Number and logo, what is on and what follows, and the clock."""
    service = _service(moment, service_id)
    if service is None:
        return ()
    present, following = moment.snapshot.schedule.present_following(service.id, moment.now)
    return (
        Panel(Rect(48, 716, 1824, 310), shadow=True),
        Text("banner-number", str(service.number), Rect(96, 736, 224, 104), style="number"),
        layout.logo(service, Rect(96, 852, 208, 100)),
        Panel(Rect(344, 752, 2, 200), colour="divider", radius=0),
        layout.clock(moment, Rect(1624, 744, 200, 60)),
        *_present(moment, service, present),
        *_following(moment, following),
        Panel(Rect(96, 966, 1728, 2), colour="divider", radius=0),
        *layout.keys_line(moment, *main_keys(moment), y=974),
    )


def main_keys(moment: Moment) -> tuple[tuple[str, str], ...]:
    """What the coloured keys do over a bare picture."""
    return (
        ("red", moment.say("Guide")),
        ("green", moment.say("Catch-up")),
        ("yellow", moment.say("Films and games")),
        ("blue", moment.say("Privacy")),
    )


def _present(moment: Moment, service: Service, present: Programme | None) -> tuple[Node, ...]:
    if present is None:
        nothing = moment.say("No programme information")
        return (
            Text("banner-service", service.name, Rect(388, 744, 1100, 44), colour="muted",
                 cut=True),
            Text("banner-present", nothing, Rect(388, 790, 1200, 60), style="heading"),
        )  # fmt: skip
    left = words.minutes_left(present.end, moment.now)
    share = (moment.now - present.start) / present.length
    times = words.span(moment.local(present.start), moment.local(present.end))
    about = f"{service.name}  ·  {times}"
    still_left = moment.say("{minutes} min left").format(minutes=left)
    width = min(1130, moment.context.measure(about, "small") + 4)
    return (
        Text("banner-service", about, Rect(388, 744, width, 44), style="small", colour="muted",
             cut=True),
        *rating(present.rating, 388 + width + 16, 744),
        Text("banner-present", present.title, Rect(388, 786, 1200, 60), style="heading", cut=True),
        Bar(Rect(388, 862, 1080, 10), share, role="banner-progress"),
        Text("banner-left", still_left, Rect(1492, 844, 332, 44), style="small", colour="muted"),
    )  # fmt: skip


def _following(moment: Moment, following: Programme | None) -> tuple[Node, ...]:
    if following is None:
        return ()
    start = words.clock(moment.local(following.start))
    return (
        Text("banner-next", moment.say("Next"), Rect(388, 896, 130, 50), style="body",
             colour="muted"),
        Text("banner-following", f"{start}  {following.title}", Rect(524, 896, 1064, 50),
             style="body", cut=True),
    )  # fmt: skip


def rating(age: str, x: int, y: int) -> Scene:
    """The Kijkwijzer age as a small round sign; nothing where there is none."""
    known = age in {"AL", "6", "9", "12", "14", "16", "18"}
    return (Icon(f"rating-{age}", Rect(x, y, 44, 44), role="rating"),) if known else ()


def waits(moment: Moment) -> bool:
    """Whether the picture is still on its way."""
    playing = moment.snapshot.playing
    return playing is None or playing.supply in (Supply.NOTHING, Supply.WAITING)


def waiting(moment: Moment) -> Scene:
    """A small card: the picture is on its way."""
    text = moment.say("One moment")
    width = moment.context.measure(text, "body") + 8
    x = (1920 - width - 150) // 2
    return (
        Panel(Rect(x, 496, width + 150, 88), radius=44),
        Icon("clock", Rect(x + 36, 520, 40, 40), colour="muted"),
        Text("waiting", text, Rect(x + 100, 496, width, 88)),
    )


def failed(moment: Moment) -> Scene:
    """The picture cannot be had: what, and what to do."""
    return (
        Panel(Rect(480, 424, 960, 232), shadow=True),
        Icon("warning", Rect(528, 472, 56, 56), colour="warn"),
        Text("failed", moment.say("No picture from this channel"), Rect(620, 464, 780, 60),
             style="row"),
        Text("failed-advice", moment.say("We keep trying. Other channels may work: press CH+."),
             Rect(620, 532, 780, 92), colour="muted", lines=2),
    )  # fmt: skip


def _service(moment: Moment, service_id: str) -> Service | None:
    return moment.snapshot.lineup.service(service_id) or moment.snapshot.service


def nearest(services: tuple[Service, ...], number: int) -> Service | None:
    """The service of that number, or the one that is closest to it."""
    return min(services, key=lambda s: (abs(s.number - number), s.number), default=None)
