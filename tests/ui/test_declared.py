"""The screen of what may leave says what is declared, kind by kind, and nothing besides."""

from __future__ import annotations

import pytest

from stb.model.declared import DECLARED
from stb.model.key import Key
from stb.model.report import Kind
from stb.ui import notices
from stb.ui.scene import Text
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
        declared.purpose,
        f"{declared.clause}; text {declared.terms}",
        declared.recipient,
        declared.kept,
        declared.kept_here,
    ]


def test_after_the_last_kind_comes_that_nothing_else_leaves():
    someone = opened().press(*[Key.DOWN] * (len(Kind) + 3))

    assert someone.focus == f"declared:{len(Kind)}"
    assert "No report of what you watch" in someone.text("declared-what")


def test_what_rests_on_consent_rests_on_the_text_in_force():
    asked = {declared.terms for declared in DECLARED.values() if declared.consent}

    assert asked == {notices.VERSION}


def test_a_message_that_left_is_titled_as_its_kind_is_declared():
    titles = {DECLARED[sent.kind].title for sent in world.SENT}

    assert titles <= {DECLARED[kind].title for kind in Kind}
    assert len({DECLARED[kind].title for kind in Kind}) == len(Kind)
