"""The user's own channels: an M3U list and an XMLTV guide, from files or addresses.

What is good in them is shown, what is not is named with its line. A list at an
address may lead to public hosts and to its own; one in a file of the user's is
his own word, so what stands in it may be private too, at that port and no other.
Nothing beyond it may: not a nested playlist, not a redirect, not a name that
resolves to the home network. Tuners give their list at one port and their channels
at another, so a list may name more ports of its own host; not so on this machine,
where the head-end listens and much else.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from urllib.parse import unquote, urlsplit

from stb.adapters.courier import Handler, Noted
from stb.adapters.headend import SEGMENT_CAP
from stb.adapters.http import Http, Stream
from stb.adapters.http_errors import HttpRedirect
from stb.engine.ports import Clock, FetchGuide, FetchLineup, Request
from stb.errors import InputError, StbError, UnavailableError
from stb.formats.m3u import ChannelEntry, ChannelListError, live_url, read_channel_list
from stb.formats.text import clean_line
from stb.formats.uri import UrlError, host_of, is_named, may_be_this_machine, place_of, resolve
from stb.formats.xmltv import ChannelMatcher, Guide, GuideProgramme, read_guide
from stb.model.schedule import Programme, Schedule
from stb.model.service import Lineup, Service

LIST_CAP = 64_000_000
GUIDE_CAP = 256 << 20
GAP_S = 30.0
LIST_TOTAL_S = 180.0
"""Guides of many megabytes come from slow places, that make them when asked."""

MOST_SERVICES = 10_000
MOST_REDIRECTS = 3
LONGEST = timedelta(hours=24)
UNTIL_NEXT = timedelta(hours=4)
"""How long a programme lasts that says no end and has no successor."""

KIJKWIJZER = frozenset({"AL", "6", "9", "12", "14", "16", "18"})


class FileGone(UnavailableError):
    """A file that the user named cannot be read."""

    code = "own.file"


class FileTooLarge(InputError):
    """A file is larger than a list or a guide may be."""

    code = "own.too_large"


@dataclass(slots=True)
class OwnFetch:
    """Fetches at any address that is public, or on a host the user named himself.

    ``named`` are places (`place_of`), or hosts for all their ports. Follows three redirects to
    where it might have gone itself.

    Raises (when called):
        UnavailableError, InputError: as `Http.get`; url.private, url.scheme.
    """

    named: set[str] = field(default_factory=set)
    _https: dict[tuple[str, str, bool], Http] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, url: str, *, cap: int = SEGMENT_CAP, total_s: float | None = None) -> bytes:
        for _ in range(MOST_REDIRECTS):
            http = self._http(url)
            try:
                return http.get(url, cap=cap, total_s=total_s)
            except HttpRedirect as redirect:
                url = resolve(url, redirect.location, allowed_hosts=self.named)
        return self._http(url).get(url, cap=cap, total_s=total_s)

    def stream(self, url: str, *, total_s: float) -> AbstractContextManager[Stream]:
        """The body at ``url`` as it comes; redirects are not followed."""
        return self._http(url).stream(url, start=0, total_s=total_s)

    def close(self) -> None:
        for http in self._https.values():
            http.close()
        self._https.clear()

    def _http(self, url: str) -> Http:
        resolve(url, url, allowed_hosts=self.named)
        scheme, netloc = urlsplit(url)[:2]
        if "@" in netloc or scheme not in ("http", "https"):
            raise UrlError("scheme", "only http and https are fetched, without a password")
        key = (scheme, netloc, not is_named(url, self.named))
        with self._lock:
            if key not in self._https:
                self._https[key] = Http(f"{scheme}://{netloc}/", public_only=key[2], gap_s=GAP_S)
            return self._https[key]


class OwnLineup:
    """Services and programmes of ``lineup`` and ``guide``: paths or http addresses.

    ``zone`` holds for times of the guide that name none. ``fetch`` is what the
    media of these services must be fetched with.
    """

    def __init__(
        self, lineup: str, guide: str | None = None, *, clock: Clock, zone: tzinfo
    ) -> None:
        self._lineup, self._guide = lineup, guide
        self._clock, self._zone = clock, zone
        self.fetch = OwnFetch(
            {place_of(each) for each in (lineup, guide) if each and _remote(each)}
        )
        self._services: tuple[tuple[Service, ChannelEntry], ...] = ()
        self._programmes: tuple[Programme, ...] | None = None
        self._lock = threading.Lock()
        if not _remote(lineup):
            with suppress(StbError):  # so that ``fetch`` knows its hosts from the start
                self.lineup()

    def handlers(self) -> dict[type[Request], Handler]:
        """Who answers what: these replace the head-end's."""
        return {FetchLineup: lambda _: self.lineup(), FetchGuide: self._day}

    def lineup(self) -> Noted:
        """The services, read anew, and what was wrong in the list.

        Raises:
            UnavailableError, InputError: there is no list, or nothing in it.
        """
        content = self._read(self._lineup, LIST_CAP)
        try:
            listed = read_channel_list(content)
            entries, faults = listed.entries, [str(fault) for fault in listed.faults]
            faults += [f"line {each.line}: {each.name} is a list itself" for each in listed.lists]
        except ChannelListError as error:
            if error.code != "m3u.stream":
                raise
            entries, faults = (ChannelEntry(_name(self._lineup), self._lineup),), []
        with self._lock:
            self._services, left_out = self._numbered(entries)
            self._programmes = None
        if not self._services:
            raise ChannelListError("empty", f"no channel that can be shown: {left_out[0]}")
        return Noted(Lineup(tuple(s for s, _ in self._services)), (*faults, *left_out))

    def _day(self, asked: FetchGuide) -> Noted:
        with self._lock:
            notes: tuple[str, ...] = ()
            if self._programmes is None:
                self._programmes, notes = self._read_guide()
            chosen = tuple(p for p in self._programmes if p.start.date() == asked.day)
        return Noted(Schedule.of(chosen), notes)

    # -- services ----------------------------------------------------------------------

    def _numbered(
        self, entries: tuple[ChannelEntry, ...]
    ) -> tuple[tuple[tuple[Service, ChannelEntry], ...], list[str]]:
        """A service for each entry that may be played, under its own number where that is free."""
        base = self._lineup if _remote(self._lineup) else _file_url(self._lineup)
        playable: list[tuple[str, ChannelEntry]] = []
        notes = []
        for entry in entries[:MOST_SERVICES]:
            try:
                playable.append((self._address(base, entry), entry))
            except UrlError as error:
                notes.append(f"line {entry.line}: {entry.name}: {error} [{error.code}]")
        if len(entries) > MOST_SERVICES:
            notes.append(f"{len(entries) - MOST_SERVICES} channels more than are shown")
        numbers = _numbers([entry for _, entry in playable])
        services = [
            (_service(entry, url, number), entry)
            for (url, entry), number in zip(playable, numbers, strict=True)
        ]
        return tuple(services), notes

    def _address(self, base: str, entry: ChannelEntry) -> str:
        """Where the entry is played from; a host in a file of the user's is named by him."""
        url = live_url(entry, now=self._clock.utc())
        if _remote(url) and (not _remote(base) or _beside(base, url)):
            self.fetch.named.add(place_of(url))
        return resolve(base, url, allowed_hosts=self.fetch.named)

    # -- guide -------------------------------------------------------------------------

    def _read_guide(self) -> tuple[tuple[Programme, ...], tuple[str, ...]]:
        if self._guide is None:
            return (), ()
        now = self._clock.utc()
        since, until = now - timedelta(days=8), now + timedelta(days=15)
        guide = read_guide(
            self._read(self._guide, GUIDE_CAP),
            default_zone=self._zone,
            keep=lambda each: since < each.start < until,
            largest=GUIDE_CAP,
        )
        matcher = ChannelMatcher(guide.channels)
        of_channel: dict[str, list[tuple[Service, ChannelEntry]]] = {}
        for service, entry in self._services:
            channel = matcher.match(
                guide_id=entry.guide_id, guide_name=entry.guide_name, name=entry.name
            )
            if channel is not None:
                of_channel.setdefault(channel, []).append((service, entry))
        notes = tuple(str(fault) for fault in guide.faults)
        return tuple(_programmes(guide, of_channel)), notes

    def _read(self, place: str, cap: int) -> bytes:
        if _remote(place):
            return self.fetch(place, cap=cap, total_s=LIST_TOTAL_S)
        return _read_file(Path(place), cap)


