"""The catalogues: every word of the screens is in Dutch, and nothing is left over."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
SAME_IN_BOTH = {"Film", "Quiz", "Drama", "Show", "Sport", "Thriller", "Privacy", "Menu", "Budget"}


def catalogue(language: str) -> Catalog:
    path = ROOT / "assets" / "locale" / language / "LC_MESSAGES" / "mediabox.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


@pytest.fixture(scope="module")
def spoken() -> set[str]:
    """Every msgid in the sources: of the screens, and of what may leave."""
    kept = {"say": None, "mark": None}
    screens = extract_from_dir(
        str(ROOT / "stb" / "ui"), method_map=[("**.py", "python")], keywords=kept
    )
    declared = extract_from_file("python", ROOT / "stb" / "model" / "declared.py", keywords=kept)
    said = [message for _, _, message, _, _ in screens]
    said += [message for _, message, _, _ in declared]
    return {message for message in said if isinstance(message, str)}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_catalogue_has_what_the_screens_say_and_nothing_else(language: str, spoken: set[str]):
    listed = {str(message.id) for message in catalogue(language) if message.id}

    assert spoken - listed == set()
    assert listed - spoken == set()


def literals() -> Iterator[str]:
    """Every msgid that is written out in a call, in the braces of an f-string too."""
    for path in sorted((ROOT / "stb" / "ui").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id="say" | "mark") | ast.Attribute(attr="say"),
                    args=[ast.Constant(value=str(text))],
                ):
                    yield text


def test_no_word_is_where_its_extraction_does_not_look(spoken: set[str]):
    assert set(literals()) - spoken == set()


def test_every_word_has_its_dutch():
    untranslated = [m.id for m in catalogue("nl") if m.id and not m.string]

    assert untranslated == []


def test_the_dutch_is_not_the_english_by_mistake():
    same = {
        str(m.id) for m in catalogue("nl")
        if m.id and m.id == m.string and re.search(r"[a-z]{3}", re.sub(r"\{\w*\}", "", str(m.id)))
    }  # fmt: skip

    assert same <= {
        *SAME_IN_BOTH, "Arcade", "Soap", "Reality", "Spot", "postcode", "man", "{minutes} min",
        "{kind} {minutes} min", "{count} bytes",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_translation_has_the_same_places_to_fill(language: str):
    for message in catalogue(language):
        if message.id and message.string:
            asked = sorted(re.findall(r"\{(\w*)\}", str(message.id)))
            assert sorted(re.findall(r"\{(\w*)\}", str(message.string))) == asked, message.id


def test_english_stands_in_the_sources():
    assert [m.id for m in catalogue("en") if m.id and m.string] == []
