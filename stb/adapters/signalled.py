"""The breaks that a file or an address signals, read for somebody who asks about it.

The box plays what its operator's playlists say and never looks further. Here all is
read: the playlist and, where that says nothing, the cues that its segments carry in
a stream of their own; and a transport stream from one end to the other, or for a while
where it has no end. Frames count from the first that is there now.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit

from stb.adapters.http import Stream
from stb.adapters.http_errors import HttpRedirect
from stb.adapters.media.probe import MediaFacts, probe
from stb.adapters.media.source import (
    BytesMedia,
    FileMedia,
    Media,
    Run,
    Segment,
    SegmentedMedia,
)
from stb.adapters.own_lineup import MOST_REDIRECTS, OwnFetch
from stb.errors import InputError, StbError
from stb.formats import hls, ts
from stb.formats.breaks import understand
from stb.formats.text import clean_line
from stb.formats.uri import place_of, resolve
from stb.model.avail import Break
from stb.model.signal import SpliceSection, TimedSignal
from stb.model.time import PAL, TICKS_HZ, TICKS_WRAP, FrameRate, unwrap

LISTENED_BYTES = 4 << 30
"""How much of a programme's segments is read for cues: four hours at two megabits a second."""

WHOLE_CAP = 512 << 20
"""The largest transport stream that is fetched as a whole."""

LISTENED_S = 30.0
"""How long a stream without an end is listened to, unless somebody says otherwise."""

FETCHED_S = 1800.0
"""A programme that takes longer to come than this is not waited for."""

_PIECE = 1 << 20
_PLAYLIST = b"#EXTM3U"
_BOM = b"\xef\xbb\xbf"


class NoSuchPlace(InputError):
    """A file that was named cannot be read."""

    code = "cues.file"


class NoSignals(InputError):
    """What was named is of no form that carries cues."""

    code = "cues.media"


@dataclass(frozen=True, slots=True)
class Signalled:
    """Breaks as understood, and what could not be read, in lines for people."""

    breaks: tuple[Break, ...]
    notes: tuple[str, ...]


def signalled(
    place: str,
    *,
    listen_s: float = LISTENED_S,
    tell: Callable[[str], None] = lambda _: None,
    monotonic: Callable[[], float] = time.monotonic,
) -> Signalled:
    """The breaks of ``place``: an HLS playlist or a media file, by path or http address.

    A transport stream that does not say where it ends is listened to for ``listen_s``
    seconds; ``tell`` hears so before.

    Raises:
        UnavailableError: it cannot be reached.
        InputError: there is no such file, it is neither, or has no picture.
    """
    scheme, addressed, _ = place.partition("://")
    remote = scheme.lower() in ("http", "https") and bool(addressed)
    if addressed and not remote:
        raise NoSignals(f"{place}: only http and https addresses are read")
    url = place if remote else Path(place).resolve().as_uri()
    reading = _Reading(
        OwnFetch({place_of(url)} if remote else set()), listen_s=listen_s, tell=tell,
        monotonic=monotonic,
    )  # fmt: skip
    try:
        if remote:
            return reading.of_address(url)
        return reading.of_file(Path(place), url)
    finally:
        reading.fetch_remote.close()


