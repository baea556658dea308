"""A media opened by FFmpeg: its best picture, the sound that belongs to it.

FFmpeg opens nothing by itself. It gets one file (as ``file:``, whatever the name
looks like), or bytes that we hand it, as through a pipe: no other protocol is open
then. Playlists and other forms that name further addresses are not on the list of forms.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import Enum
from typing import Final

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from stb.adapters.media.errors import FFMPEG, MediaUnreadable, unreadable
from stb.adapters.media.segment_read import SegmentRead
from stb.adapters.media.source import (
    BytesMedia,
    FileMedia,
    Media,
    SealedMedia,
    SegmentedMedia,
)

FORMS: Final = "mov,mp4,m4a,3gp,3g2,mj2,mpegts,mpegtsraw,matroska,webm,mpeg,avi"
"""FFmpeg's names of the forms that may be opened: none follows references."""

MOST_PIXELS: Final = 36_864 * 256
"""A picture that is read strictly has no more: 4096x2304, level 5.2 of H.264 and of HEVC."""

_BYTES: Final = {"protocol_whitelist": "pipe", "format_whitelist": FORMS}
_JOINING: Final = {"fpsprobesize": "0", "analyzeduration": "1000000"}
"""A stream that comes as fast as it plays is not waited for to count its pictures."""


class Care(Enum):
    """What a fault in the picture is: an error, or something to get over."""

    STRICT = "strict"
    TOLERANT = "tolerant"


@dataclass(frozen=True, slots=True)
class Opened:
    """A container with its streams; `close` it, or use it in a ``with``."""

    name: str
    container: InputContainer
    video: VideoStream
    audio: AudioStream | None

    def __enter__(self) -> Opened:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.container.close()

    @property
    def seeks_by_search(self) -> bool:
        """Whether seeking is a search for a time stamp that may land too late."""
        return not self.container.format.name.startswith(("mov", "matroska"))


def open_media(
    media: Media,
    *,
    source: SegmentRead | None = None,
    care: Care = Care.TOLERANT,
    threads: int = 1,
) -> Opened:
    """``media`` opened at its start; a segmented one where ``source`` reads from.

    Raises:
        UnavailableError: the file is not there, the segment cannot be fetched.
        TrustError: a sealed file is not what was signed.
        InputError: FFmpeg finds no picture in it.
    """
    if source is None and isinstance(media, SegmentedMedia):
        source = SegmentRead(media, 0, end=len(media.segments))
    try:
        return _opened(_container(media, source), media.name, care, threads)
    except FFMPEG as error:
        if source is not None and source.error is not None:
            raise source.error from error
        raise unreadable(media.name, error) from error


def size_of(media: Media) -> int:
    """The length in bytes; 0 for segments, which are not looked at."""
    match media:
        case FileMedia(path) | SealedMedia(path):
            try:
                return path.stat().st_size
            except OSError as error:
                raise unreadable(media.name, error) from error
        case BytesMedia(data=data):
            return len(data)
        case SegmentedMedia():
            return 0


def _opened(container: InputContainer, name: str, care: Care, threads: int) -> Opened:
    try:
        videos = container.streams.video
        video = next((v for v in videos if not _is_cover(v)), None)
        if video is None or not _has_decoder(video):
            raise MediaUnreadable(f"{name}: no picture in it that can be decoded")
        audio = container.streams.best("audio", related=video)
        if audio is not None and not isinstance(audio, AudioStream):
            audio = None
        if audio is not None and (not _has_decoder(audio) or audio.rate <= 0):
            audio = None
        video.codec_context.thread_count = threads
        video.thread_type = "SLICE" if threads == 1 else "AUTO"
        if care is Care.STRICT:
            video.codec_context.options = {
                "err_detect": "crccheck+bitstream+buffer+explode",
                "max_pixels": str(MOST_PIXELS),
            }
        return Opened(name, container, video, audio)
    except BaseException:
        container.close()
        raise


def _container(media: Media, source: SegmentRead | None) -> InputContainer:
    match media:
        case FileMedia(path):
            return _open(f"file:{path}", {**_BYTES, "protocol_whitelist": "file"})
        case SealedMedia(path):
            checked = media.opened()
            return _container(FileMedia(path), None) if checked is None else _open(checked, _BYTES)
        case BytesMedia(data=data):
            return _open(io.BytesIO(data), _BYTES)
        case SegmentedMedia():
            return _open(source, {**_BYTES, **_JOINING} if media.head is not None else _BYTES)


def _open(file: object, options: dict[str, str]) -> InputContainer:
    """Titles in a file may be in any encoding; they are not ours to judge."""
    return av.open(file, "r", container_options=options, metadata_errors="replace")


def _is_cover(video: VideoStream) -> bool:
    """Whether it is one still picture attached to a file, not its film."""
    return bool(video.disposition & type(video.disposition).attached_pic)


def _has_decoder(stream: VideoStream | AudioStream) -> bool:
    """Whether FFmpeg knows the codec; the library leaves the context out where it does not."""
    context: object = stream.codec_context
    return context is not None
