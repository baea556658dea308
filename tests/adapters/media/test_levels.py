"""Edges that nobody hears: how long the fade is, that nothing is silent, and equal loudness."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.media.deck import Deck
from stb.adapters.media.edge import FADE
from stb.adapters.media.lane import MediaChoice
from stb.adapters.media.probe import probe
from stb.adapters.media.reader import Shot, read
from stb.adapters.media.source import FileMedia, Media
from stb.adapters.media.track import SoundTrack
from stb.headend.assets import find_assets
from stb.headend.catalogue import Catalogue, Kind, Role, read_catalogue
from stb.headend.measured import TARGET_LUFS
from stb.model.time import PAL, SAMPLE_RATE, FrameRate
from stb.model.timeline import Item, Placed, Source, Timeline
from tests.adapters.media.clips import Clip, Samples
from tests.adapters.media.mixes import PROGRAMMES, as_segments, spliced, spots_in
from tests.adapters.media.proof import heard, loudness_of
from tests.adapters.media.test_deck import Cupboard, played

QUIET = 1e-3
"""-60 dBFS: what lies beneath it for long is heard as a hole."""

LONGEST_QUIET = SAMPLE_RATE // 200
"""Five milliseconds."""

Made = Callable[[Clip], Path]


def quietest(sound: Samples) -> int:
    """The longest run of samples in which both channels are silent."""
    silent = (np.abs(sound) < QUIET).all(axis=0).astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], silent, [0]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))


@pytest.mark.slow
@pytest.mark.parametrize("service", PROGRAMMES, ids=str)
def test_no_edge_clicks_and_none_is_silent_for_five_milliseconds(
    made: Made, tmp_path: Path, service: FrameRate
) -> None:
    draw = random.Random(f"levels {service}")
    creatives: dict[str, Media] = {clip.name: FileMedia(made(clip)) for clip in spots_in(service)}
    media = as_segments(made, service, tmp_path, jumps=False)
    plan = spliced(draw, service)
    deck = Deck(Cupboard(media, creatives).resolve, patience_s=60)
    deck.load("p", plan, rate=service, start=0)

    shots, _, faults = played(deck, plan, range(plan.frames))
    deck.close()

    assert faults == []
    sound = heard(shots)
    edges = [service.sample(placed.at) for placed in plan.run[1:]]
    around = [sound[:, edge - 2400 : edge + 2400] for edge in edges]
    assert len(edges) >= 8
    assert max(quietest(part) for part in around) < LONGEST_QUIET
    # The last sample before an edge and the first after it are all but silent: no click.
    assert max(np.abs(sound[:, edge - 1 : edge + 1]).max() for edge in edges) < QUIET


def test_what_is_faded_is_a_millisecond_on_either_side_to_the_bit(
    made: Made, tmp_path: Path
) -> None:
    media = as_segments(made, PAL, tmp_path, jumps=False)
    spot = FileMedia(made(spots_in(PAL)[0]))
    plan = Timeline((
        Placed(0, Item(Source.PROGRAMME, "p", 0, 50)),
        Placed(50, Item(Source.CREATIVE, "spot", 30, 50)),
        Placed(100, Item(Source.PROGRAMME, "p", 100, 50)),
    ))  # fmt: skip
    deck = Deck(Cupboard(media, {"spot": spot}).resolve, patience_s=60)
    deck.load("p", plan, rate=PAL, start=0)

    shots, _, _ = played(deck, plan, range(150))
    deck.close()

    plain = [
        heard(list(read(one, in_frame=first, frames=50, play_rate=PAL, at=at)))
        for one, first, at in ((media, 0, 0), (spot, 30, 50), (media, 100, 100))
    ]
    cut, joined = heard(shots), np.concatenate(plain, axis=1)
    changed = np.flatnonzero((cut != joined).any(axis=0))
    edges = (50 * 1920, 100 * 1920)
    assert FADE / SAMPLE_RATE == 0.001
    assert all(min(abs(int(n) + 0.5 - edge) for edge in edges) < FADE for n in changed)
    for edge in edges:
        gain = np.abs(cut[0, edge - FADE : edge + FADE] / joined[0, edge - FADE : edge + FADE])
        falls, rises = gain[:FADE], gain[FADE:]
        assert (np.diff(falls) < 1e-3).all()
        assert (np.diff(rises) > -1e-3).all()


# -- loudness ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue(find_assets())


@pytest.mark.slow
def test_every_creative_is_within_one_lu_of_the_spot_that_it_replaces(
    catalogue: Catalogue, record_property: Callable[[str, object], None]
) -> None:
    reel = catalogue.of_kind(Kind.BREAK)[0]
    generic = next(laid for laid in reel.layout if laid.clip.role is Role.SPOT)
    fitting = [one for one in catalogue.creatives if one.frames == generic.frames]
    own = loudness(replaced_by(reel.file, generic.at, generic.frames, None))
    found: dict[str, float] = {}
    for creative in fitting:
        choice = MediaChoice(FileMedia(creative.file), round(TARGET_LUFS - creative.lufs, 2))

        shots = replaced_by(reel.file, generic.at, generic.frames, choice)

        found[creative.id] = loudness(shots) - own
    record_property("loudness", f"{own:.2f} LUFS; " + str(found))
    assert len(found) >= 3
    assert max(abs(difference) for difference in found.values()) <= 1.0


def test_every_spot_of_every_break_is_within_half_an_lu_of_the_target(
    catalogue: Catalogue,
) -> None:
    for reel in catalogue.of_kind(Kind.BREAK):
        sound = heard_alone(reel.file, reel.frames)
        for laid in reel.spots:
            part = sound[:, laid.at * 1920 : (laid.at + laid.frames) * 1920]

            assert abs(loudness_of([part]).lufs - TARGET_LUFS) <= 0.5, laid.clip.id


def replaced_by(reel: Path, at: int, frames: int, choice: MediaChoice | None) -> list[Shot]:
    """What is played in the place of the spot at ``at``: the creative, or the spot itself."""
    source = Source.BROADCAST if choice is None else Source.CREATIVE
    plan = Timeline((
        Placed(0, Item(Source.PROGRAMME, "p", 0, at)),
        Placed(at, Item(source, "spot", at if choice is None else 0, frames)),
        Placed(at + frames, Item(Source.PROGRAMME, "p", at + frames, 50)),
    ))  # fmt: skip

    def resolve(media_id: str, item: Item) -> MediaChoice:
        if choice is not None and item.source is Source.CREATIVE:
            return choice
        return MediaChoice(FileMedia(reel))

    deck = Deck(resolve, patience_s=120)
    deck.load("p", plan, rate=PAL, start=at)
    shots = [deck.wait(frame) for frame in range(at, at + frames)]
    deck.close()
    assert deck.faults() == ()
    return [shot for shot in shots if shot is not None]


def loudness(shots: list[Shot]) -> float:
    return loudness_of(shot.sound for shot in shots).lufs


def heard_alone(path: Path, frames: int) -> Samples:
    """The sound of a reel without its pictures."""
    track = SoundTrack(SAMPLE_RATE, 0)
    origin = probe(FileMedia(path)).origin
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            track.put(frame, frame.pts * frame.time_base - origin)
    track.finish()
    return track.take(frames * 1920)
