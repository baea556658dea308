from __future__ import annotations

import pytest

from stb.model import signal as s
from stb.model.avail import Break, Spot


def test_an_instant_takes_the_first_component_of_a_component_splice() -> None:
    command = s.SpliceInsert(1, True, None, components=(s.SpliceComponent(2, 900),))

    assert s.SpliceSection(command, pts_adjustment=100).effective_pts == 1000


@pytest.mark.parametrize(
    "command", [s.SpliceNull(), s.TimeSignal(None), s.SpliceInsert(1, True, 5, immediate=True)]
)
def test_a_command_without_an_instant_has_none(command: s.Command) -> None:
    assert s.SpliceSection(command, pts_adjustment=100).effective_pts is None


def test_an_identifier_that_is_not_text_has_no_text() -> None:
    assert s.Upid(0x0F, b"urn:example.nl:a").text == "urn:example.nl:a"
    assert s.Upid(0x0F, b"\x00\xff").text == ""
    assert s.Upid(0x0F, b"a\nb").text == ""


def test_spots_and_breaks_end_at_the_first_frame_after_them() -> None:
    assert Spot("a", 100, 50, True).end == 150
    assert Break("b", 90, 100).end == 190


@pytest.mark.parametrize(
    ("at", "frames", "replaceable", "reason"),
    [
        (-1, 5, True, ""),
        (0, -5, True, ""),
        (0, 0, True, ""),
        (0, 5, False, ""),
        (0, 5, True, "splice.overlap"),
    ],
)
def test_a_spot_that_contradicts_itself_is_a_mistake(
    at: int, frames: int, replaceable: bool, reason: str
) -> None:
    with pytest.raises(ValueError, match="spot x"):
        Spot("x", at, frames, replaceable, reason)


def test_a_break_before_the_programme_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="break x"):
        Break("x", -1, 5)
