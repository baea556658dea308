"""The composition root: what is asked for is what stands there, and nothing stays behind."""

from __future__ import annotations

import os
import re
import sys
import threading
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from stb.adapters.priority import NICENESS
from stb.errors import RefusedError
from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.model.consent import Answer, Method
from stb.qa.driver import Driver
from stb.qa.plugin import AT
from stb.wiring.assembly import NoTrust, assemble, build
from stb.wiring.configuration import Configuration, Pictures, Switch, Time
from tests.scenarios.conftest import stock


@pytest.fixture
def wanted(tmp_path: Path) -> Configuration:
    stock(tmp_path, "young-family", read_catalogue(find_assets()))
    return Configuration(
        data=tmp_path, time=Time.VIRTUAL, at=datetime.fromisoformat(AT), pictures=Pictures.NONE
    )


def test_a_second_television_on_the_same_folder_is_refused(wanted: Configuration):
    with assemble(wanted), pytest.raises(RefusedError):
        assemble(wanted)


def test_the_folder_is_free_again_after_closing(wanted: Configuration):
    assemble(wanted).close()

    assemble(wanted).close()


def test_a_consent_that_was_set_at_the_start_is_recorded_once_and_marked_on_the_screen(
    wanted: Configuration,
):
    for _ in range(2):
        with assemble(replace(wanted, consent=Switch.YES)) as mediabox:
            driver = Driver(mediabox)
            driver.settle()
            records = driver.snapshot.consents.records
            assert [(r.answer, r.method) for r in records] == [(Answer.YES, Method.START_SWITCH)]
            assert "set-at-start" in driver.text


def test_another_head_end_without_its_root_is_refused(wanted: Configuration):
    with pytest.raises(NoTrust):
        assemble(replace(wanted, headend="http://127.0.0.1:9/"))


def test_a_box_that_keeps_nothing_leaves_no_state_of_a_household(wanted: Configuration):
    with assemble(replace(wanted, household="limburg", keeps=False)) as mediabox:
        mediabox.step()

    assert not (wanted.data / "box" / "limburg").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps a niceness for each thread")
def test_the_operator_beside_the_box_gives_way_to_the_pictures(wanted: Configuration):
    with assemble(wanted):
        serving = next(one for one in threading.enumerate() if one.name == "headend")
        niceness = os.getpriority(os.PRIO_PROCESS, serving.native_id)

    assert niceness >= NICENESS


@pytest.mark.slow
def test_two_boxes_of_other_households_ask_for_the_very_same_things(
    wanted: Configuration,
):
    asked = []
    for household in ("young-family", "pensioners"):
        folder = wanted.data / household
        built = build(replace(wanted, data=folder, household=household, consent=Switch.YES))
        with built.mediabox as mediabox:
            Driver(mediabox).settle()
            assert built.headend is not None
            paths = [row["path"] for row in built.headend.ledger()["requests"]]
            # Each has an operator of its own here, with other keys for envelopes and other seals.
            own = re.compile(r"/\w{64}\.(households|post)\.json")
            asked.append(sorted(own.sub(r"/\1.json", path) for path in paths))

    assert asked[0] == asked[1]
    assert sum("/content/c/" in path for path in asked[0]) > 10
