"""What the documents promise is there: every test that they name, every verb, every kind."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stb.cli import main
from stb.formats.register import register
from stb.model.declared import KEPT

ROOT = Path(__file__).parents[1]
THREATS = (ROOT / "docs" / "threats.md").read_text(encoding="utf-8")
PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", THREATS)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_a_test_that_answers_a_threat_exists(file: str, name: str):
    source = (ROOT / file).read_text(encoding="utf-8")

    assert re.search(rf"^def {name}\(", source, re.MULTILINE)


def test_every_threat_has_an_answer_and_a_test():
    tables = THREATS.partition("## The walls")[0]
    rows = [line for line in tables.splitlines() if line.startswith("| ") and "---" not in line]
    threats = [row for row in rows if not row.startswith("| threat ")]

    assert len(threats) > 30
    assert [row for row in threats if "::test_" not in row or row.count("|") != 4] == []


def test_every_kind_that_may_leave_has_its_row_and_no_other_has():
    rows = re.findall(r"^\| `([\w-]+)` \|.*\| (yes|no) \|$", PRIVACY, re.MULTILINE)

    assert rows == [(row["kind"], "yes" if row["names_household"] else "no") for row in register()]


@pytest.mark.parametrize("row", register(), ids=lambda row: row["kind"])
def test_a_kind_rests_on_the_grounds_that_are_declared(row):
    (told,) = re.findall(rf"^\| `{row['kind']}` \|.*$", PRIVACY, re.MULTILINE)

    assert told.split(" | ")[4].partition(":")[0] == row["basis"]


def test_every_part_of_an_export_has_its_row_and_no_other_has():
    table = PRIVACY.partition("| part | holds |")[2].partition("\n\n")[0]

    assert re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE) == [kept.name for kept in KEPT]


@pytest.mark.parametrize("name", ["README.md", "docs/privacy.md", "docs/headend.md"])
def test_every_verb_that_a_document_names_is_one(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    verbs = {(verb,) for verb in re.findall(r"`stb ([a-z]+)", text)}
    verbs |= set(re.findall(r"`stb (headend|privacy) ([a-z]+)", text))

    assert [verb for verb in sorted(verbs) if main([*verb, "--help"]) != 0] == []


@pytest.mark.parametrize("name", ["README.md", "docs/privacy.md", "docs/threats.md"])
def test_every_file_that_a_document_links_is_there(name: str):
    file = ROOT / name
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)\)", file.read_text(encoding="utf-8"))

    assert [link for link in links if not (file.parent / link).exists()] == []
