"""A house with one long programme of many short breaks, and creatives for every spot in them.

    |..300..|sp1|sp2|.40.|sp1|sp2|.40.| ...        spots of 75 frames, two to a break

All is small and made here, and goes the whole way: taken in by the operator's verbs, signed,
fetched over HTTP, checked, and played from the disk.
"""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.source import Segment
from stb.cli import main
from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.model.time import HD50, PAL
from stb.wiring.assembly import Choose
from tests.adapters.media.clips import Clip, make
from tests.adapters.media.segments import Origin

from .conftest import stock

SPOT = 75
SPOTS = 2
FIRST = 300
BETWEEN = 40
PERIOD = SPOTS * SPOT + BETWEEN
AFTER = 60
HOUSEHOLD = "refuser"

MAKES = (
    Clip(".mp4", 0, SPOT, gop=25),
    Clip(".mp4", 0, SPOT, gop=25, sample_rate=44_100, layout="mono"),
    Clip(".ts", 0, SPOT, gop=25),
    Clip(".mp4", 0, 2 * SPOT, gop=25, rate=HD50),
)
CREATIVES = tuple(
    replace(MAKES[n % len(MAKES)], name=f"creative-{n}{MAKES[n % len(MAKES)].name}", code=160 + n)
    for n in range(12)
)


MUTE = 40
"""What is added to the picture code of a creative where its media have no sound."""


def campaign_of(clip: Clip) -> str:
    return clip.name.partition(".")[0]


def programme_of(breaks: int) -> Clip:
    return Clip(f"programme-{breaks}.ts", 150, FIRST + breaks * PERIOD + AFTER)


def sibling(clip: Clip) -> Clip:
    """The same pictures and sound as a transport stream of short pieces."""
    return replace(clip, name=f"{campaign_of(clip)}-pieces.ts", gop=5)


def mute(clip: Clip) -> Clip:
    """The same pictures without sound, under a picture code of their own: so they are known."""
    name = f"{campaign_of(clip)}-mute.mp4"
    return replace(clip, name=name, code=clip.code + MUTE, sound="", layout="stereo")


def smaller(clip: Clip) -> Clip:
    """The same as `sibling`, in a picture of another size."""
    return replace(sibling(clip), name=f"{campaign_of(clip)}-small.ts", width=192, height=108)


@dataclass(frozen=True, slots=True)
class Slot:
    """A spot of the broadcast: its first frame."""

    at: int

    @property
    def end(self) -> int:
        return self.at + SPOT


@dataclass
class House:
    """``breaks`` breaks; ``creatives`` are the clips by the id under which they were signed."""

    folder: Path
    clips: Path
    breaks: int
    programme_id: str
    creatives: dict[str, Clip]
    originals: dict[str, bytes] = field(default_factory=dict)
    hostile: dict[str, MediaChoice] = field(default_factory=dict)
    """What plays in the place of a creative's file."""
    _cut: dict[str, tuple[list[Segment], dict[str, bytes]]] = field(default_factory=dict)

    @cached_property
    def programme(self) -> Clip:
        return programme_of(self.breaks)

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return tuple(
            Slot(FIRST + number * PERIOD + spot * SPOT)
            for number in range(self.breaks)
            for spot in range(SPOTS)
        )

    @cached_property
    def by_code(self) -> dict[int, tuple[Clip, bool]]:
        """Each creative by the picture codes that it may show, and whether it is then mute."""
        clips = self.creatives.values()
        heard = {clip.code: (clip, False) for clip in clips}
        return heard | {mute(clip).code: (clip, True) for clip in clips}

    def slot_at(self, frame: int) -> Slot | None:
        return next((slot for slot in self.slots if slot.at <= frame < slot.end), None)

    def file_of(self, creative: str) -> Path:
        """Where the box keeps it."""
        content = self.folder / "box" / HOUSEHOLD / "content" / "c"
        return content / creative[:2] / creative

    def forget(self) -> None:
        """A box as new, but for what it fetched: the next viewing is the first."""
        for kept in (self.folder / "box" / HOUSEHOLD).iterdir():
            if kept.is_file():
                kept.unlink()

    def restore(self, creative: str) -> None:
        """As it was signed, and at hand."""
        self.hostile.pop(creative, None)
        path = self.file_of(creative)
        if creative in self.originals:
            path.write_bytes(self.originals.pop(creative))

    def spoil(self, creative: str) -> Path:
        """Its file, to be damaged; `restore` puts it back."""
        path = self.file_of(creative)
        if creative not in self.originals:
            self.originals[creative] = path.read_bytes()
        return path

    def disk(self, choose: Choose) -> Choose:
        """For `build`: hostile media in the place of a file."""

        def chosen(creative: str) -> MediaChoice:
            hostile = self.hostile.get(creative)
            return choose(creative) if hostile is None else hostile

        return chosen

    def pieces(self, clip: Clip) -> tuple[list[Segment], dict[str, bytes]]:
        """A creative cut into segments of five pictures, by address."""
        if clip.name not in self._cut:
            origin = Origin()
            self._cut[clip.name] = origin.put(make(clip, self.clips), clip, gops=1), origin.parts
        segments, parts = self._cut[clip.name]
        return segments.copy(), parts

    def prepare(self) -> None:
        """Make all that trouble may need, so that nobody who shows pictures has to wait for it."""
        for clip in self.creatives.values():
            make(mute(clip), self.clips)
            self.pieces(sibling(clip))
            self.pieces(smaller(clip))


def furnish(folder: Path, clips: Path, *, breaks: int) -> House:
    """Take all in with the operator's verbs, as he would."""
    data = folder / "data"

    def stb(*words: object) -> str:
        with redirect_stdout(io.StringIO()) as said:
            assert main(["headend", *map(str, words), "--data", str(data)]) == 0, words
        return said.getvalue().strip()

    folder.mkdir(parents=True)
    cues, rule = folder / "cues.json", folder / "rule.json"
    cues.write_text(json.dumps(cue_sheet(breaks)))
    rule.write_text("{}")
    programme = make(programme_of(breaks), clips)
    taken = stb("ingest", programme, "--service", 8, "--title", "Eigen", "--cues", cues)
    stb("segment", "add", "allen", "--households", 100, "--rule", rule)
    creatives = {
        stb("spot", "add", make(clip, clips), "--segment", "allen",
            "--campaign", campaign_of(clip)): clip
        for clip in CREATIVES
    }  # fmt: skip
    stb("publish")
    stock(data, HOUSEHOLD, read_catalogue(find_assets()))
    return House(data, clips, breaks, taken, creatives)


def cue_sheet(breaks: int) -> list[dict[str, object]]:
    return [
        {"break": f"b{number}", "at": PAL.timecode(FIRST + number * PERIOD), "spots": [
            {"id": f"gen-{number}-{spot}", "frames": SPOT, "replaceable": True}
            for spot in range(SPOTS)
        ]}
        for number in range(breaks)
    ]  # fmt: skip
