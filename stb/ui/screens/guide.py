"""The guide: services down, time across, and what the focused programme is about.

The focus is a service and an instant, never a cell number: it stays where it
was when the schedule grows or the clock moves. A hole in the schedule is a cell
too, so the focus can cross it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from stb.engine.commands import Command, LoadGuide, Tune
from stb.model.key import Key
from stb.model.schedule import Programme
from stb.model.service import Service
from stb.ui.scene import Scene
from stb.ui.screen import Back, Home, Moment, Open, Outcome, Screen, Stay, Unused
from stb.ui.screens import guide_grid
from stb.ui.screens.detail import Detail, can_be_watched_again
from stb.ui.screens.go_on import entered

ROWS = 6
SHOWN = timedelta(hours=2)
STEP = timedelta(minutes=30)
DAYS_BACK, DAYS_AHEAD = 7, 7


@dataclass(frozen=True, slots=True)
class Cell:
    """What one service airs from ``start`` to ``end`` (UTC); None is a hole."""

    start: datetime
    end: datetime
    programme: Programme | None

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Guide(Screen):
    """``at`` is the instant under the focus, ``start`` the left edge of the window, both UTC.

    ``asked`` are the days whose schedule was asked for.
    """

    service_id: str
    at: datetime
    start: datetime
    asked: frozenset[date] = frozenset()

    @classmethod
    def opened(cls, moment: Moment) -> Guide:
        """On the service that is on, now."""
        snapshot = moment.snapshot
        first = snapshot.lineup.services[0].id if snapshot.lineup.services else ""
        service_id = first if snapshot.service is None else snapshot.service.id
        return cls(service_id, moment.now, _half_hour(moment.now))

    @property
    def name(self) -> str:
        return "guide"

    # -- keys ------------------------------------------------------------------------

    def press(self, key: Key, moment: Moment) -> Outcome:
        match key:
            case Key.UP | Key.DOWN:
                return Stay(self._by_service(-1 if key is Key.UP else 1, moment))
            case Key.CHANNEL_UP | Key.CHANNEL_DOWN:
                return Stay(self._by_service(-ROWS if key is Key.CHANNEL_UP else ROWS, moment))
            case Key.LEFT | Key.RIGHT:
                return Stay(self._by_programme(key, moment))
            case Key.RED | Key.REWIND:
                return Stay(self._by_day(-1, moment))
            case Key.GREEN | Key.FAST_FORWARD:
                return Stay(self._by_day(1, moment))
            case Key.YELLOW:
                return Stay(replace(self, at=moment.now, start=_half_hour(moment.now)))
            case Key.OK:
                return self._chosen(moment)
            case Key.INFO:
                return self._detail(moment)
            case Key.BACK | Key.GUIDE:
                return Back()
            case _:
                return Unused()

    def _chosen(self, moment: Moment) -> Outcome:
        programme = self.programme(moment)
        if programme is None:
            airing = self.at <= moment.now < self.at + STEP
            return Home((Tune(self.service_id),)) if airing else Stay(self)
        if programme.airs(moment.now):
            return Home((Tune(programme.service_id),))
        if can_be_watched_again(programme, moment):
            return entered(self, programme, moment)
        return self._detail(moment)

    def _detail(self, moment: Moment) -> Outcome:
        programme = self.programme(moment)
        return Stay(self) if programme is None else Open(self, (Detail(programme),))

    def _by_service(self, by: int, moment: Moment) -> Guide:
        services = moment.snapshot.lineup.services
        if not services:
            return self
        place = min(max(self.place(moment) + by, 0), len(services) - 1)
        return replace(self, service_id=services[place].id)

    def _by_programme(self, key: Key, moment: Moment) -> Guide:
        """To the cell beside; the window follows when the cell starts outside it."""
        earliest, latest = _bounds(moment)
        cell = self.cell(moment)
        at = cell.start - timedelta(seconds=1) if key is Key.LEFT else cell.end
        if not earliest <= at < latest:
            return self
        beside = self._cell_at(at, moment)
        moved = replace(self, at=max(beside.start, earliest))
        if moved.at < self.start or moved.at >= self.start + SHOWN - timedelta(minutes=15):
            return replace(moved, start=max(_half_hour(moved.at), earliest))
        return moved

    def _by_day(self, by: int, moment: Moment) -> Guide:
        earliest, latest = _bounds(moment)
        at = min(max(self.at + timedelta(days=by), earliest), latest - STEP)
        return replace(self, at=at, start=max(_half_hour(at), earliest))

    # -- facts -----------------------------------------------------------------------

    def place(self, moment: Moment) -> int:
        services = moment.snapshot.lineup.services
        return next((n for n, s in enumerate(services) if s.id == self.service_id), 0)

    def page(self, moment: Moment) -> tuple[Service, ...]:
        """The services shown: the page of six that has the focused one."""
        top = self.place(moment) // ROWS * ROWS
        return moment.snapshot.lineup.services[top : top + ROWS]

    def cell(self, moment: Moment) -> Cell:
        return self._cell_at(self.at, moment)

    def programme(self, moment: Moment) -> Programme | None:
        return self.cell(moment).programme

    def _cell_at(self, at: datetime, moment: Moment) -> Cell:
        start = _half_hour(at)
        around = cells(moment, self.service_id, start - STEP, start + 2 * STEP)
        return next(cell for cell in around if cell.holds(at))

    # -- time and picture ------------------------------------------------------------

    def tick(self, moment: Moment) -> Outcome:
        """Asks for the days the window needs and the schedule has not, once each."""
        wanted = {self.start.date(), (self.start + SHOWN).date()}
        known = {p.start.date() for p in moment.snapshot.schedule.of_service(self.service_id)}
        days = sorted(wanted - known - self.asked)
        if not days:
            return Stay(self)
        commands: tuple[Command, ...] = tuple(LoadGuide(day) for day in days)
        return Stay(replace(self, asked=self.asked | frozenset(days)), commands)

    def scene(self, moment: Moment) -> Scene:
        rows = tuple(
            (service, cells(moment, service.id, self.start, self.start + SHOWN))
            for service in self.page(moment)
        )
        window = guide_grid.Window(self.start, SHOWN)
        focused = (self.service_id, self.cell(moment).start)
        return (
            *guide_grid.above(moment, self.cell(moment).programme, self.service_id),
            *guide_grid.grid(moment, window, rows=rows, focused=focused),
            *guide_grid.below(moment),
        )


def cells(moment: Moment, service_id: str, start: datetime, end: datetime) -> tuple[Cell, ...]:
    """What covers ``start`` to ``end`` without a gap; holes are cut at the half hours."""
    made: list[Cell] = []
    at = start
    for programme in moment.snapshot.schedule.between(service_id, start, end):
        made += _holes(at, programme.start)
        made.append(Cell(programme.start, programme.end, programme))
        at = programme.end
    return (*made, *_holes(at, end))


def _holes(start: datetime, end: datetime) -> list[Cell]:
    holes = []
    while start < end:
        edge = min(_half_hour(start) + STEP, end)
        holes.append(Cell(start, edge, None))
        start = edge
    return holes


def _half_hour(at: datetime) -> datetime:
    return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)


def _bounds(moment: Moment) -> tuple[datetime, datetime]:
    """From 00:00 local seven days back, to the end of the seventh day ahead."""
    today = moment.local_now
    midnight = datetime.combine(today.date(), time(), today.tzinfo)
    offset = midnight.utcoffset() or timedelta(0)
    start = (midnight - offset).replace(tzinfo=moment.now.tzinfo)
    return start - timedelta(days=DAYS_BACK), start + timedelta(days=DAYS_AHEAD + 1)
