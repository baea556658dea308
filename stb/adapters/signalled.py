"""The breaks that a file or an address signals, read for somebody who asks about it.

The box plays what its operator's playlists say and never looks further. Here all is
read: the playlist and, where that says nothing, the cues that its segments carry in
a stream of their own; and a transport stream from one end to the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote, urlsplit

from stb.adapters.media.probe import MediaFacts, probe
from stb.adapters.media.source import BytesMedia, FileMedia, Media, Segment, SegmentedMedia
from stb.adapters.own_lineup import OwnFetch
from stb.errors import InputError, StbError
from stb.formats import hls, ts
from stb.formats.breaks import understand
from stb.formats.uri import host_of
from stb.model.avail import Break
from stb.model.signal import SpliceSection, TimedSignal
from stb.model.time import PAL, TICKS_HZ, TICKS_WRAP, FrameRate

LISTENED_BYTES = 4 << 30
"""How much of a programme's segments is read for cues: four hours at two megabits a second."""

WHOLE_CAP = 512 << 20
"""The largest transport stream that is fetched as a whole."""

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


def signalled(place: str) -> Signalled:
    """The breaks of ``place``: an HLS playlist or a media file, by path or http address.

    Raises:
        UnavailableError: it cannot be reached.
        InputError: there is no such file, it is neither, or has no picture.
    """
    remote = place.lower().startswith(("http://", "https://"))
    url = place if remote else Path(place).resolve().as_uri()
    reading = _Reading(OwnFetch({host_of(url)} if remote else set()))
    try:
        if remote:
            return reading.of_bytes(url)
        return reading.of_file(Path(place), url)
    finally:
        reading.fetch_remote.close()


@dataclass(slots=True)
class _Reading:
    """One reading of one place. Lives for one call of `signalled`."""

    fetch_remote: OwnFetch
    notes: list[str] = field(default_factory=list)

    def of_file(self, path: Path, url: str) -> Signalled:
        try:
            with path.open("rb") as file:
                head = file.read(len(_BOM + _PLAYLIST))
        except OSError as error:
            raise NoSuchPlace(f"{path}: {error.strerror or error}") from error
        if head.removeprefix(_BOM).startswith(_PLAYLIST):
            return self._of_playlist(url)
        return self._of_media(FileMedia(path), _pieces(path) if head.startswith(b"G") else ())

    def of_bytes(self, url: str) -> Signalled:
        octets = self.fetch_remote(url, cap=WHOLE_CAP)
        if octets.removeprefix(_BOM).startswith(_PLAYLIST):
            return self._of_playlist(url)
        return self._of_media(BytesMedia(octets, url), [octets] if octets[:1] == b"G" else [])

    def _of_media(self, media: Media, pieces: Iterable[bytes]) -> Signalled:
        facts = probe(media)
        return self._understood(self._heard(pieces), facts, length=facts.frames)

    def _of_playlist(self, url: str) -> Signalled:
        playlist, rate = self._playlist(url)
        self.notes += [f"line {fault.line}: {fault.text}" for fault in playlist.faults]
        self.notes += [f"line {line}: {error}" for line, error in hls.bad_sections(playlist)]
        said = hls.signals(playlist)
        media = SegmentedMedia(_segments(playlist), self._fetch, name=url)
        try:
            facts = probe(media)
        except StbError as error:
            facts = _assumed(playlist, rate, said)
            self.notes.append(f"{error}: {facts.rate} frames a second assumed")
        else:
            said = said or self._heard(self._carried(media))
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

    def _carried(self, media: SegmentedMedia) -> Iterator[bytes]:
        """The segments of the first run, on whose clock the programme counts."""
        read = 0
        for index, segment in enumerate(media.segments):
            if segment.init:
                return  # fragmented MP4 has no cue stream
            if index and media.starts_run(index):
                self.notes.append("behind the first discontinuity nothing was listened to")
                return
            try:
                octets = media.bytes_of(index)
            except StbError as error:
                self.notes.append(str(error))
                continue
            read += len(octets)
            if read > LISTENED_BYTES:
                self.notes.append(f"only the first {LISTENED_BYTES} bytes were listened to")
                return
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
        found = tuple(cue for piece in pieces for cue in reader.feed(piece))
        good, bad = ts.signals(found)
        self.notes += [f"a cue on PID {cue.pid} cannot be read: {error}" for cue, error in bad]
        return good


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE), b"")


def _segments(playlist: hls.MediaPlaylist) -> tuple[Segment, ...]:
    return tuple(
        Segment(each.url, each.seconds, each.init_url, each.discontinuity)
        for each in playlist.segments
        if not (each.gap or each.encrypted or each.byte_range)
    )


def _assumed(
    playlist: hls.MediaPlaylist, rate: FrameRate | None, said: tuple[TimedSignal, ...]
) -> MediaFacts:
    """Facts of segments that cannot be had: the clock from the first cue that has a date."""
    origin = 0
    for signal in said:
        if isinstance(signal.content, SpliceSection) and signal.stated is not None:
            pts = signal.content.effective_pts
            if pts is not None:
                origin = (pts - signal.stated) % TICKS_WRAP
                break
    rate = rate or PAL
    return MediaFacts(
        rate=rate, frames=rate.frames_in(playlist.seconds), width=0, height=0,
        aspect=Fraction(16, 9), sample_rate=0, has_sound=False, origin=Fraction(origin, TICKS_HZ),
    )  # fmt: skip
