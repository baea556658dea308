"""The schedule: what every service plays at any time, from a seed alone.

A pure function of seed, date and material; nothing is stored, so any date of
any year has its programmes, and a box and a test that ask twice get the same.
A programme starts at the point of the segment grid nearest to its announced
minute. Days are kept once they have been laid out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from stb.headend import dayparts
from stb.headend.advertising import (
    LONGEST_BREAK,
    SLOT,
    Turn,
    choose_breaks,
    featured_break,
    lay_out,
    lay_out_evenly,
    wanted,
)
from stb.headend.casting import Casting
from stb.headend.catalogue import Catalogue, Kind, Reel
from stb.headend.dayparts import FEATURED_SERVICE, PRIME, boundary, broadcast_day, draw
from stb.headend.events import Airing, Event, Piece
from stb.headend.grid import nearest_segment, starts_at
from stb.headend.services import LOWEST, Breaks, Station
from stb.headend.titles import Genre, Genres
from stb.model.schedule import Programme

DAY = timedelta(days=1)
SHORTEST = 9
"""Minutes: what is left over of a part and is shorter goes to the programme before it."""

_KEPT = 1500


@dataclass(frozen=True, slots=True)
class Daypart:
    """One part of a station's day: from ``start`` to ``end``, one reel as programmes of a genre."""

    station: Station
    day: date
    number: int
    genre: Genre
    reel: Reel
    start: datetime
    end: datetime

    @property
    def featured(self) -> bool:
        """Whether this is the evening whose programme carries the featured break."""
        return self.station.id == FEATURED_SERVICE and self.number == PRIME

    @property
    def opens_short(self) -> bool:
        """Whether its first programme is the short one, with its breaks close together."""
        return self.station.id == FEATURED_SERVICE and self.number == dayparts.NIGHT


