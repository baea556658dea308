"""Recorded media: the bar with the timeline, seeking, and what is on air in it.

The bar comes with any transport key and goes after four seconds, but stays
while the player is paused. Seeking shows where it will land at once, before
the pictures are there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from stb.engine.commands import (
    Command,
    Pause,
    Resume,
    SeekBreak,
    SeekTo,
    StartOver,
    Step,
    Stop,
)
from stb.engine.snapshot import Intent, Playing, Supply
from stb.model.key import Key
from stb.model.timeline import Placed, Source
from stb.ui import layout, words
from stb.ui.scene import Align, Bar, Icon, Node, Panel, Rect, Scene, Text, Video
from stb.ui.screen import Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.live import failed, main_keys, rating, waiting
from stb.ui.screens.why import Why

BAR_MS = 4_000
SMALL_S, LARGE_S = 10, 60
GROWING = (10, 10, 20, 30, 60)
"""Seconds of a step while a key is held, as it repeats; the last goes on."""
SPOT_LINE_S = 4


@dataclass(frozen=True, slots=True)
class Player(Screen):
    """``aim`` is the frame asked for by seeking until it is on the screen, -1 for none."""

    bar_until: int = 0
    aim: int = -1
    aim_until: int = 0
    repeats: int = 0

    @property
    def name(self) -> str:
        return "player"

    # -- keys ------------------------------------------------------------------------

    def press(self, key: Key, moment: Moment) -> Outcome:
        playing = moment.snapshot.playing
        match key:
            case Key.STOP | Key.BACK:
                return Stay(Player(), (Stop(),))
            case Key.EXIT:
                return Stay(Player())
            case Key.WHY:
                return Open(self, (Why(),))
            case _ if playing is None:
                return Unused()
            case Key.PLAY_PAUSE:
                paused = playing.intent is Intent.PAUSE
                return self._shown(moment, Resume() if paused else Pause())
            case Key.LEFT | Key.RIGHT:
                return self._seek(moment, playing, -1 if key is Key.LEFT else 1, SMALL_S)
            case Key.REWIND | Key.FAST_FORWARD:
                return self._seek(moment, playing, -1 if key is Key.REWIND else 1, LARGE_S)
            case Key.STEP_BACK | Key.STEP_FORWARD:
                return self._shown(moment, Step(-1 if key is Key.STEP_BACK else 1))
            case Key.START_OVER:
                return self._shown(moment, *(() if moment.held else (StartOver(),)))
            case Key.NEXT_BREAK:
                return self._shown(moment, SeekBreak())
            case Key.OK | Key.INFO | Key.UP | Key.DOWN:
                return self._shown(moment)
            case _:
                return Unused()

    def _shown(self, moment: Moment, *commands: Command) -> Outcome:
        return Stay(replace(self, bar_until=moment.ms + BAR_MS, aim=-1, repeats=0), commands)

    def _seek(self, moment: Moment, playing: Playing, way: int, seconds: int) -> Outcome:
        repeats = self.repeats + 1 if moment.held else 0
        grown = GROWING[min(repeats, len(GROWING) - 1)] * seconds // GROWING[0]
        start = self.aim if self.aim >= 0 else playing.frame
        if playing.hold is not None and way > 0:
            start = max(start, playing.hold.target)
        last = max(0, playing.frames - 1)
        aim = min(max(start + way * playing.rate.frames_in(grown), 0), last)
        until = moment.ms + BAR_MS
        return Stay(Player(until, aim, moment.ms + 1_000, repeats), (SeekTo(aim),))

    # -- time ------------------------------------------------------------------------

    def tick(self, moment: Moment) -> Outcome:
        return Stay(self.passed(moment))

    def passed(self, moment: Moment) -> Player:
        """After time has passed: the bar goes away, an aim that was not met is forgotten."""
        player = self
        playing = moment.snapshot.playing
        put_off = playing is not None and playing.hold is not None
        if player.aim >= 0 and (put_off or moment.ms >= player.aim_until):
            player = replace(player, aim=-1, repeats=0)
        if player.bar_until and moment.ms >= player.bar_until:
            player = replace(player, bar_until=0)
        return player

    # -- picture ---------------------------------------------------------------------

    def scene(self, moment: Moment) -> Scene:
        playing = moment.snapshot.playing
        if playing is None:
            return (Video(), *waiting(moment))
        stands = playing.intent is Intent.PAUSE or playing.supply is Supply.ENDED
        barred = stands or bool(self.bar_until)
        return (
            Video(),
            *self._supply(moment, playing),
            *_held(moment, playing),
            *(self._bar(moment, playing) if barred else _spot_line(moment, playing)),
        )

    def _supply(self, moment: Moment, playing: Playing) -> Scene:
        match playing.supply:
            case Supply.FAILED:
                return failed(moment)
            case Supply.WAITING | Supply.NOTHING:
                return waiting(moment)
        return ()

    def _bar(self, moment: Moment, playing: Playing) -> Scene:
        frame = self.aim if self.aim >= 0 else playing.frame
        frames = max(1, playing.frames)
        at = words.length(timedelta(seconds=float(playing.rate.seconds(frame))))
        if playing.intent is Intent.PAUSE:
            at = f"{at}.{frame % playing.rate.frames_in(1):02}"
        total = words.length(timedelta(seconds=float(playing.rate.seconds(playing.frames))))
        marks = tuple(
            (each.at / frames, each.end / frames, "text" if each.id in playing.bound else "break")
            for each in playing.breaks
            if each.frames
        )
        return (
            Panel(Rect(48, 720, 1824, 306) if playing.bound else Rect(48, 776, 1824, 250),
                  shadow=True),
            *(_bound(moment, playing) if playing.bound else ()),
            *self._title(moment, playing),
            Icon(_sign(playing), Rect(96, 888, 44, 44), colour="accent"),
            Text("player-at", at, Rect(150, 884, 170, 52), style="body-strong"),
            Bar(Rect(328, 902, 1320, 16), frame / frames, marks=marks, role="timeline"),
            Text("player-total", total, Rect(1664, 884, 160, 52), colour="muted",
                 align=Align.RIGHT),
            *layout.keys_line(moment, *self._hints(moment, playing), y=960),
        )  # fmt: skip

    def _title(self, moment: Moment, playing: Playing) -> tuple[Node, ...]:
        programme = playing.programme
        below = ""
        age = playing.product.rating if playing.product else ""
        if programme is not None:
            service = moment.snapshot.lineup.service(programme.service_id)
            when = words.moment(moment.local(programme.start), moment.language)
            below = "  ·  ".join(part for part in (service.name if service else "", when) if part)
            age = programme.rating
        return (
            Text("player-title", playing.title, Rect(96, 790, 1000, 62), style="row", cut=True),
            Text("player-about", below, Rect(1104, 790, 648, 62), style="small", colour="muted",
                 align=Align.RIGHT, cut=True),
            *rating(age, 1780, 799),
        )  # fmt: skip

    def _hints(self, moment: Moment, playing: Playing) -> tuple[tuple[str, str], ...]:
        hints = [*main_keys(moment), ("", moment.say("BACK: live television"))]
        placed = spot(playing)
        if placed is not None and placed.item.source is Source.CREATIVE:
            hints.append(("spot", moment.say("WHY: why this spot")))
        elif placed is not None:
            hints.append(("spot", moment.say("Spot of the broadcast")))
        return tuple(hints)


def spot(playing: Playing) -> Placed | None:
    """The spot that is on air, tailored or not; None in the programme."""
    placed = playing.on_air
    if placed is None or placed.item.source is Source.PROGRAMME:
        return None
    return placed


def _bound(moment: Moment, playing: Playing) -> Scene:
    """The operator's policy, above the bar that it is about."""
    text = (
        moment.say("The break that is marked comes first: it cannot be skipped here.")
        if len(playing.bound) == 1
        else moment.say(
            "The breaks that are marked cannot be skipped here: "
            "of those on the way the last comes first."
        )
    )
    return (
        Icon("lock", Rect(96, 740, 36, 36), colour="warn"),
        Text("break-policy", text, Rect(148, 736, 1660, 44), style="small", colour="warn",
             cut=True),
    )  # fmt: skip


