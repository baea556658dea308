"""The gallery: each picture is there, in its size, of the screen that its name says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from stb.adapters.screen import shots as files
from stb.qa import shots
from stb.qa.driver import Driver
from stb.ui import screens
from stb.wiring.assembly import build
from stb.wiring.configuration import Configuration, Pictures, Time

ASKED_FOR = {
    "standby", "live", "digits", "guide", "detail", "catch-up", "player", "swapped", "corner",
    "consent", "privacy", "sent", "store", "film", "pin", "ordered", "unreachable", "overlay",
}  # fmt: skip


def configuration(folder: Path) -> Configuration:
    at = datetime.fromisoformat("2026-11-18T20:30:00+01:00")
    return Configuration(data=folder, time=Time.VIRTUAL, at=at)


def test_the_gallery_has_every_screen_that_was_asked_for_once() -> None:
    assert set(shots.names()) >= ASKED_FOR
    assert len(set(shots.names())) == len(shots.names())


def test_no_screen_of_the_television_is_left_out_of_the_gallery() -> None:
    named = re.compile(r'def name\(self\) -> str:\n\s+return "([^"]+)"')
    folder = Path(screens.__file__).parent
    found = {name for file in folder.glob("*.py") for name in named.findall(file.read_text())}

    taken = {shots.SCREEN_OF.get(name, name) for name in shots.names()}

    assert len(found) > 20
    assert found - taken == set()


def test_a_name_that_is_not_in_the_gallery_is_refused_before_a_box_is_built(tmp_path: Path) -> None:
    wanted = shots.Wanted(names=frozenset({"live", "nonsense"}))

    with pytest.raises(shots.UnknownShot, match="nonsense"):
        shots.take(configuration(tmp_path), wanted, tmp_path)


def test_a_picture_has_its_size_its_language_and_what_was_on_air_and_comes_out_the_same_twice(
    tmp_path: Path,
) -> None:
    names = frozenset({"live", "volume"})
    wanted = shots.Wanted(names=names, sizes=((640, 360),), languages=("nl", "en"))

    first = shots.take(configuration(tmp_path / "a"), wanted, tmp_path / "one")
    second = shots.take(configuration(tmp_path / "b"), wanted, tmp_path / "two")

    assert [file.name for file in first] == [
        "live-640x360-nl.png", "live-640x360-en.png", "volume-640x360-nl.png",
        "volume-640x360-en.png",
    ]  # fmt: skip
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]
    dutch, english, louder, _ = (files.pixels(files.load(file)) for file in first)
    assert dutch.shape == (360, 640, 3)
    assert len(np.unique(dutch.reshape(-1, 3), axis=0)) > 2_000, "no picture beneath"
    assert np.array_equal(dutch[:230], english[:230]), "the picture above the banner"
    assert not np.array_equal(dutch[230:], english[230:]), "the words of the banner"
    assert not np.array_equal(dutch, louder)


def test_a_picture_is_refused_where_the_keys_led_to_another_screen(tmp_path: Path) -> None:
    nowhere = replace(configuration(tmp_path), pictures=Pictures.NONE, keeps=False)

    with build(nowhere).mediabox as mediabox:
        box = Driver(mediabox)
        box.settle()
        box.press("GUIDE")

        shots.check("guide-past", box)
        with pytest.raises(shots.WrongScreen, match=r"the screen 'sent'.*on 'guide'"):
            shots.check("sent", box)
