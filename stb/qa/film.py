"""A stretch of a programme as several households see it: a captioned film of two by two."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from av import VideoFrame
from numpy.typing import NDArray

from stb.adapters import assets
from stb.adapters.media.reader import Shot
from stb.adapters.media.view import Viewer
from stb.adapters.media.writer import Quality, Writer
from stb.adapters.screen import shots
from stb.adapters.screen.painter import Painter
from stb.engine.commands import SeekTo
from stb.errors import InputError
from stb.model.avail import Break
from stb.qa.render import Progress, inside, open_programme, play
from stb.ui.scene import HEIGHT, WIDTH, Align, Rect, Scene, Text, Video
from stb.wiring.mediabox import Mediabox

SIZE = (1280, 720)
AROUND_S = 3
_CAPTION = 68
"""Height of a caption, in units of a screen's design."""

_QUARTER = (SIZE[0] // 2, SIZE[1] // 2)


class NoBreak(InputError):
    """The programme has no break with a spot that may be replaced."""

    code = "film.break"


def film(
    boxes: Sequence[tuple[str, Mediabox]],
    programme_id: str,
    out: Path,
    *,
    frames: range | None = None,
    progress: Progress | None = None,
) -> None:
    """``frames`` of a programme, as each of up to four named boxes shows them.

    By default those from three seconds before the break with most replaceable spots to
    three seconds after it. Sound is that of the first box.

    Raises:
        NoBreak: no frames were named, and nothing in the programme may be replaced.
        NoFrames: the programme has none of ``frames``.
    """
    reels = [_Reel(name, box, programme_id) for name, box in boxes]
    span = reels[0].around_richest_break() if frames is None else reels[0].inside(frames)
    rate = reels[0].rate
    sheet = _Sheet()
    for reel in reels:
        reel.go(span.start)
    with Writer(out, width=SIZE[0], height=SIZE[1], rate=rate, quality=Quality.COMPACT) as writer:
        for done, frame in enumerate(span, start=1):
            taken = [reel.next(frame) for reel in reels]
            picture = sheet.composed(list(zip(reels, taken, strict=True)))
            writer.write(picture, taken[0].sound)
            if progress is not None:
                progress(done, len(span))


class _Reel:
    """One box, advanced frame by frame, with its caption."""

    def __init__(self, name: str, mediabox: Mediabox, programme_id: str) -> None:
        self.name = name
        self._mediabox = mediabox
        self._playing = open_programme(mediabox, programme_id)
        self.rate = self._playing.rate

    def inside(self, frames: range) -> range:
        """Those of ``frames`` that the programme has."""
        return inside(frames, self._playing)

    def around_richest_break(self) -> range:
        """The frames of the break with most spots that may be replaced, and around it."""
        brk, around = self._richest_break(), self.rate.frames_in(AROUND_S)
        return self.inside(range(max(0, brk.at - around), brk.end + around))

    def _richest_break(self) -> Break:
        breaks = [b for b in self._playing.breaks if any(s.replaceable for s in b.spots)]
        if not breaks:
            raise NoBreak(f"{self._playing.media_id}: no spot may be replaced")
        return max(breaks, key=lambda brk: sum(spot.replaceable for spot in brk.spots))

    def go(self, frame: int) -> None:
        self._mediabox.send(SeekTo(frame, unhindered=True))
        self._mediabox.step()

    def next(self, frame: int) -> Shot:
        taken: list[Shot] = []
        play(self._mediabox, show=taken.append, until=frame + 1)
        return taken[-1]

    @property
    def caption(self) -> tuple[str, str]:
        """The household, and what is on air for it."""
        on_air = self._mediabox.snapshot.playing
        item = on_air.on_air.item if on_air is not None and on_air.on_air else None
        if item is None:
            return self.name, ""
        titles = {
            creative.id: f"{creative.advertiser} · {creative.title}"
            for bundle in self._mediabox.snapshot.inventory.bundles
            for creative in bundle.creatives
        }
        words = {"programme": "programma", "broadcast": "gewone spot"}
        return self.name, titles.get(item.id) or words.get(item.source.value, "")


class _Sheet:
    """Draws the parts, each with its caption, onto one picture."""

    def __init__(self) -> None:
        self._viewer = Viewer()
        self._painter = Painter(_QUARTER, assets.folder())

    def composed(self, parts: list[tuple[_Reel, Shot]]) -> VideoFrame:
        canvas = np.zeros((SIZE[1], SIZE[0], 3), np.uint8)
        for place, (reel, shot) in enumerate(parts):
            x, y = _QUARTER[0] * (place % 2), _QUARTER[1] * (place // 2)
            canvas[y : y + _QUARTER[1], x : x + _QUARTER[0]] = self._part(shot, *reel.caption)
        return VideoFrame.from_ndarray(canvas, format="rgb24")

    def _part(self, shot: Shot, name: str, what: str) -> NDArray[np.uint8]:
        scene = _scene(name, what)
        return shots.pixels(self._painter.paint(scene, picture=self._viewer.seen(shot)))


def _scene(name: str, what: str) -> Scene:
    """The whole picture, a little smaller, and the caption beneath it: it hides nothing."""
    top, margin = HEIGHT - _CAPTION, round(_CAPTION * WIDTH / HEIGHT / 2)
    half = WIDTH // 2 - margin
    return (
        Video(Rect(margin, 0, WIDTH - 2 * margin, top)),
        Text("household", name, Rect(margin, top + 8, half, 52), style="lead-strong", cut=True),
        Text(
            "on-air", what, Rect(WIDTH // 2, top + 8, half, 52), style="lead", colour="muted",
            align=Align.RIGHT, cut=True,
        ),
    )  # fmt: skip