def _held(moment: Moment, playing: Playing) -> Scene:
    """Why the viewer is not where he wanted to be, how long that lasts, and what comes then."""
    hold = playing.hold
    if hold is None:
        return ()
    left = words.length(timedelta(seconds=float(playing.rate.seconds(hold.end - playing.frame))))
    text = moment.say("A break cannot be skipped here. {left} left.").format(left=left)
    if hold.leads_on:
        at = words.length(timedelta(seconds=float(playing.rate.seconds(hold.target))))
        text = moment.say("A break cannot be skipped here. In {left}: on to {time}.")
        text = text.format(left=left, time=at)
    width = moment.context.measure(text, "body") + 8
    x = (1920 - width - 100) // 2
    return (
        Panel(Rect(x, 616, width + 100, 76), colour="glass-deep", radius=38, shadow=True),
        Icon("lock", Rect(x + 28, 636, 36, 36), colour="warn"),
        Text("break-held", text, Rect(x + 76, 616, width, 76)),
    )


def _sign(playing: Playing) -> str:
    if playing.supply is Supply.ENDED:
        return "stop"
    return "pause" if playing.intent is Intent.PAUSE else "play"


def _spot_line(moment: Moment, playing: Playing) -> Scene:
    """For the first seconds of a tailored spot: that it is one, and which key says why."""
    placed = spot(playing)
    if placed is None or placed.item.source is not Source.CREATIVE:
        return ()
    if playing.frame - placed.at >= playing.rate.frames_in(SPOT_LINE_S):
        return ()
    text = moment.say("Tailored spot  ·  WHY tells why")
    width = moment.context.measure(text, "small")
    return (
        Panel(Rect(72, 964, width + 48, 62), radius=31),
        Text("tailored", text, Rect(96, 964, width + 6, 62), style="small", colour="text"),
    )