@dataclass(slots=True)
class _Reading:
    """One reading of one place. Lives for one call of `signalled`."""

    fetch_remote: OwnFetch
    listen_s: float
    tell: Callable[[str], None]
    monotonic: Callable[[], float]
    notes: list[str] = field(default_factory=list)
    listened: int = 0

    def of_file(self, path: Path, url: str) -> Signalled:
        try:
            with path.open("rb") as file:
                head = file.read(ts.HEAD)
        except OSError as error:
            raise NoSuchPlace(
                f"{path}: {error.strerror or error}; what is decided for a programme of the"
                " head-end's tells `stb plan`"
            ) from error
        if head.removeprefix(_BOM).startswith(_PLAYLIST):
            return self._of_playlist(url)
        return self._of_media(FileMedia(path), _pieces(path) if ts.begins_stream(head) else ())

    def of_address(self, url: str) -> Signalled:
        for _ in range(MOST_REDIRECTS + 1):
            try:
                with self.fetch_remote.stream(url, total_s=FETCHED_S) as stream:
                    return self._of_stream(url, stream)
            except HttpRedirect as redirect:
                url = resolve(url, redirect.location, allowed_hosts=self.fetch_remote.named)
        raise NoSignals(f"{url}: more than {MOST_REDIRECTS} redirects")

    def _of_stream(self, url: str, stream: Stream) -> Signalled:
        octets = bytearray()
        for chunk in stream.chunks:
            octets += chunk
            if len(octets) >= ts.HEAD:
                break
        if octets.removeprefix(_BOM).startswith(_PLAYLIST):
            return self._of_playlist(url)
        if stream.length > WHOLE_CAP:
            raise NoSignals(f"{url}: {stream.length} bytes, more than the {WHOLE_CAP} it may have")
        is_ts = ts.begins_stream(bytes(octets[: ts.HEAD]))
        whole = self._taken(url, stream, octets, endless=is_ts and stream.length < 0)
        media = BytesMedia(bytes(octets), url)
        facts = _probed(media)
        heard = self._heard([media.data] if is_ts else [])
        return self._understood(heard, facts, length=facts.frames if whole else None)

    def _taken(self, url: str, stream: Stream, octets: bytearray, *, endless: bool) -> bool:
        """Add the rest of ``stream`` to ``octets``; whether that was all of it."""
        if endless:
            self.tell(f"{url} says no length: listening for {self.listen_s:.0f} seconds")
        until = self.monotonic() + self.listen_s
        for chunk in stream.chunks:
            octets += chunk
            if len(octets) > WHOLE_CAP and not endless:
                raise NoSignals(f"{url}: more than {WHOLE_CAP} bytes")
            if endless and (self.monotonic() >= until or len(octets) > WHOLE_CAP):
                self.notes.append("the stream went on; what it signalled later is not told")
                return False
        return True

    def _of_media(self, media: Media, pieces: Iterable[bytes]) -> Signalled:
        facts = _probed(media)
        return self._understood(self._heard(pieces), facts, length=facts.frames)

    def _of_playlist(self, url: str) -> Signalled:
        playlist, rate = self._playlist(url)
        self.notes += [f"line {fault.line}: {fault.text}" for fault in playlist.faults]
        self.notes += [f"line {line}: {error}" for line, error in hls.bad_sections(playlist)]
        self.notes += [_information(one) for one in playlist.dateranges if one.interstitial]
        said = hls.signals(playlist)
        media = SegmentedMedia(_segments(playlist), self._fetch, name=url)
        try:
            if any(one.encrypted or one.byte_range for one in playlist.segments):
                raise NoSignals("segments that are encrypted, or parts of a file, are not opened")
            if not media.segments:
                raise NoSignals(f"{url} lists nothing")
            facts = probe(media)
        except StbError as error:
            facts, said = _assumed(media, rate, said)
            self.notes.append(f"{error}: {facts.rate} frames a second assumed")
        else:
            said = said or tuple(self._carried(media))
        return self._understood(said, facts, length=facts.frames if playlist.ended else None)

    def _understood(
        self, said: tuple[TimedSignal, ...], facts: MediaFacts, *, length: int | None
    ) -> Signalled:
        breaks = understand(
            said, rate=facts.rate, origin_ticks=facts.first_pts_ticks, length=length
        )
        return Signalled(breaks, tuple(self.notes))

    # -- a playlist --------------------------------------------------------------------

    def _playlist(self, url: str) -> tuple[hls.MediaPlaylist, FrameRate | None]:
        """The playlist itself, or that of the best variant, and the rate that is stated for it."""
        rate: FrameRate | None = None
        for _ in range(2):
            text = self._fetch(url).decode("utf-8", "replace")
            parsed = hls.parse_playlist(text, url, allowed_hosts=self.fetch_remote.named)
            if isinstance(parsed, hls.MediaPlaylist):
                return parsed, rate
            if not parsed.variants:
                break
            best = max(parsed.variants, key=lambda variant: variant.bandwidth)
            url, stated = best.url, best.frame_rate
            rate = FrameRate(stated.numerator, stated.denominator) if stated else None
        raise NoSignals(f"{url}: no media playlist")

    def _carried(self, media: SegmentedMedia) -> Iterator[TimedSignal]:
        """The cues in the segments, each on the clock of its run."""
        for run in _runs(media):
            reader, found = ts.CueReader(), list[ts.FoundCue]()
            for octets in self._octets(media, run):
                found += reader.feed(octets)
            behind = round(run.starts * TICKS_HZ)
            for signal in self._good(found):
                yield _moved(signal, behind, reader.origin_ticks) if run.first else signal

    def _octets(self, media: SegmentedMedia, run: Run) -> Iterator[bytes]:
        for index in range(run.first, run.end):
            if media.segments[index].init:
                return  # fragmented MP4 has no cue stream
            if self.listened > LISTENED_BYTES:
                self.notes.append(f"only the first {LISTENED_BYTES} bytes were listened to")
                return
            try:
                octets = media.bytes_of(index)
            except StbError as error:
                self.notes.append(str(error))
                continue
            self.listened += len(octets)
            yield octets

    def _fetch(self, url: str) -> bytes:
        parts = urlsplit(url)
        if parts.scheme != "file":
            return self.fetch_remote(url)
        try:
            return Path(unquote(parts.path)).read_bytes()
        except OSError as error:
            raise NoSuchPlace(f"{parts.path}: {error.strerror or error}") from error

    # -- cues in a stream ----------------------------------------------------------------

    def _heard(self, pieces: Iterable[bytes]) -> tuple[TimedSignal, ...]:
        reader = ts.CueReader()
        return self._good(cue for piece in pieces for cue in reader.feed(piece))

    def _good(self, found: Iterable[ts.FoundCue]) -> tuple[TimedSignal, ...]:
        good, bad = ts.signals(found)
        self.notes += [f"a cue on PID {cue.pid} cannot be read: {error}" for cue, error in bad]
        return good


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE), b"")


