"""The screen of what may leave says what is declared, kind by kind, and nothing besides."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stb.adapters.language import words
from stb.adapters.screen.words import Fonts, Measure
from stb.model.declared import DECLARED
from stb.model.key import Key
from stb.model.report import Kind, Sent
from stb.ui import notices
from stb.ui.scene import Panel, Text
from stb.ui.screens.declared import NOTHING_ELSE
from tests.ui import world
from tests.ui.world import Viewer, viewer


def opened() -> Viewer:
    return viewer().press(Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 3, Key.OK)


def rows(someone: Viewer) -> list[str]:
    return [n.text for n in someone.scene if isinstance(n, Text) and n.role.startswith("declared:")]


def test_the_list_is_every_kind_and_then_that_there_is_no_other():
    assert rows(opened()) == [*(DECLARED[kind].title for kind in Kind), NOTHING_ELSE]


@pytest.mark.parametrize(("place", "kind"), list(enumerate(Kind)))
def test_a_kind_is_shown_with_every_word_of_its_declaration(place: int, kind: Kind):
    someone = opened().press(*[Key.DOWN] * place)

    declared = DECLARED[kind]
    told = [n.text for n in someone.scene if isinstance(n, Text) and n.role == "declared-what"]
    assert told == [
        declared.says,
        declared.when,
        f"{declared.purpose[0].upper()}{declared.purpose[1:]}.",
        f"{declared.clause[0].upper()}{declared.clause[1:]}; text {declared.terms}.",
        declared.recipient,
        declared.kept,
        declared.kept_here,
        *(["Used in a year: 0 of 13. An answer counts for 1."] if kind is Kind.TELEMETRY else []),
    ]


def test_the_budget_counts_an_answer_once_however_often_it_left():
    four_weeks = timedelta(weeks=4)
    left = [world.NOW - four_weeks * n - timedelta(days=d) for n in (1, 2) for d in (0, 1)]
    left += [world.NOW - timedelta(weeks=60)]
    sent = tuple(Sent(Kind.TELEMETRY, b"", at, "x", 1072) for at in left)

    someone = opened().sees(sent=sent).press(*[Key.DOWN] * list(Kind).index(Kind.TELEMETRY))

    told = [n.text for n in someone.scene if isinstance(n, Text) and n.role == "declared-what"]
    assert told[-1] == "Used in a year: 2 of 13. An answer counts for 1."


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("place", range(len(Kind)))
def test_all_that_is_told_of_a_kind_stands_in_its_panel(place: int, language: str):
    assets = Path(__file__).parents[2] / "assets"
    measure = Measure(Fonts(assets / "fonts"))
    context = world.context(language, say=words(assets, language), measure=measure)
    someone = Viewer(world.snapshot(), context).sees().wait(5)
    someone.press(Key.PRIVACY, Key.RIGHT, *[Key.DOWN] * 3, Key.OK, *[Key.DOWN] * place)

    told = [n.rect for n in someone.scene if isinstance(n, Text) and n.role == "declared-what"]
    panel = max((n.rect for n in someone.scene if isinstance(n, Panel) and n.rect.x > 600),
                key=lambda rect: rect.h)  # fmt: skip
    assert max(rect.y + rect.h for rect in told) <= panel.y + panel.h - 16


def test_after_the_last_kind_comes_that_nothing_else_leaves():
    someone = opened().press(*[Key.DOWN] * (len(Kind) + 3))

    assert someone.focus == f"declared:{len(Kind)}"
    assert "No list of what you watch" in someone.text("declared-what")


def test_what_rests_on_consent_rests_on_the_text_in_force():
    asked = {declared.terms for declared in DECLARED.values() if declared.consent}

    assert asked == {notices.VERSION}


def test_a_message_that_left_is_titled_as_its_kind_is_declared():
    titles = {DECLARED[sent.kind].title for sent in world.SENT}

    assert titles <= {DECLARED[kind].title for kind in Kind}
    assert len({DECLARED[kind].title for kind in Kind}) == len(Kind)
