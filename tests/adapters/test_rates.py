"""Which creatives a box fetches, by the rates that their manifest states."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stb.model.time import FILM, HD60, NTSC, PAL, FrameRate
from tests.adapters.repository import Repository, creative, film
from tests.adapters.test_updater import Box, refused
from tests.adapters.wire import Server

BOS = film("bos")


@pytest.fixture
def repository() -> Repository:
    return Repository()


@pytest.fixture
def box(tmp_path: Path, repository: Repository) -> Iterator[Box]:
    with Server(repository.serve) as server:
        yield Box(tmp_path, repository, server)


@pytest.mark.parametrize(
    ("rate", "rates", "goes"),
    [
        (FrameRate(50), [PAL], True),
        (FrameRate(25, 2), [PAL], True),
        (FrameRate(30), [PAL], False),
        (FILM, [PAL], False),
        (NTSC, [PAL], False),
        (NTSC, [PAL, NTSC], True),
        (HD60, [PAL, NTSC], True),
        (PAL, [NTSC], False),
    ],
)
def test_a_creative_whose_rate_goes_with_no_programme_is_refused_and_never_fetched(
    box, repository, rate, rates, goes
):
    odd = replace(creative(BOS), rate=rate)
    repository.offers("limburg", [BOS], creatives=[odd], rates=rates)
    repository.publish()
    repository.asked.clear()

    inventory = box.update()

    asked = f"/repository/content/c/{odd.id[:2]}/{odd.id}" in repository.asked
    codes = {} if goes else {odd.id: "creative.rate"}
    # What is fetched decodes at another rate than was signed: that is told of its content.
    found = {name: code for name, code in refused(inventory).items() if code == "creative.rate"}
    assert (asked, found) == (goes, codes)
    assert refused(box.load_cached()) == codes
    assert odd.id not in inventory.ready


def test_the_refusal_of_a_rate_says_which_would_do(box, repository):
    odd = replace(creative(BOS), rate=NTSC)
    repository.offers("limburg", [BOS], creatives=[odd])
    repository.publish()

    (refusal,) = box.update().refusals

    assert refusal.reason == f"creative {odd.id}: 30000/1001 a second do not go with 25"