def _probed(media: Media) -> MediaFacts:
    try:
        return probe(media)
    except InputError as error:
        raise NoSignals(
            f"neither an HLS playlist (#EXTM3U) nor media with pictures: {error}"
        ) from error


def _information(one: hls.DateRange) -> str:
    """An interstitial, in a line: the player's own business, nothing that is replaced here."""
    given = dict(one.attributes)
    where = "" if one.stated is None else f" at {float(one.stated):.3f} s"
    asset = given.get("X-ASSET-URI") or given.get("X-ASSET-LIST") or "no asset"
    return f"line {one.line}: interstitial {clean_line(one.id)}{where}: {clean_line(asset)}"


def _runs(media: SegmentedMedia) -> Iterator[Run]:
    """The runs of ``media``, each with a clock of its own."""
    first = 0
    while first < len(media.segments):
        run = media.run_at(media.starts(first))
        yield run
        first = run.end


def _moved(signal: TimedSignal, behind: int, origin: int | None) -> TimedSignal:
    """``signal`` of a run that plays ``behind`` ticks, its first picture stamped ``origin``."""
    seen, placed = signal.seen + behind, signal.placed
    pts = signal.content.effective_pts if isinstance(signal.content, SpliceSection) else None
    if placed is not None:
        placed += behind
    elif pts is not None and origin is not None:
        placed = behind + unwrap((pts - origin) % TICKS_WRAP, signal.seen)
    return replace(signal, seen=seen, placed=placed)


def _segments(playlist: hls.MediaPlaylist) -> tuple[Segment, ...]:
    found: list[Segment] = []
    behind_gap = False
    for one in playlist.segments:
        if not one.gap:
            jumps = one.discontinuity or (behind_gap and bool(found))
            found.append(Segment(one.url, one.seconds, one.init_url, jumps))
        behind_gap = one.gap
    return tuple(found)


def _assumed(
    media: SegmentedMedia, rate: FrameRate | None, said: tuple[TimedSignal, ...]
) -> tuple[MediaFacts, tuple[TimedSignal, ...]]:
    """Facts of segments that cannot be had: the clock from the first cue that has a date.

    Without any, nobody knows where a section belongs: it stays where its tag stands.
    """
    known = [
        (signal.content.effective_pts - signal.stated) % TICKS_WRAP
        for signal in said
        if isinstance(signal.content, SpliceSection)
        and signal.placed is None
        and signal.stated is not None
        and signal.content.effective_pts is not None
    ]
    if not known:
        said = tuple(
            replace(signal, placed=signal.seen, certain=False)
            if isinstance(signal.content, SpliceSection) and signal.placed is None
            else signal
            for signal in said
        )
    rate = rate or PAL
    facts = MediaFacts(
        rate=rate, frames=rate.frames_in(media.ends), width=0, height=0, aspect=Fraction(16, 9),
        sample_rate=0, has_sound=False, origin=Fraction((known or [0])[0], TICKS_HZ),
    )  # fmt: skip
    return facts, said
