"""The captioned film of two by two: each household's own break, side by side."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import av
import pytest

from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.qa.film import film
from stb.qa.plugin import AT
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Switch, Time
from tests.scenarios.conftest import evening_of, stock

HOUSEHOLDS = ("young-family", "limburg")


@pytest.mark.slow(seconds=55)
def test_a_film_lasts_as_long_as_the_break_and_the_seconds_around_it(tmp_path: Path):
    catalogue = read_catalogue(find_assets())
    out = tmp_path / "film.mp4"
    with ExitStack() as closing:
        boxes = []
        for household in HOUSEHOLDS:
            data = tmp_path / household
            stock(data, household, catalogue)
            made = build(Configuration(
                data=data, household=household, consent=Switch.YES, time=Time.VIRTUAL,
                at=datetime.fromisoformat(AT),
            ))  # fmt: skip
            boxes.append((household, closing.enter_context(made.mediabox)))
        assert made.headend is not None
        evening = evening_of(made.headend, catalogue)
        brk = max(
            made.headend.operator.breaks(evening.id),
            key=lambda brk: sum(spot.replaceable for spot in brk.spots),
        )

        film(boxes, evening.id, out)

    with av.open(str(out)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height) == (1280, 720)
        assert sum(1 for _ in container.decode(video)) == brk.frames + 150
