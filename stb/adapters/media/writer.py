"""What was on air, into a file: without loss, or small enough to show around.

Lossless is FFV1 and 16 bit PCM in Matroska: pictures of the programme's own size
go in untouched, so the picture code can be read back and planes compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
from av import VideoFrame
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from stb.adapters.media.convert import Converter
from stb.adapters.media.errors import FFMPEG, MediaUnwritable
from stb.adapters.media.track import Sound
from stb.model.time import SAMPLE_RATE, FrameRate


class Quality(Enum):
    """LOSSLESS: FFV1 and PCM in Matroska. COMPACT: H.264 and AAC in MP4."""

    LOSSLESS = "lossless"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Codecs, form and options of a quality."""

    form: str
    picture: str
    picture_options: dict[str, str]
    sound: str
    sound_form: str
    sound_options: dict[str, str]


_RECIPES: Final = {
    Quality.LOSSLESS: Recipe(
        "matroska",
        "ffv1",
        {"level": "3", "slices": "4", "slicecrc": "1", "g": "1"},
        "pcm_s16le",
        "s16",
        {},
    ),
    Quality.COMPACT: Recipe(
        "mp4",
        "libx264",
        {"preset": "veryfast", "crf": "20"},
        "aac",
        "fltp",
        {"aac_pns": "0", "b": "192000"},
    ),
}


class Writer:
    """Writes frames of one size and rate with their sound; `close` it to finish.

    ``aspect`` is that of the picture as it is to be seen. PyAV cannot put it in
    Matroska, so a lossless file of wide pixels has the right size and planes, and is
    shown too narrow by players.

    Raises, also later: MediaUnwritable when the disk is full or the place is not
    writable.
    """

    def __init__(
        self,
        path: Path,
        *,
        width: int,
        height: int,
        rate: FrameRate,
        aspect: Fraction | None = None,
        quality: Quality = Quality.LOSSLESS,
    ) -> None:
        self._path = path
        self._size = (width, height)
        self._whole = aspect or Fraction(width, height)
        self._rate = rate
        self._recipe = _RECIPES[quality]
        self._converter = Converter()
        self._frames = 0
        self._samples = 0
        try:
            self._out = av.open(f"file:{path}", "w", format=self._recipe.form)
            self._picture = self._picture_stream()
            self._sound = self._sound_stream()
            self._out.start_encoding()
        except (*FFMPEG, OSError) as error:
            raise MediaUnwritable(f"{path.name}: {error}") from error

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def frames(self) -> int:
        return self._frames

    def write(self, picture: VideoFrame, sound: Sound, *, aspect: Fraction | None = None) -> None:
        """The next frame and its sound: float32, (2, samples), 48 kHz.

        ``aspect`` is the picture's as it is to be seen; None if its pixels are square
        or it is of the programme's size.
        """
        width, height = self._size
        if aspect is None:
            same = (picture.width, picture.height) == self._size
            aspect = self._whole if same else Fraction(picture.width, picture.height)
        fitted = self._converter.to_programme(
            picture, width, height, aspect=aspect, whole=self._whole
        )
        try:
            self._write_picture(fitted)
            if sound.shape[1]:
                self._write_sound(sound)
        except (*FFMPEG, OSError) as error:
            raise MediaUnwritable(f"{self._path.name}: {error}") from error

    def close(self) -> None:
        try:
            self._out.mux(self._picture.encode(None))
            self._out.mux(self._sound.encode(None))
            self._out.close()
        except (*FFMPEG, OSError) as error:
            raise MediaUnwritable(f"{self._path.name}: {error}") from error

    def _write_picture(self, picture: VideoFrame) -> None:
        # The decoder's frame is shared (a picture may be shown twice), so its stamps are put back.
        stamps = picture.pts, picture.time_base
        picture.pts, picture.time_base = self._frames, 1 / self._rate.fraction
        picture.pict_type = 0
        try:
            self._out.mux(self._picture.encode(picture))
        finally:
            picture.pts = stamps[0]
            if stamps[1] is not None:
                picture.time_base = stamps[1]
        self._frames += 1

    def _write_sound(self, sound: Sound) -> None:
        frame = _sound_frame(sound, self._recipe.sound_form)
        frame.sample_rate = SAMPLE_RATE
        frame.pts, frame.time_base = self._samples, Fraction(1, SAMPLE_RATE)
        self._samples += sound.shape[1]
        self._out.mux(self._sound.encode(frame))

    def _picture_stream(self) -> VideoStream:
        stream = self._out.add_stream(
            self._recipe.picture, rate=self._rate.fraction, options=self._recipe.picture_options
        )
        assert isinstance(stream, VideoStream)
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = 1 / self._rate.fraction
        stream.codec_context.sample_aspect_ratio = self._whole / Fraction(*self._size)
        return stream

    def _sound_stream(self) -> AudioStream:
        stream = self._out.add_stream(
            self._recipe.sound, rate=SAMPLE_RATE, options=self._recipe.sound_options
        )
        assert isinstance(stream, AudioStream)
        stream.layout = "stereo"
        stream.format = self._recipe.sound_form
        return stream


def _sound_frame(sound: Sound, form: str) -> AudioFrame:
    if form == "fltp":
        return AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", "stereo")
    whole = np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)
    return AudioFrame.from_ndarray(np.ascontiguousarray(whole.T).reshape(1, -1), "s16", "stereo")
