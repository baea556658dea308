from __future__ import annotations

import json
from pathlib import Path

import pytest

from stb.formats.household import (
    BadHousehold,
    HouseholdFile,
    read_household_file,
    write_household,
)
from stb.formats.postcodes import read_postcodes
from stb.model.consent import Answer
from stb.model.household import Household, Rule, Segment, segments_of

HERE = Path(__file__).parents[2] / "assets" / "households"
FILES = sorted(HERE.glob("*.json"))

SEGMENTS = json.loads((HERE.parent / "headend" / "segments.json").read_bytes())["segments"]
PUBLISHED = tuple(
    Segment(each["id"], each["households"], Rule.read(each["rule"]))
    for each in SEGMENTS
    if each["id"] != "too-small"
)
POSTCODES = read_postcodes((HERE.parent / "headend" / "postcodes.json").read_bytes())


def test_the_five_households_are_there():
    assert [path.stem for path in FILES] == [
        "limburg", "pensioners", "refuser", "sports-fans", "young-family",
    ]  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_household_comes_back_as_it_was_written(path):
    file = read_household_file(path.read_bytes())

    assert file.household.id == path.stem
    assert set(file.words) == {"nl", "en"}
    assert read_household_file(write_household(file)) == file


@pytest.mark.parametrize(
    ("name", "segments"),
    [
        ("young-family", ["young-families"]),
        ("pensioners", ["retired"]),
        ("limburg", ["limburg"]),
        ("sports-fans", ["sports"]),
        ("refuser", ["high-income-postcodes", "sports", "young-families", "noord-holland"]),
    ],
)
def test_the_segments_tell_the_households_apart(name, segments):
    household = read_household_file((HERE / f"{name}.json").read_bytes()).household

    facts = {**household.facts, **POSTCODES.classes(household.facts["postcode"])}

    assert [segment.id for segment in segments_of(facts, PUBLISHED)] == segments


def test_only_the_refuser_would_say_no():
    answers = {path.stem: read_household_file(path.read_bytes()).would_answer for path in FILES}

    assert {name for name, answer in answers.items() if answer is Answer.NO} == {"refuser"}


def test_the_pins_are_the_documented_ones():
    documented = (HERE / "README.md").read_text("utf-8")

    for path in FILES:
        household = read_household_file(path.read_bytes()).household
        assert f"| `{household.id}` | {household.pin} |" in documented


def test_a_household_needs_no_more_than_a_name_and_what_is_known():
    data = b'{"v":1,"id":"x","name":"X","facts":{"postcode":"1234"}}'

    assert read_household_file(data) == HouseholdFile(Household("x", "X", {"postcode": "1234"}))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"facts": {"shoe_size": 43}}, "facts.shoe_size"),
        ({"facts": {"postcode": "1234 AB"}}, "facts.postcode"),
        ({"facts": {"youngest_child": -1}}, "facts.youngest_child"),
        ({"facts": {"packages": "sport"}}, "facts.packages"),
        ({"pin": 1234}, "pin"),
        ({"pin": "12345"}, "pin"),
        ({"v": 2}, "v"),
        ({"id": ""}, "id"),
    ],
)
def test_what_is_wrong_with_a_file_is_named(change, named):
    data = json.dumps({"v": 1, "id": "x", "name": "X", "facts": {}, **change}).encode()

    with pytest.raises(BadHousehold, match=f"^{named}: "):
        read_household_file(data)