class Schedule:
    """All services of all days. Not for use from two threads at once."""

    def __init__(
        self, seed: int, *, stations: tuple[Station, ...], catalogue: Catalogue, genres: Genres
    ) -> None:
        self._seed = seed
        self._stations = {station.id: station for station in stations}
        self._genres = genres
        self._breaks = catalogue.of_kind(Kind.BREAK)
        self._featured = featured_break(self._breaks)
        self._casting = Casting(seed, stations, catalogue.of_kind(Kind.PROGRAMME), genres)
        lowest = stations[:LOWEST]
        self._commercial = tuple(s.id for s in lowest if s.breaks is Breaks.WITHIN)
        self._public = tuple(s.id for s in lowest if s.breaks is Breaks.BETWEEN)
        self._days: dict[tuple[str, date], tuple[Event, ...]] = {}

    @property
    def featured(self) -> Reel:
        """The break with the supermarket of one province."""
        return self._featured

    def day(self, service_id: str, day: date) -> tuple[Event, ...]:
        """The events of one broadcast day, in order and without holes."""
        key = (service_id, day)
        found = self._days.get(key)
        if found is None:
            if len(self._days) >= _KEPT:
                self._days.clear()
            found = self._days[key] = tuple(self._laid_out(self._stations[service_id], day))
        return found

    def starting_on(self, day: date) -> tuple[Event, ...]:
        """Every event of every service that starts on ``day`` (UTC)."""
        return tuple(
            event
            for service_id in self._stations
            for near in (day - DAY, day, day + DAY)
            for event in self.day(service_id, near)
            if event.programme.start.date() == day
        )

    def event_at(self, service_id: str, k: int) -> Event:
        """The event that segment ``k`` of a service belongs to."""
        near = broadcast_day(starts_at(k))
        for day in (near, near - DAY, near + DAY):
            events = self.day(service_id, day)
            if events[0].first <= k < events[-1].end:
                return events[bisect_right(events, k, key=lambda event: event.first) - 1]
        raise ValueError(f"no event of {service_id} at segment {k}")

    def what_airs(self, service_id: str, k: int) -> Airing:
        """What segment ``k`` of a service shows."""
        return self.event_at(service_id, k).airing(k)

    def event(self, programme_id: str) -> Event | None:
        """The event with that id, or None."""
        service_id, _, start = programme_id.rpartition("-")
        try:
            at = datetime.strptime(start, "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
        except ValueError:
            return None
        if service_id not in self._stations or not 2000 <= at.year <= 2200:
            return None
        event = self.event_at(service_id, nearest_segment(at))
        return event if event.programme.id == programme_id else None

    # -- laying out ------------------------------------------------------------------

    def _laid_out(self, station: Station, day: date) -> Iterator[Event]:
        parts = range(len(dayparts.NOMINAL))
        bounds = [boundary(self._seed, station.id, day, n) for n in (*parts, len(parts))]
        for number, (start, end) in enumerate(pairwise(bounds)):
            reel = self._casting.reel(station, day, number)
            genre = self._genres.of(self._casting.genre(reel.scene, number))
            part = Daypart(station, day, number, genre, reel, start, end)
            for place, (begins, ends) in enumerate(pairwise((*self._announced(part), end))):
                yield self._event(part, place, start=begins, end=ends)

    def _announced(self, part: Daypart) -> Iterator[datetime]:
        """The starts of the programmes of a part: minutes, seldom round ones."""
        yield part.start
        if part.featured:
            return
        station, at = part.station, part.start
        long_only = station.service.tailored and part.number in dayparts.EVENING
        if part.opens_short:
            at += timedelta(minutes=dayparts.SHORT_MINUTES)
            yield at
        lengths = [n for n in part.genre.lengths if n >= 25 or not long_only] or [30]
        place = 0
        while True:
            key = (self._seed, station.id, part.number, place, draw(part.day.isoformat()) % 3)
            length = lengths[draw(*key) % len(lengths)] + draw(*key, "odd") % 4 - 1
            at += timedelta(minutes=length)
            place += 1
            left = (part.end - at) // timedelta(minutes=1)
            if left < (24 if long_only else SHORTEST):
                return
            yield at

    def _event(self, part: Daypart, place: int, *, start: datetime, end: datetime) -> Event:
        station, kids = part.station, part.genre.kids
        first, last = nearest_segment(start), nearest_segment(end)
        content_end = last
        trailing: tuple[Piece, ...] = ()
        adverts: tuple[Reel, ...] = ()
        if station.breaks is Breaks.WITHIN:
            adverts = self._adverts(part, start=start, end=end)
        elif station.breaks is Breaks.BETWEEN and not kids:
            trailing = self._block(station, start=start, end=end)
            content_end = trailing[0].at if trailing else last
        if part.opens_short and place == 0:
            pieces = lay_out_evenly(first, content_end, reel=part.reel, breaks=self._close())
        else:
            turn = self._turn(part)
            pieces = lay_out(first, content_end, reel=part.reel, breaks=adverts, turn=turn)
        return Event(
            programme=self._programme(part, place, start=start, end=end),
            part=part.number,
            kids=kids,
            first=first,
            end=last,
            content_end=content_end,
            pieces=(*pieces, *trailing),
        )

    def _adverts(self, part: Daypart, *, start: datetime, end: datetime) -> tuple[Reel, ...]:
        minutes = (end - start) // timedelta(minutes=1)
        count = wanted(minutes, kids=part.genre.kids)
        key = (self._seed, part.station.id, start.isoformat())
        chosen = choose_breaks(self._breaks, count, start=start, end=end, key=key)
        if not part.featured:
            return chosen
        others = [reel for reel in chosen if reel != self._featured]
        while len(others) < count - 1:
            others.append(chosen[len(others) % len(chosen)] if chosen else self._featured)
        return (others[0], self._featured, *others[1 : count - 1])

    def _close(self) -> tuple[Reel, ...]:
        """The breaks of the short programme: the featured one between two others."""
        others = [reel for reel in self._breaks if reel != self._featured][:2] or [self._featured]
        return (others[0], self._featured, others[-1])

    def _short(self, day: date) -> range:
        """The segments of the short programme in the night of broadcast day ``day``."""
        start = boundary(self._seed, FEATURED_SERVICE, day, dayparts.NIGHT)
        end = start + timedelta(minutes=dayparts.SHORT_MINUTES)
        return range(nearest_segment(start), nearest_segment(end))

    def _turn(self, part: Daypart) -> Turn:
        station_id = part.station.id
        cycle = SLOT * max(1, len(self._commercial))
        kept_free = (self._short(part.day),) if part.number >= dayparts.NIGHT - 1 else ()
        if station_id in self._commercial:
            return Turn(SLOT * self._commercial.index(station_id), cycle, kept_free)
        return Turn(SLOT * (draw(station_id) % max(1, len(self._commercial))), cycle)

    def _block(self, station: Station, *, start: datetime, end: datetime) -> tuple[Piece, ...]:
        """A public service's block after a programme, when none of the ten is in a break."""
        minutes = (end - start) // timedelta(minutes=1)
        key = (self._seed, station.id, end.isoformat())
        chosen = choose_breaks(self._breaks, 1, start=start, end=end, key=key)
        if minutes < 15 or not chosen:
            return ()
        last = nearest_segment(end)
        first = last - len(chosen[0].segments)
        rivals = (*self._commercial, *self._public[: self._public.index(station.id)])
        if any(self._in_break(rival, first - 1, last + 1) for rival in rivals):
            return ()
        return (Piece(first, chosen[0], last - first),)

    def _in_break(self, service_id: str, first: int, end: int) -> bool:
        near = {self.event_at(service_id, k).programme.id: k for k in (first, end)}
        return any(
            piece.at < end and piece.end > first
            for k in near.values()
            for piece in self.event_at(service_id, k).breaks
        )

    def _programme(self, part: Daypart, place: int, *, start: datetime, end: datetime) -> Programme:
        station, genre, reel, number = part.station, part.genre, part.reel, part.number
        late = dayparts.EVENING.start + 2 <= number < len(dayparts.NOMINAL) - 1
        titles = genre.fitting(reel.edition, late=late, own=number in dayparts.EVENING)
        title = titles[(draw(self._seed, station.id, number, reel.scene) + place) % len(titles)]
        subtitles = genre.subtitles or ("",)
        drawn = draw(self._seed, station.id, part.day, number, place)
        has_right = station.service.tailored or draw(start, station.id, "right") % 40 > 0
        return Programme(
            id=f"{station.id}-{start:%Y%m%dT%H%MZ}",
            service_id=station.id,
            start=start,
            end=end,
            title=title.title,
            subtitle=subtitles[drawn % len(subtitles)],
            synopsis=title.synopsis,
            category=genre.category,
            rating=title.rating,
            contents=title.contents,
            catch_up=bool(station.service.catch_up_days) and has_right,
            still=f"{reel.scene}-{reel.edition}.png",
        )


assert LONGEST_BREAK <= SLOT
