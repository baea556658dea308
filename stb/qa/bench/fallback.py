"""The two ways to have the broadcast at hand when a spot fails, and what each costs.

Either the spot is decoded far enough ahead that its fault is known while there is
time to bring the broadcast (the box does so, two seconds), or the broadcast is
decoded beneath the spot all along. Both are played here as a deck plays them, as
fast as they go; memory is that of the pictures held decoded a third of the way in.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

from stb.adapters.media.deck import Deck
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.reader import Shot
from stb.adapters.media.source import FileMedia
from stb.model.time import PAL
from stb.model.timeline import Item, Placed, Source, Timeline
from stb.qa.bench.figures import Row, Timers, in_turns
from stb.qa.bench.scene import Setting

_PATIENCE_S = 10.0
_REST_S = 0.05
_MEGABYTE = 1_000_000


def beneath(setting: Setting) -> Iterator[Row]:
    """A spot half a second ahead alone, two seconds ahead, and with the broadcast beneath it."""
    spot = max(setting.catalogue.creatives, key=lambda each: each.frames)
    frames = min(spot.frames, max(75, setting.frames))
    media = {"spot": FileMedia(spot.file), "film": FileMedia(setting.film.file)}
    held: dict[str, int] = {}

    def line(source: Source) -> Timeline:
        return Timeline((Placed(0, Item(source, "spot", 0, frames)),))

    def played(way: str, *decks: tuple[str, Source]) -> float:
        """Milliseconds of processor time for a frame; notes the bytes held."""
        with ExitStack() as closings:
            playing = []
            for name, source in decks:
                choice = MediaChoice(media[name])
                deck = Deck(lambda _, __, choice=choice: choice, patience_s=_PATIENCE_S)  # type: ignore[misc]
                closings.enter_context(closing(deck))
                deck.load(name, line(source), rate=PAL, start=0)
                playing.append(deck)
            begun = setting.timers.cpu()
            for frame in range(frames):
                shown = [(deck.ready(frame), deck.take(frame)) for deck in playing]
                if frame == frames // 3:
                    sizes = [_size(shot) for _, shot in shown]
                    held[way] = _held(playing, sizes, setting.timers)
            return (setting.timers.cpu() - begun) / frames * 1000

    # What plays as programme is decoded half a second ahead, whatever it is.
    plain = ("spot", Source.PROGRAMME)
    alone, ahead, both = in_turns(
        lambda: played("alone", plain),
        lambda: played("ahead", ("spot", Source.CREATIVE)),
        lambda: played("both", plain, ("film", Source.PROGRAMME)),
        timers=setting.timers, seconds=setting.seconds,
    )  # fmt: skip
    memory = {way: octets / _MEGABYTE for way, octets in held.items()}
    yield Row("splice", "a spot decoded 2 s ahead, a frame", ahead, "ms cpu",
              "half a second ahead", alone)  # fmt: skip
    yield Row("splice", "a spot decoded 2 s ahead, memory", memory["ahead"], "MB",
              "half a second ahead", memory["alone"])  # fmt: skip
    yield Row("splice", "the broadcast decoded beneath it, a frame", both, "ms cpu",
              "the spot alone", alone)  # fmt: skip
    yield Row("splice", "the broadcast decoded beneath it, memory", memory["both"], "MB",
              "the spot alone", memory["alone"])  # fmt: skip


def _held(decks: list[Deck], sizes: list[int], timers: Timers) -> int:
    """The bytes of the pictures that are held, once no more come: those ahead, and those on air."""
    found: list[int] = []
    while len(found) < 3 or len(set(found[-3:])) > 1:
        timers.sleep(_REST_S)
        ahead = [sum(buffer.frames for buffer in deck.buffers()) for deck in decks]
        found.append(sum(size * (1 + many) for size, many in zip(sizes, ahead, strict=True)))
    return found[-1]


def _size(shot: Shot | None) -> int:
    return 0 if shot is None else sum(plane.buffer_size for plane in shot.picture.planes)
