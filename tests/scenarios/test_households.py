"""Five households, one programme: who sees what, exact to the frame and to the sample."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from stb.adapters.media.picture_code import read_code
from stb.engine.events import OnAir
from stb.headend.catalogue import Catalogue
from stb.model.avail import Break
from stb.model.timeline import Source
from stb.qa.plugin import Home
from stb.qa.render import open_programme
from stb.wiring.configuration import Switch

from .conftest import Evening, stock
from .proof import NOTHING, PER_FRAME, Taken, composed, items, judge
from .watching import play_breaks, swapped, watch_from

FOUR = ("young-family", "pensioners", "limburg", "sports-fans")
FIVE = (*FOUR, "refuser")
NEAR = 12
"""Frames looked at on either side of an edge: half a second."""


@pytest.mark.box(pictures="none")
def test_four_households_see_their_own_spots_and_the_fifth_the_broadcast(
    home: Home, catalogue: Catalogue, evening: Evening
):
    seen: dict[str, dict[int, str]] = {}
    for household in FIVE:
        log = logged(home, household, catalogue, evening)
        seen[household] = {item.frame: evening.broadcast.creatives[item.id]
                           for item in swapped(log)}  # fmt: skip

    breaks = home.headend.operator.breaks(evening.id)
    assert len(breaks) >= 3
    assert seen.pop("refuser") == {}
    for spots in seen.values():
        assert all(any(brk.at <= at < brk.end for at in spots) for brk in breaks)
    assert sum(len(spots) for spots in seen.values()) >= 4 * 3
    assert len({tuple(spots.values()) for spots in seen.values()}) == len(FOUR)


@pytest.mark.box(pictures="none")
def test_limburg_sees_something_else_in_place_of_a_supermarket_of_noord_holland(
    home: Home, catalogue: Catalogue, evening: Evening
):
    log = logged(home, "limburg", catalogue, evening)

    advertisers = {clip.id: clip.advertiser for clip in catalogue.clips}
    covered = {item.frame: evening.broadcast.at(item.frame).clip for item in log}
    hoek = [item for item in log if advertisers[covered[item.frame]] == "Supermarkt De Hoek"]
    assert hoek
    assert {item.source for item in hoek} == {Source.CREATIVE}


@pytest.mark.parametrize("household", FIVE)
def test_at_every_edge_of_every_break_picture_and_sound_are_those_that_the_log_names(
    home: Home, catalogue: Catalogue, evening: Evening, household: str
):
    stock(home.wanted.data, household, catalogue)
    box = home.switch_on(household=household, consent=answer_of(household))
    breaks = open_programme(box.mediabox, evening.id).breaks

    verdict = NOTHING
    for brk in breaks:
        for edge in edges(brk):
            taken = watch_from(box, edge - NEAR, until=edge + NEAR)
            assert taken.frames == list(range(edge - NEAR, edge + NEAR))
            verdict += judge(taken, items(box.as_run), evening.broadcast)

    assert verdict.wrong == ()
    assert bool(swapped(items(box.as_run))) is (household in FOUR)


@pytest.mark.slow(seconds=130)
@pytest.mark.parametrize("household", FIVE)
def test_rendered_to_a_file_every_frame_and_sample_of_three_breaks_is_what_the_log_names(
    home: Home, evening: Evening, household: str, tmp_path: Path
):
    breaks = home.headend.operator.breaks(evening.id)

    verdict = NOTHING
    for brk in breaks[:3]:
        first, last = brk.at - 50, brk.end + 50
        film, log = tmp_path / "film.mkv", tmp_path / "as-run.jsonl"
        rendered = subprocess.run(
            [sys.executable, "-m", "stb", "render", evening.id, "--household", household,
             "--lossless", "--frames", f"{first}-{last}", "--out", str(film),
             "--as-run", str(log), "--data", str(tmp_path / "data")],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        assert rendered.returncode == 0, rendered.stderr
        taken = read_back(film, first)
        assert taken.frames == list(range(first, last))
        verdict += judge(taken, read_log(log), evening.broadcast, composed)

    assert verdict.wrong == ()
    assert verdict.frames == sum(brk.frames + 100 for brk in breaks[:3])


# -- the given and the then ------------------------------------------------------------


def answer_of(household: str) -> Switch:
    return Switch.YES if household in FOUR else Switch.NO


def logged(home: Home, household: str, catalogue: Catalogue, evening: Evening) -> list[OnAir]:
    """What is on air for a household in the breaks of the programme."""
    stock(home.wanted.data, household, catalogue)
    box = home.switch_on(household=household, consent=answer_of(household))
    log = play_breaks(box, evening)
    home.unplug(box)
    return log


def edges(brk: Break) -> list[int]:
    """Every first frame of something else, from the opener to the programme's return."""
    return sorted({brk.at, *(spot.at for spot in brk.spots), brk.spots[-1].end, brk.end})


def read_back(film: Path, first: int) -> Taken:
    """A file's pictures and sound by a reader that is not the box's."""
    taken = Taken()
    with av.open(str(film)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            taken.frames.append(first + number)
            taken.codes.append(read_code(picture))
    with av.open(str(film)) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
        form = container.streams.audio[0].format
    sound = np.concatenate(blocks, axis=1)
    if not form.is_planar:
        sound = sound.reshape(-1, 2).T
    sound = sound.astype(np.float32)
    assert sound.shape[1] == len(taken.frames) * PER_FRAME
    taken.sounds = list(np.split(sound, len(taken.frames), axis=1))
    return taken


def read_log(path: Path) -> list[OnAir]:
    """The lines that say what was on air."""
    facts = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        OnAir(f["frame"], Source(f["source"]), f["id"], f["in_frame"], f["frames"])
        for f in facts
        if f["event"] == "item"
    ]
