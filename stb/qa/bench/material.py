"""1080p50, which does not come with the project: made for one run, in the run's own folder.

The film's pictures at double speed and twice the size, so that they move as pictures
do; every half second a point of access, so that a stretch may begin there at once.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import av
import numpy as np
from av.audio.frame import AudioFrame

from stb.adapters.media.convert import Converter
from stb.adapters.media.reader import read
from stb.adapters.media.source import FileMedia
from stb.adapters.media.track import Sound
from stb.model.time import HD50, PAL, SAMPLE_RATE
from stb.qa.bench.scene import Setting

WIDTH, HEIGHT = 1920, 1080
GOP: Final = 25
LONGEST: Final = 150
"""Frames of the clip; what is longer than that is played from its start again."""


def hd50(setting: Setting) -> tuple[Path, int]:
    """An MP4 file of 1080p50 with its sound, and its length in frames."""
    frames = max(2 * GOP, min(LONGEST, round(setting.seconds * 50) // GOP * GOP))
    path = setting.folder / "1080p50.mp4"
    if not path.exists():
        setting.tell(f"bench splice: making {frames} frames of 1080p50")
        _make(setting, path, frames)
    return path, frames


def _make(setting: Setting, path: Path, frames: int) -> None:
    film = FileMedia(setting.film.file)
    converter = Converter()
    with av.open(f"file:{path}", "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=HD50.fraction, options={
            "preset": "ultrafast", "crf": "23", "g": str(GOP), "keyint_min": str(GOP),
            "sc_threshold": "0",
        })  # fmt: skip
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        audio = out.add_stream("aac", rate=SAMPLE_RATE)
        audio.layout = "stereo"
        for shot in read(film, in_frame=0, frames=frames, play_rate=PAL):
            picture = converter.to_programme(
                shot.picture, WIDTH, HEIGHT, aspect=shot.aspect, whole=shot.aspect
            )
            picture.pts, picture.time_base = shot.index, 1 / HD50.fraction
            picture.pict_type = 0
            out.mux(video.encode(picture))
            out.mux(audio.encode(_sound(shot.sound[:, ::2], shot.index)))
        out.mux(video.encode(None))
        out.mux(audio.encode(None))


def _sound(sound: Sound, index: int) -> AudioFrame:
    frame = AudioFrame.from_ndarray(np.ascontiguousarray(sound), "fltp", "stereo")
    frame.sample_rate = SAMPLE_RATE
    frame.pts, frame.time_base = HD50.sample(index), 1 / PAL.fraction / 1920
    return frame
