"""`stb plan` and what it stands on: the box's own decisions for every break of a programme."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from stb.cli import main
from stb.engine.commands import LoadGuide
from stb.engine.planner import CHOSEN
from stb.model.plan import Decision
from stb.model.rules import Profile
from stb.qa.driver import Driver
from stb.qa.plans import Planned, plans
from stb.qa.plugin import Home

TAILORED = "sirius-6"


def evening(box: Driver) -> str:
    """Yesterday's programme at eight on a service that takes part."""
    at = box.mediabox.now - timedelta(days=1, minutes=30)
    box.mediabox.send(LoadGuide(at.date()))
    box.steps(3)
    box.mediabox.run_until(lambda each: not each.box.busy, steps=250)
    programme = box.snapshot.schedule.at(TAILORED, at)
    assert programme is not None
    return programme.id


def decided(planned: Planned) -> list[Decision]:
    return [decision for _, decisions in planned.breaks for decision in decisions]


@pytest.mark.box(consent="yes", pictures="none")
def test_every_spot_of_every_break_is_decided_and_every_candidate_told(home: Home):
    box = home.switch_on()

    planned = plans(box.mediabox, evening(box))

    assert planned.breaks
    for brk, decisions in planned.breaks:
        assert [each.spot for each in decisions] == list(brk.spots)
    chosen = [each for each in decided(planned) if each.creative is not None]
    assert {each.reason for each in chosen} == {CHOSEN}
    assert all(each.rejected for each in chosen)
    assert all(each.proved for each in decided(planned))


@pytest.mark.box(consent="yes", pictures="none", profile=Profile.OF_2006)
def test_the_box_of_2006_decides_for_the_broadcast_every_time(home: Home):
    box = home.switch_on()

    planned = plans(box.mediabox, evening(box))

    assert planned.segments == ()
    assert {each.creative for each in decided(planned)} == {None}
    assert {each.reason for each in decided(planned) if each.spot.replaceable} == {"plan.not_yet"}


@pytest.mark.box(consent="yes", pictures="none")
def test_the_verb_tells_machines_and_people_the_same(home: Home, capsys, tmp_path):
    programme = evening(home.switch_on())
    asked = ["plan", programme, "--household", "young-family", "--data", str(tmp_path / "other")]

    assert main([*asked, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert main([*asked, "--lang", "en"]) == 0
    told = capsys.readouterr().out

    spots = [spot for brk in facts["breaks"] for spot in brk["spots"]]
    swapped = [spot["chosen"]["advertiser"] for spot in spots if spot["chosen"]]
    assert (facts["programme"], facts["profile"]) == (programme, "today")
    assert swapped
    assert "  for: Families with a child of six or younger [young-families]\n" in told
    assert "in place of " in told
    assert {spot["broadcast"]["advertiser"] for spot in spots} >= {"Kaasboer Kees"}
    assert sum(told.count(f"{name} ") for name in set(swapped)) >= len(swapped)
    assert all(spot["id"] in told for spot in spots)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder for who only asks: a plan keeps nothing in it but the operator's keys."""
    return tmp_path_factory.mktemp("asked")


def test_a_programme_that_nobody_knows_is_refused(folder: Path, capsys):
    assert main(["plan", "no-such-thing", "--data", str(folder)]) == 1
    assert "[render.programme]" in capsys.readouterr().err


def test_of_a_programme_that_has_not_begun_it_is_told_when_it_does(folder: Path, capsys):
    asked = ["plan", "sirius-6-20261117T1930Z", "--data", str(folder)]

    assert main([*asked, "--at", "2026-11-16T20:30:00+01:00"]) == 1

    assert "begins at 2026-11-17 19:30 UTC" in capsys.readouterr().err


def test_a_programme_of_a_service_that_is_not_there_names_some_that_are(folder: Path, capsys):
    assert main(["plan", "vesper-20261117T0001Z", "--data", str(folder)]) == 1

    *_, refusal = capsys.readouterr().err.splitlines()  # on a slow machine progress stands before
    assert "; there are vesper-2026" in refusal
    assert refusal.count("vesper-2026") == 6


@pytest.mark.box(consent="yes", pictures="none")
@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [
        ("nl", ("huishouden young-family", "zoals uitgezonden  ", "De zender "), "broadcast"),
        ("en", ("household young-family", "as broadcast  ", "The broadcaster "), "uitgezonden"),
    ],
)
def test_people_are_told_in_one_language(
    home: Home, capsys, tmp_path, language: str, said: tuple[str, ...], unsaid: str
):
    programme = evening(home.switch_on())

    asked = ["plan", programme, "--lang", language, "--all", "--data", str(tmp_path / "other")]
    assert main(asked) == 0

    told = capsys.readouterr().out
    assert [each for each in said if each not in told] == []
    assert unsaid not in told
