"""Media by its name: what was opened, from where, and what plays for an item.

The courier asks it to open a programme, a film or a live service; the deck asks
it which media an item of the timeline is. Playlists are read by us and every
byte is fetched by the function handed in, never by FFmpeg's own protocols.

Live frames count from the first segment that was ever seen of the service and
keep their number as the window moves.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from threading import Lock
from urllib.parse import unquote, urlsplit

from stb.adapters.media.errors import MediaGone
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.meanwhile import fetched_meanwhile
from stb.adapters.media.probe import MediaFacts, facts_of_head, probe
from stb.adapters.media.source import FileMedia, Media, Segment, SegmentedMedia
from stb.adapters.ts_stream import Open, TsStream
from stb.engine.ports import OpenCatchUp, OpenLive, OpenRental
from stb.errors import InputError, UnavailableError
from stb.formats import hls, ts
from stb.formats.breaks import understand
from stb.model.avail import Break
from stb.model.media import LiveWindow, Opened
from stb.model.service import Service
from stb.model.timeline import Item, Source

_PIECE = 1 << 20
_GAIN = re.compile(r"^#X-MEDIABOX-GAIN:([+-]?\d{1,2}(?:\.\d{1,2})?)\s*$", re.MULTILINE)
"""What an operator measured when the programme was taken in."""


HOLD_BACK = 3
"""Segments between the live edge and where a service is joined; a list that has an end is
joined at its start."""

MOST_OPENED = 4
"""So many media are kept: what plays, what was left a moment ago, and what is being opened.
Each may hold segments of 64 MB."""

STREAM_HELD = Fraction(2)
"""Seconds of a stream without playlist that are kept between its edge and the viewer."""

Fetch = Callable[[str], bytes]
"""The bytes at an address.

Raises:
    UnavailableError: it cannot be reached.
    InputError: the answer is none that may be used.
