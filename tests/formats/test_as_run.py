"""The as-run log as text: what was on air of recorded media."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from stb.engine.events import Event, Line, OnAir, Opened, SpotRefused, SpotShown, Tuned
from stb.formats.as_run import write_programme
from stb.model.timeline import Source

AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)

EVENING: tuple[Event, ...] = (
    Tuned("sirius-6", 6),
    OnAir(7, Source.PROGRAMME, "live", 7, 100),
    Opened("avond", "catch_up"),
    OnAir(0, Source.PROGRAMME, "avond", 0, 1875),
    OnAir(1875, Source.BROADCAST, "opener", 0, 125),
    SpotRefused(1875, "opener", None, "splice.no_opportunity"),
    OnAir(2000, Source.CREATIVE, "vlaai", 0, 500),
    SpotShown(2125, "vlaai", "vlaai", 1),
    SpotShown(2499, "vlaai", "vlaai", 4),
    OnAir(2500, Source.PROGRAMME, "avond", 2500, 8000),
)


def written(*events: Event, span: range | None = None) -> list[dict[str, object]]:
    lines = [Line(step, AT, event) for step, event in enumerate(events)]
    return [json.loads(text) for text in write_programme(lines, span=span).splitlines()]


def items(lines: list[dict[str, object]]) -> list[tuple[object, ...]]:
    names = ("frame", "id", "in_frame", "frames")
    return [tuple(line[name] for name in names) for line in lines if line["event"] == "item"]


def test_the_whole_log_has_every_line_of_recorded_media_as_it_was_told() -> None:
    lines = written(*EVENING)

    assert len(lines) == 7
    assert items(lines)[0] == (0, "avond", 0, 1875)
    assert items(lines)[-1] == (2500, "avond", 2500, 8000)


def test_the_log_of_some_frames_names_what_is_in_them_and_adds_up_to_their_number() -> None:
    lines = written(*EVENING, span=range(1900, 2600))

    assert items(lines) == [
        (1900, "opener", 25, 100),
        (2000, "vlaai", 0, 500),
        (2500, "avond", 2500, 100),
    ]
    assert lines[1]["event"] == "refused"
    assert [line["frame"] for line in lines] == [1900, 1900, 2000, 2125, 2499, 2500]


def test_what_was_on_air_before_the_box_went_to_the_first_frame_is_not_in_the_log() -> None:
    went = (*EVENING[2:4], OnAir(2100, Source.CREATIVE, "vlaai", 100, 400), *EVENING[7:])

    lines = written(*went, span=range(2100, 2400))

    assert items(lines) == [(2100, "vlaai", 100, 300)]
    assert [line["event"] for line in lines] == ["item", "spot_shown"]


def test_frames_inside_one_item_are_one_line_of_it() -> None:
    assert items(written(*EVENING[2:4], span=range(500, 600))) == [(500, "avond", 500, 100)]
