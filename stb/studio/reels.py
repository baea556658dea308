"""Which reels there are, and what lies where in each.

A reel is a whole number of 96-frame segments, so that a head-end can lay
reels after each other on the segment grid. A programme or film reel is one
clip; a break reel is opener, spots and closer in one continuous encode, so
its inner edges are exact to the sample.
"""

from __future__ import annotations

from dataclasses import dataclass

from stb.studio.clips import FILM_CLIPS, PROGRAMME_CLIPS, Clip, clip_of_id
from stb.studio.transport import FRAMES_PER_SEGMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A clip in a reel; ``at`` and ``frames`` in frames of the reel."""

    clip: Clip
    at: int

    @property
    def frames(self) -> int:
        """The whole clip's length: reels never cut a clip."""
        return self.clip.frames


@dataclass(frozen=True, slots=True, kw_only=True)
class Reel:
    """``kind``: programme, break or film; ``scene`` a programme's generator or a break's style."""

    id: str
    kind: str
    scene: str
    layout: tuple[Laid, ...]
    edition: str = ""
    featured: bool = False

    def __post_init__(self) -> None:
        if self.frames % FRAMES_PER_SEGMENT:
            raise ValueError(f"reel {self.id} is {self.frames} frames long: not whole segments")

    @property
    def frames(self) -> int:
        """Its length in frames."""
        return sum(laid.frames for laid in self.layout)


def _laid(*clip_ids: str) -> tuple[Laid, ...]:
    at, layout = 0, []
    for clip_id in clip_ids:
        clip = clip_of_id(clip_id)
        layout.append(Laid(clip=clip, at=at))
        at += clip.frames
    return tuple(layout)


def _break(name: str, style: str, spots: str, *, featured: bool = False) -> Reel:
    inner = (f"gen-{spot}" for spot in spots.split())
    layout = _laid(f"opener-{style}", *inner, f"closer-{style}")
    return Reel(id=name, kind="break", scene=style, layout=layout, featured=featured)


BREAKS = (
    _break("break-1", "sirius", "dehoek zoem morgenrood kaasboer glinster", featured=True),
    _break("break-2", "vesper", "polderbank rodehaan morgenrood glinster"),
    _break("break-3", "spoor", "vangnet lotoland kaasboer morgenrood"),
    _break("break-4", "lijn", "waterwolf komeet kaasboer glinster"),
    _break("break-5", "luxor", "spijker waterwolf morgenrood polderbank"),
)

REELS = (
    *(
        Reel(
            id=clip.id,
            kind="programme",
            scene=clip.id[:-2],
            edition=clip.id[-1],
            layout=_laid(clip.id),
        )
        for clip in PROGRAMME_CLIPS
    ),
    *BREAKS,
    *(Reel(id=clip.id, kind="film", scene=clip.id, layout=_laid(clip.id)) for clip in FILM_CLIPS),
)