def _service(entry: ChannelEntry, url: str, number: int) -> Service:
    return Service(
        id=f"own-{number}",
        number=number,
        name=entry.name,
        live_url=url,
        group=entry.groups[0] if entry.groups else "",
        radio=entry.radio,
        own=True,
    )


def _numbers(entries: list[ChannelEntry]) -> list[int]:
    """Each entry's own number, the first to claim it; the others take the free ones in order."""
    taken: set[int] = set()
    own: list[int | None] = []
    for entry in entries:
        wish = entry.number
        granted = wish is not None and 0 < wish <= 9999 and wish not in taken
        own.append(wish if granted else None)
        if granted and wish is not None:
            taken.add(wish)
    free = (number for number in range(1, 2 * MOST_SERVICES) if number not in taken)
    return [next(free) if wish is None else wish for wish in own]


def _programmes(
    guide: Guide, of_channel: dict[str, list[tuple[Service, ChannelEntry]]]
) -> Iterator[Programme]:
    following: dict[str, datetime] = {}
    for each in sorted(guide.programmes, key=lambda p: p.start, reverse=True):
        end = each.stop or following.get(each.channel, each.start + UNTIL_NEXT)
        following[each.channel] = each.start
        if not each.start < end <= each.start + LONGEST:
            continue
        for service, entry in of_channel.get(each.channel, ()):
            yield _programme(each, service, entry.guide_shift, end)


def _programme(
    each: GuideProgramme, service: Service, shift: timedelta, end: datetime
) -> Programme:
    start = (each.start + shift).astimezone(UTC)
    ages = [r.value for r in each.ratings if r.value in KIJKWIJZER]
    return Programme(
        id=f"{service.id}-{start:%Y%m%dT%H%M%SZ}",
        service_id=service.id,
        start=start,
        end=(end + shift).astimezone(UTC),
        title=each.title,
        subtitle=each.subtitles_of_title[0].text if each.subtitles_of_title else "",
        synopsis=each.descriptions[0].text if each.descriptions else "",
        category=each.categories[0].text if each.categories else "",
        rating=ages[0] if ages else "",
        catch_up=False,
    )


# -- places ----------------------------------------------------------------------------


def _remote(place: str) -> bool:
    return place.lower().startswith(("http://", "https://"))


def _beside(base: str, url: str) -> bool:
    """Whether both are on one host, and that host is another machine."""
    host = host_of(url)
    return host == host_of(base) and not may_be_this_machine(host)


def _name(place: str) -> str:
    """A name for a channel that has none: the last part of its address."""
    return clean_line(unquote(urlsplit(place).path.rstrip("/").rpartition("/")[2])) or place


def _file_url(place: str) -> str:
    return Path(place).resolve().as_uri()


def _read_file(path: Path, cap: int) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(cap + 1)
    except OSError as error:
        raise FileGone(f"{path}: {error.strerror or error}") from error
    if len(content) > cap:
        raise FileTooLarge(f"{path}: more than {cap} bytes")
    return content