"""


class NotPlayable(InputError):
    """The address leads to no media that the box plays."""

    code = "media.form"


@dataclass(slots=True)
class _Live:
    """A live service as it is followed: what was listed last, and how it is timed.

    ``stream`` is set for a transport stream without a playlist, where nothing is
    listed and everything comes by itself.
    """

    service_id: str
    media: SegmentedMedia
    facts: MediaFacts
    next_sequence: int
    first: Fraction
    held: Fraction
    stream: TsStream | None = None


class Library:
    """Opened media, by id; the last few only. Opening may run in any thread.

    Zapping opens several services at once, and they come in any order: each is
    followed by itself, and the others are left as soon as one is asked for again.
    ``allowed_hosts`` are the private places that the playlist at an address may lead to.
    """

    def __init__(
        self,
        fetch: Fetch,
        *,
        creative: Callable[[str], MediaChoice],
        open_stream: Open,
        allowed_hosts: Callable[[str], Collection[str]] = lambda _: (),
    ) -> None:
        self._fetch = fetch
        self._creative = creative
        self._open_stream = open_stream
        self._allowed = allowed_hosts
        self._lock = Lock()
        self._opened: OrderedDict[str, tuple[MediaChoice, MediaFacts]] = OrderedDict()
        self._quiet: dict[str, float] = {}
        """By how many dB a spot must be quieter, to be as loud as what it stands in."""
        self._lives: dict[str, _Live] = {}
        self._turns: dict[str, Lock] = {}
        self._seen_to: dict[str, Fraction] = {}
        """How far the frames of a service were numbered: joined again, it goes on from there."""

    def resolve(self, media_id: str, item: Item) -> MediaChoice:
        """What ``item`` plays over the opened media ``media_id``.

        Raises:
            UnavailableError: the creative is not on disk, or the media is not open any more.
        """
        if item.source is Source.CREATIVE:
            choice = self._creative(item.id)
            return replace(choice, gain_db=choice.gain_db - self._quiet.get(media_id, 0.0))
        return self._found(media_id)[0]

    def facts(self, media_id: str) -> MediaFacts:
        """Size, rate and length of opened media."""
        return self._found(media_id)[1]

    def open_recording(self, request: OpenCatchUp | OpenRental) -> tuple[Opened, tuple[str, ...]]:
        """Open a programme or a film, with its breaks; notes say what was malformed.

        Raises:
            UnavailableError: it cannot be reached.
            InputError: it is no media that can be played.
        """
        with self._lock:
            streams = tuple(name for name, live in self._lives.items() if live.stream is not None)
        self._leave(streams)
        if (path := _file(request.url)) is not None and path.suffix.lower() != ".m3u8":
            return self._open_file(request.media_id, FileMedia(path))
        playlist, gain_db = self._levelled(request.url)
        media = SegmentedMedia(_segments(playlist), self._fetch, name=request.media_id)
        facts = probe(media)
        breaks = understand(
            hls.signals(playlist),
            rate=facts.rate,
            origin_ticks=facts.first_pts_ticks,
            length=facts.frames,
        )
        notes = tuple(f"line {fault.line}: {fault.text}" for fault in playlist.faults)
        return self._keep(request.media_id, media, facts, breaks, gain_db=gain_db), notes

    def open_live(self, request: OpenLive) -> tuple[LiveWindow, tuple[str, ...]]:
        """Join a live service, or follow it.

        Raises:
            UnavailableError: it cannot be reached.
            InputError: it is no live stream that can be played.
        """
        service = request.service
        with self._turn_of(service.id):
            live = self._left_for(service.id)
            if (path := _file(service.live_url)) is not None and path.suffix.lower() != ".m3u8":
                return self._file_window(service, FileMedia(path)), ()
            if live is not None and live.stream is not None:
                live = self._followed(service, live, live.stream)
            elif live is None and self._is_stream(service.live_url):
                live = self._streamed(service)
            else:
                live = self._listed(service, live)
            with self._lock:
                self._lives[service.id] = live
                self._seen_to[service.id] = live.media.edge
        return self._window(live), ()

    def close(self) -> None:
        """Follow nothing any more."""
        self._leave(tuple(self._lives))

    def _turn_of(self, service_id: str) -> Lock:
        with self._lock:
            return self._turns.setdefault(service_id, Lock())

    def _left_for(self, service_id: str) -> _Live | None:
        """The service as it is followed, None when it is new; the others are left for it.

        Those with a playlist only when it is asked for again: while zapping nobody can
        tell which of two that are being opened was wanted last.
        """
        with self._lock:
            live = self._lives.get(service_id)
            others = tuple(
                name for name, other in self._lives.items()
                if name != service_id and (live is not None or other.stream is not None)
            )  # fmt: skip
        self._leave(others)
        return live

    def _leave(self, names: tuple[str, ...]) -> None:
        with self._lock:
            left = [self._lives.pop(name, None) for name in names]
        for live in left:
            if live is not None and live.stream is not None:
                live.stream.close()

    # -- live by playlist ----------------------------------------------------------------

    def _listed(self, service: Service, live: _Live | None) -> _Live:
        playlist = self._playlist(service.live_url)
        if not _there(playlist):
            raise UnavailableError(f"{service.name}: nothing is on air")
        if live is None:
            live = self._join(service, playlist, starts=self._start_of(service.id))
        elif not playlist.media_sequence <= live.next_sequence <= _end(playlist):
            # Listed anew from elsewhere (we slept, or the encoder restarted): our frames go on.
            live = self._join(service, playlist, starts=live.media.edge)
        else:
            live.media.extend(_segments(playlist, live.next_sequence - playlist.media_sequence))
            live.next_sequence = _end(playlist)
            listed = sum((segment.seconds for segment in _there(playlist)), Fraction(0))
            live.first = max(live.media.ends - listed, live.first)
        live.held = _held(playlist)
        return live

    def _join(self, service: Service, playlist: hls.MediaPlaylist, *, starts: Fraction) -> _Live:
        media = SegmentedMedia(
            _segments(playlist), self._fetch, name=service.name, ended=False, starts=starts
        )
        begins = media.ends - _held(playlist)
        with fetched_meanwhile(media, media.index_at(begins)):
            facts = self._taken(service, media)
        media.joined_at = facts.rate.seconds(facts.rate.frames_in(begins))
        return _Live(service.id, media, facts, _end(playlist), starts, Fraction(0))

    def _start_of(self, service_id: str) -> Fraction:
        with self._lock:
            return self._seen_to.get(service_id, Fraction(0))

    # -- live by stream ------------------------------------------------------------------

    def _is_stream(self, url: str) -> bool:
        """Whether a transport stream comes from ``url``; its first bytes say so."""
        if urlsplit(url).path.lower().endswith((".m3u8", ".m3u")):
            return False
        head = b""
        with self._open_stream(url) as stream:
            for chunk in stream.chunks:
                head += chunk
                if len(head) >= ts.HEAD or ts.begins_stream(head):
                    break
        return ts.begins_stream(head)

    def _streamed(self, service: Service) -> _Live:
        starts = self._start_of(service.id)
        stream = TsStream(service.live_url, self._open_stream, starts=starts)
        try:
            media = stream.opened()
            facts = self._taken(service, media)
        except BaseException:
            stream.close()
            raise
        return _Live(service.id, media, facts, 0, starts, STREAM_HELD, stream)

    def _followed(self, service: Service, live: _Live, stream: TsStream) -> _Live:
        if stream.failed is not None:
            return self._streamed(service)
        live.first = stream.watched()
        return live

    def _file_window(self, service: Service, media: FileMedia) -> LiveWindow:
        """A file as a service: it plays from its start to its end."""
        facts = self._taken(service, media)
        return LiveWindow(service.id, facts.rate, 0, 0, facts.frames)

    def _taken(self, service: Service, media: Media) -> MediaFacts:
        head = media.head if isinstance(media, SegmentedMedia) else None
        # Of a stream that is being joined, what its first picture says; its sound comes later.
        facts = probe(media) if head is None else facts_of_head(head.octets, head.rate)[0]
        self._remember(f"live:{service.id}", media, facts)
        return facts

    def _window(self, live: _Live) -> LiveWindow:
        rate = live.facts.rate
        ends = live.media.edge
        edge = rate.frames_in(ends)
        first = rate.frames_in(live.first)
        start = max(first, rate.frames_in(ends - live.held))
        return LiveWindow(live.service_id, rate, first, start, edge)

    def _playlist(self, url: str) -> hls.MediaPlaylist:
        return self._levelled(url)[0]

    def _levelled(self, url: str) -> tuple[hls.MediaPlaylist, float]:
        """The playlist, and the gain in dB that would bring its sound to -23 LUFS."""
        for _ in range(2):
            text = self._fetch(url).decode("utf-8", "replace")
            parsed = hls.parse_playlist(text, url, allowed_hosts=self._allowed(url))
            if isinstance(parsed, hls.MediaPlaylist):
                stated = _GAIN.search(text)
                return parsed, float(stated[1]) if stated else 0.0
            if not parsed.variants:
                break
            url = max(parsed.variants, key=lambda variant: variant.bandwidth).url
        raise NotPlayable(f"{url}: no media playlist")

    def _open_file(self, media_id: str, media: FileMedia) -> tuple[Opened, tuple[str, ...]]:
        """Open a file; in a transport stream the cues lie in a stream of their own."""
        facts = probe(media)
        found, bad = ts.signals(_cues(media.path))
        breaks = understand(
            found, rate=facts.rate, origin_ticks=facts.first_pts_ticks, length=facts.frames
        )
        notes = tuple(f"a cue that cannot be read: {error}" for _, error in bad)
        return self._keep(media_id, media, facts, breaks), notes

    def _keep(
        self,
        media_id: str,
        media: Media,
        facts: MediaFacts,
        breaks: tuple[Break, ...],
        *,
        gain_db: float = 0.0,
    ) -> Opened:
        self._remember(media_id, media, facts, gain_db=gain_db)
        return Opened(media_id, facts.rate, facts.frames, breaks)

    def _remember(
        self, media_id: str, media: Media, facts: MediaFacts, *, gain_db: float = 0.0
    ) -> None:
        """Keep it, at its level: a loud one is turned down, for a quiet one the spots are."""
        with self._lock:
            self._opened[media_id] = MediaChoice(media, min(gain_db, 0.0)), facts
            self._quiet[media_id] = max(gain_db, 0.0)
            self._opened.move_to_end(media_id)
            while len(self._opened) > MOST_OPENED:
                left, _ = self._opened.popitem(last=False)
                self._quiet.pop(left, None)

    def _found(self, media_id: str) -> tuple[MediaChoice, MediaFacts]:
        with self._lock:
            if media_id not in self._opened:
                raise MediaGone(f"{media_id} is not open any more")
            self._opened.move_to_end(media_id)
            return self._opened[media_id]


def _file(url: str) -> Path | None:
    parts = urlsplit(url)
    return Path(unquote(parts.path)) if parts.scheme == "file" else None


def _cues(path: Path) -> tuple[ts.FoundCue, ...]:
    """The cues of a transport stream; of another form of file, none."""
    reader = ts.CueReader()
    with path.open("rb") as file:
        if not ts.begins_stream(file.read(ts.HEAD)):
            return ()
        file.seek(0)
        pieces = iter(lambda: file.read(_PIECE), b"")
        return tuple(cue for piece in pieces for cue in reader.feed(piece))


def _end(playlist: hls.MediaPlaylist) -> int:
    return playlist.media_sequence + len(playlist.segments)


def _held(playlist: hls.MediaPlaylist) -> Fraction:
    """How far before the edge a viewer joins, in seconds."""
    there = _there(playlist)
    kept = there if playlist.ended else there[-HOLD_BACK:]
    return sum((segment.seconds for segment in kept), Fraction(0))


def _there(playlist: hls.MediaPlaylist) -> tuple[hls.Segment, ...]:
    """The segments that are no gaps."""
    return tuple(segment for segment in playlist.segments if not segment.gap)


def _segments(playlist: hls.MediaPlaylist, first: int = 0) -> tuple[Segment, ...]:
    """The media of a playlist's segments from place ``first`` on."""
    listed = playlist.segments[first:]
    if any(segment.encrypted or segment.byte_range for segment in listed):
        raise NotPlayable("encrypted segments, or segments by byte range")
    # Behind a gap the stamps leap, and the pictures follow on.
    before = playlist.segments[max(first - 1, 0) : first]
    leaps = (before[0].gap if before else False, *(segment.gap for segment in listed))
    return tuple(
        replace(_segment(segment), discontinuity=segment.discontinuity or leap)
        for leap, segment in zip(leaps, listed, strict=False)
        if not segment.gap
    )


def _segment(listed: hls.Segment) -> Segment:
    return Segment(listed.url, listed.seconds, listed.init_url, listed.discontinuity)
