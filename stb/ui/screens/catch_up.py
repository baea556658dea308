"""Terugkijken: a service, a day, and its programmes as stills.

Three zones side by side: services at the left, days above, stills. An arrow
moves within a zone and leaves it at its edge to the zone that lies there. The
channel keys and numbers choose a service from every zone, as they do live.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import Enum

from stb.engine.commands import LoadGuide
from stb.model.key import Key
from stb.model.schedule import Programme
from stb.model.service import Service
from stb.ui import layout, words
from stb.ui.scene import Align, Bar, Icon, Node, Panel, Picture, Rect, Scene, Text
from stb.ui.screen import Back, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens.detail import Detail, can_be_watched_again
from stb.ui.screens.go_on import entered
from stb.ui.screens.live import DIGITS_MS, MOST_DIGITS, nearest

DAYS = 7
COLUMNS, ROWS = 3, 2
SERVICES = 7


class Zone(Enum):
    SERVICES = "services"
    DAYS = "days"
    STILLS = "stills"


@dataclass(frozen=True, slots=True)
class CatchUp(Screen):
    """``day`` counts back from today; ``still`` is the place in the list, latest first.

    ``digits`` is a number being entered, until ``digits_until`` of `Moment.ms`.
    """

    service_id: str
    day: int = 0
    still: int = 0
    zone: Zone = Zone.STILLS
    asked: frozenset[date] = frozenset()
    digits: str = ""
    digits_until: int = 0

    @classmethod
    def opened(cls, moment: Moment) -> CatchUp:
        """On the service that is on, or the first that has catch-up."""
        offered = services(moment)
        on = moment.snapshot.service
        if on is not None and on in offered:
            return cls(on.id)
        return cls(offered[0].id if offered else "", zone=Zone.SERVICES)

    @property
    def name(self) -> str:
        return "catch-up"

    # -- keys ------------------------------------------------------------------------

    def press(self, key: Key, moment: Moment) -> Outcome:
        if key.digit is not None:
            digits = (self.digits + str(key.digit))[-MOST_DIGITS:]
            return Stay(replace(self, digits=digits, digits_until=moment.ms + DIGITS_MS))
        if not self.digits:
            return self._pressed(key, moment)
        match key:
            case Key.OK:
                return Stay(self._on_number(moment))
            case Key.BACK:
                return Stay(replace(self, digits=""))
            case _:
                return replace(self, digits="")._pressed(key, moment)

    def _pressed(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.UP | Key.DOWN | Key.LEFT | Key.RIGHT:
                return Stay(self._moved(key, moment))
            case Key.RED | Key.REWIND:
                return Stay(self._on_day(self.day + 1))
            case Key.GREEN | Key.FAST_FORWARD:
                return Stay(self._on_day(self.day - 1))
            case Key.CHANNEL_UP | Key.CHANNEL_DOWN:
                return Stay(self._zapped(1 if key is Key.CHANNEL_UP else -1, moment))
            case Key.OK if self.zone_now(moment) is not Zone.STILLS:
                return Stay(replace(self, zone=Zone.STILLS))
            case Key.OK:
                programme = self._focused(moment)
                return Stay(self) if programme is None else entered(self, programme, moment)
            case Key.INFO:
                programme = self._focused(moment)
                return Stay(self) if programme is None else Open(self, (Detail(programme),))
            case Key.BACK | Key.CATCH_UP:
                return Back()
            case _:
                return Unused()

    def _moved(self, key: Key, moment: Moment) -> CatchUp:
        here = replace(self, zone=self.zone_now(moment))
        match here.zone:
            case Zone.SERVICES:
                return here._in_services(key, moment)
            case Zone.DAYS:
                return here._in_days(key)
            case Zone.STILLS:
                return here._in_stills(key, moment)

    def _in_services(self, key: Key, moment: Moment) -> CatchUp:
        match key:
            case Key.RIGHT:
                return replace(self, zone=Zone.STILLS)
            case Key.UP if self._place(moment) == 0:
                return replace(self, zone=Zone.DAYS)
            case Key.UP | Key.DOWN:
                return self._by_service(-1 if key is Key.UP else 1, moment)
        return self

    def _in_days(self, key: Key) -> CatchUp:
        match key:
            case Key.DOWN:
                return replace(self, zone=Zone.STILLS)
            case Key.LEFT if self.day == 0:
                return replace(self, zone=Zone.SERVICES)
            case Key.LEFT | Key.RIGHT:
                return self._on_day(self.day + (1 if key is Key.RIGHT else -1))
        return self

    def _in_stills(self, key: Key, moment: Moment) -> CatchUp:
        count = len(self.programmes(moment))
        still = min(self.still, max(0, count - 1))
        row, column = divmod(still, COLUMNS)
        match key:
            case Key.LEFT if column == 0:
                return replace(self, zone=Zone.SERVICES)
            case Key.UP if row == 0:
                return replace(self, zone=Zone.DAYS)
            case Key.LEFT:
                return replace(self, still=still - 1)
            case Key.RIGHT if column < COLUMNS - 1 and still + 1 < count:
                return replace(self, still=still + 1)
            case Key.UP:
                return replace(self, still=still - COLUMNS)
            case Key.DOWN if row < (count - 1) // COLUMNS:
                return replace(self, still=min(still + COLUMNS, count - 1))
        return self

    def _on_day(self, day: int) -> CatchUp:
        day = min(max(day, 0), DAYS - 1)
        return self if day == self.day else replace(self, day=day, still=0)

    def _by_service(self, by: int, moment: Moment) -> CatchUp:
        offered = services(moment)
        if not offered:
            return self
        place = min(max(self._place(moment) + by, 0), len(offered) - 1)
        return replace(self, service_id=offered[place].id, still=0)

    def _zapped(self, by: int, moment: Moment) -> CatchUp:
        """The service with the next number up or down, round the end as live."""
        offered = services(moment)
        if not offered:
            return self
        return self._on_service(offered[(self._place(moment) + by) % len(offered)])

    def _on_number(self, moment: Moment) -> CatchUp:
        """The service of the number that was entered, or the nearest that has catch-up."""
        service = nearest(services(moment), int(self.digits))
        bare = replace(self, digits="")
        return bare if service is None else bare._on_service(service)

    def _on_service(self, service: Service) -> CatchUp:
        return (
            self if service.id == self.service_id else replace(self, service_id=service.id, still=0)
        )

    # -- facts -----------------------------------------------------------------------

    def zone_now(self, moment: Moment) -> Zone:
        """Where the focus is: on the days while a day has no stills to be on."""
        if self.zone is Zone.STILLS and not self.programmes(moment):
            return Zone.DAYS if services(moment) else Zone.SERVICES
        return self.zone

    def _place(self, moment: Moment) -> int:
        return next((n for n, s in enumerate(services(moment)) if s.id == self.service_id), 0)

    def _date(self, moment: Moment) -> date:
        return moment.local_now.date() - timedelta(days=self.day)

    def programmes(self, moment: Moment) -> tuple[Programme, ...]:
        """What of the day can be watched now, the latest first."""
        day = self._date(moment)
        return tuple(
            programme
            for programme in reversed(moment.snapshot.schedule.of_service(self.service_id))
            if moment.local(programme.start).date() == day
            and can_be_watched_again(programme, moment)
        )

    def _focused(self, moment: Moment) -> Programme | None:
        programmes = self.programmes(moment)
        return programmes[min(self.still, len(programmes) - 1)] if programmes else None

    # -- time and picture ------------------------------------------------------------

    def tick(self, moment: Moment) -> Outcome:
        """Asks for the days that the chosen one needs and the schedule has not, once each.

        A number that was entered is chosen after a while.
        """
        if self.digits and moment.ms >= self.digits_until:
            return self._on_number(moment).tick(moment)
        wanted = self._utc_days(moment)
        schedule = moment.snapshot.schedule
        known = {p.start.date() for p in schedule.of_service(self.service_id)}
        days = sorted(wanted - known - self.asked)
        if not days:
            return Stay(self)
        asked = replace(self, asked=self.asked | frozenset(days))
        return Stay(asked, tuple(LoadGuide(day) for day in days))

    def _utc_days(self, moment: Moment) -> set[date]:
        first = self._midnight(moment).date()
        return {first, first + timedelta(days=1)} - {moment.now.date() + timedelta(days=1)}

    def _midnight(self, moment: Moment) -> datetime:
        """The start of the chosen day, UTC."""
        start = datetime.combine(self._date(moment), time(), moment.local_now.tzinfo)
        offset = start.utcoffset() or timedelta(0)
        return start.replace(tzinfo=moment.now.tzinfo) - offset

    def scene(self, moment: Moment) -> Scene:
        return (
            *layout.backdrop(),
            *layout.heading(moment, moment.say("Catch-up")),
            *self._days(moment),
            *self._services(moment),
            *self._stills(moment),
            *self._number(moment),
            *layout.keys_line(
                moment,
                ("red", moment.say("Day back")),
                ("green", moment.say("Day ahead")),
                ("", moment.say("CH+ and CH−: channel")),
                ("", moment.say("INFO: more")),
            ),
        )

    def _number(self, moment: Moment) -> Scene:
        """The number being entered and whose it is, beside the heading."""
        if not self.digits:
            return ()
        service = nearest(services(moment), int(self.digits))
        exact = service is not None and service.number == int(self.digits)
        name = service.name if service is not None and exact else ""
        return (
            Panel(Rect(756, 58, 708, 72), colour="raised", radius=36),
            Text("digits", self.digits, Rect(796, 58, 140, 72), style="row"),
            Text("digits-service", name, Rect(952, 58, 480, 72), colour="muted", cut=True),
        )

    def _days(self, moment: Moment) -> Scene:
        today = moment.local_now.date()
        nodes: list[Node] = []
        zone = self.zone_now(moment)
        x = 448
        for n in range(DAYS):
            label = words.near_day(today - timedelta(days=n), today, moment.language)
            width = moment.context.measure(label, "body-strong") + 44
            focused = zone is Zone.DAYS and n == self.day
            chosen = n == self.day
            if focused or chosen:
                nodes.append(
                    Panel(Rect(x, 152, width, 60), colour="plate" if focused else "raised",
                          radius=30, shadow=focused)
                )  # fmt: skip
            nodes.append(
                Text(f"day:{n}", label, Rect(x, 152, width, 60),
                     style="body-strong" if chosen else "body",
                     colour="ink" if focused else "text" if chosen else "muted",
                     align=Align.CENTRE, focused=focused)
            )  # fmt: skip
            x += width + 8
        return tuple(nodes)

    def _services(self, moment: Moment) -> Scene:
        offered = services(moment)
        place = self._place(moment)
        top = min(max(place - SERVICES // 2, 0), max(0, len(offered) - SERVICES))
        zone = self.zone_now(moment)
        nodes: list[Node] = []
        for n, service in enumerate(offered[top : top + SERVICES]):
            y = 152 + n * 116
            chosen = service.id == self.service_id
            focused = chosen and zone is Zone.SERVICES
            rect = Rect(96, y, 304, 100)
            nodes += _service(service, rect, chosen=chosen, focused=focused)
        return tuple(nodes)

    def _stills(self, moment: Moment) -> Scene:
        programmes = self.programmes(moment)
        if not programmes:
            return self._nothing(moment)
        still = min(self.still, len(programmes) - 1)
        top = max(0, still // COLUMNS - ROWS + 1)
        nodes: list[Node] = []
        late: Scene = ()
        for n, programme in enumerate(programmes):
            row, column = divmod(n, COLUMNS)
            if not top <= row < top + ROWS:
                continue
            rect = Rect(448 + column * 466, 244 + (row - top) * 364, 444, 250)
            focused = n == still and self.zone_now(moment) is Zone.STILLS
            drawn = _still(moment, programme, rect, focused=focused)
            if focused:
                late = drawn
            else:
                nodes += drawn
        return (*nodes, *late)

    def _nothing(self, moment: Moment) -> Scene:
        """A skeleton while the day is on its way; in words when there is nothing."""
        offered = services(moment)
        start, schedule = self._midnight(moment), moment.snapshot.schedule
        end = min(start + timedelta(days=1), moment.now)
        known = any(schedule.between(service.id, start, end) for service in offered)
        if known or not offered:
            text = moment.say("Nothing of this day can be watched again here.")
            if not offered:
                text = moment.say("No channel here can be watched again.")
            return (Text("nothing", text, Rect(448, 260, 1376, 60), style="row", colour="muted"),)
        return tuple(
            Panel(Rect(448 + c * 466, 244 + r * 364, 444, 250), colour="skeleton", radius=10)
            for r in range(ROWS)
            for c in range(COLUMNS)
        )


def services(moment: Moment) -> tuple[Service, ...]:
    """The services that can be watched again, in the order of the lineup."""
    return tuple(s for s in moment.snapshot.lineup.services if s.catch_up_url and s.catch_up_days)


def _service(service: Service, rect: Rect, *, chosen: bool, focused: bool) -> tuple[Node, ...]:
    bar = (Panel(Rect(rect.x, rect.y + 22, 6, rect.h - 44), colour="accent", radius=3),)
    return (
        Panel(rect, colour="raised" if chosen else "cell-past", radius=12,
              role=f"service:{service.id}", focused=focused),
        *(bar if chosen and not focused else ()),
        layout.logo(service, Rect(rect.x + 52, rect.y + 14, rect.w - 104, rect.h - 28)),
    )  # fmt: skip


def _still(moment: Moment, programme: Programme, rect: Rect, *, focused: bool) -> tuple[Node, ...]:
    """A still with its title and time under it; the focused one stands out."""
    when = words.span(moment.local(programme.start), moment.local(programme.end))
    picture = rect.grown(10) if focused else rect
    minutes = moment.say("{minutes} min").format(
        minutes=int(programme.length.total_seconds()) // 60
    )
    under = rect.y + rect.h + (22 if focused else 8)
    sign = Rect(rect.x + 20, rect.y + rect.h - 68, 48, 48)
    left = moment.snapshot.place_of(programme.id)
    return (
        Picture(programme.still, picture, role=f"programme:{programme.id}", focused=focused,
                label=programme.title),
        *((Bar(Rect(picture.x + 16, picture.y + picture.h - 18, picture.w - 32, 8),
               left.frame / left.frames, role="left-at"),) if left else ()),
        *((Panel(sign.grown(8), colour="glass", radius=32), Icon("play", sign, colour="accent"))
          if focused else ()),
        Text("still-title", programme.title, Rect(rect.x, under, rect.w, 44),
             style="body-strong", colour="text" if focused else "muted", cut=True),
        Text("still-when", f"{when}  ·  {minutes}", Rect(rect.x, under + 42, rect.w, 40),
             style="small", colour="muted", cut=True),
    )  # fmt: skip
