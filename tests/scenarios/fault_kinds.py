"""What can go wrong with a creative, done to the real thing: its file, its bytes, its disk.

A fault of a file comes at any instant. Trouble in the bytes or the disk is laid under the
creative before it is armed, and shows itself at a piece of the creative that is drawn.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.source import BytesMedia, Media, Segment, SegmentedMedia
from stb.errors import UnavailableError
from tests.adapters.media.clips import Clip, make
from tests.adapters.media.test_reader import damaged

from .faulty_house import SPOT, House, mute, sibling, smaller

PIECES = SPOT // 5
"""Pieces of five frames of the service in a creative, ten at 50 frames a second."""


@dataclass
class Disk:
    """Lets nobody wait for ever: `close` wakes whoever hangs on it."""

    closed: threading.Event = field(default_factory=threading.Event)

    def hang(self, seconds: float) -> None:
        self.closed.wait(seconds)

    def close(self) -> None:
        self.closed.set()


@dataclass(frozen=True, slots=True)
class Trouble:
    """The house and the creative it strikes; ``longest_s`` is how slow a disk may be."""

    house: House
    creative: str
    draw: random.Random
    disk: Disk
    longest_s: float

    @property
    def clip(self) -> Clip:
        return self.house.creatives[self.creative]

    @property
    def octets(self) -> bytes:
        return make(self.clip, self.house.clips).read_bytes()

    def plays(self, media: Media) -> None:
        """``media`` in the place of the file."""
        self.house.hostile[self.creative] = MediaChoice(media)

    def plays_pieces(self, at_piece: Callable[[int], None], *, cut: int = 1000) -> None:
        """The creative in pieces; ``at_piece`` happens when one is read."""
        segments, parts = self.house.pieces(sibling(self.clip))
        numbers = {segment.url: number for number, segment in enumerate(segments)}

        def fetch(url: str) -> bytes:
            at_piece(numbers[url])
            return parts[url]

        self.plays(SegmentedMedia(segments[:cut], fetch, name="pieces"))

    def some_piece(self) -> int:
        """At the start, in the middle or at the very end."""
        last = self.clip.frames // 5 - 1
        return self.draw.choice((0, 1, self.draw.randint(2, last - 1), last))


Kind = Callable[[Trouble], None]


# -- the file, at any instant ----------------------------------------------------------


def gone(trouble: Trouble) -> None:
    trouble.house.spoil(trouble.creative).unlink()


def cut_off(trouble: Trouble) -> None:
    path = trouble.house.spoil(trouble.creative)
    path.write_bytes(trouble.octets[: trouble.draw.randint(0, len(trouble.octets) - 1)])


def corrupt(trouble: Trouble) -> None:
    path, octets = trouble.house.spoil(trouble.creative), bytearray(trouble.octets)
    at = trouble.draw.randint(2000, len(octets) - 600)
    octets[at : at + 500] = trouble.draw.randbytes(500)
    path.write_bytes(octets)


def header_corrupt(trouble: Trouble) -> None:
    path = trouble.house.spoil(trouble.creative)
    path.write_bytes(trouble.draw.randbytes(400) + trouble.octets[400:])


def swapped(trouble: Trouble) -> None:
    """Another good creative under its name: nobody signed it for this spot."""
    path = trouble.house.spoil(trouble.creative)
    others = [clip for clip in trouble.house.creatives.values() if clip != trouble.clip]
    path.write_bytes(make(trouble.draw.choice(others), trouble.house.clips).read_bytes())


# -- the bytes -------------------------------------------------------------------------


def picture_damaged(trouble: Trouble) -> None:
    last = trouble.clip.frames - 1
    picture = trouble.draw.choice((0, 3, trouble.draw.randint(4, last), last))
    trouble.plays(BytesMedia(damaged(make(trouble.clip, trouble.house.clips), picture)))


def hole(trouble: Trouble) -> None:
    octets = bytearray(trouble.octets)
    at = trouble.draw.randint(2000, len(octets) // 2)
    octets[at : at + 8000] = bytes(8000)
    trouble.plays(BytesMedia(bytes(octets[: len(trouble.octets)])))


def too_short(trouble: Trouble) -> None:
    trouble.plays_pieces(lambda piece: None, cut=trouble.draw.randint(1, PIECES - 1))


def another_size(trouble: Trouble) -> None:
    """From some picture on it is of another size: it goes on, or it is given up."""
    first, parts = trouble.house.pieces(sibling(trouble.clip))
    second, more = trouble.house.pieces(smaller(trouble.clip))
    piece = trouble.some_piece()
    mixed: list[Segment] = [*first[:piece], *second[piece:]]
    trouble.plays(SegmentedMedia(mixed, (parts | more).__getitem__, name="two sizes"))


def without_sound(trouble: Trouble) -> None:
    """An operator may sign a silent spot: its pictures are shown, and nothing is heard."""
    silent = make(mute(trouble.clip), trouble.house.clips)
    trouble.plays(BytesMedia(silent.read_bytes()))


# -- the disk, and the thread that reads it --------------------------------------------


def gone_midway(trouble: Trouble) -> None:
    struck = trouble.some_piece()

    def at_piece(piece: int) -> None:
        if piece >= struck:
            raise UnavailableError("the disk is gone")

    trouble.plays_pieces(at_piece)


def thread_dies(trouble: Trouble) -> None:
    """What reads it ends its thread, as no error of ours would."""
    struck = trouble.some_piece()

    def at_piece(piece: int) -> None:
        if piece >= struck:
            raise SystemExit

    trouble.plays_pieces(at_piece)


def slow(trouble: Trouble) -> None:
    struck = trouble.some_piece()
    seconds = trouble.draw.uniform(0.02, trouble.longest_s)
    trouble.plays_pieces(lambda piece: trouble.disk.hang(seconds) if piece == struck else None)


def late(trouble: Trouble) -> None:
    """It is armed six seconds ahead, and takes longer than that."""
    trouble.plays_pieces(lambda piece: trouble.disk.hang(7) if piece == 0 else None)


OF_THE_FILE: tuple[Kind, ...] = (gone, cut_off, corrupt, header_corrupt, swapped)
OF_ITS_READING: tuple[Kind, ...] = (
    picture_damaged, hole, too_short, another_size, without_sound, gone_midway, thread_dies, slow,
)  # fmt: skip
IN_REAL_TIME: tuple[Kind, ...] = (late,)

ALWAYS_GIVES_UP: tuple[Kind, ...] = (picture_damaged, too_short, gone_midway, thread_dies, late)
"""Laid under a creative before it is armed, it never plays to its end."""
