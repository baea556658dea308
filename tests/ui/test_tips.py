"""Viewing tips: asked for when they are first opened, and the same for all without a yes."""

from __future__ import annotations

from dataclasses import replace

from stb.engine.commands import AnswerConsent
from stb.model.consent import Answer, Consents, Purpose
from stb.model.key import Key
from stb.ui.scene import Text
from tests.ui import world
from tests.ui.world import Viewer, viewer

TO_TIPS = (Key.MENU, Key.DOWN, Key.DOWN, Key.OK)


def answered(answer: Answer) -> Consents:
    record = replace(world.answered(answer).records[0], purpose=Purpose.VIEWING_TIPS)
    return Consents((record,))


def tipped(someone: Viewer) -> list[str]:
    return [n.text for n in someone.scene if isinstance(n, Text) and n.role.startswith("tip:")]


def test_the_first_opening_asks_and_the_answer_leads_to_the_tips():
    someone = viewer().press(*TO_TIPS).wait(1)
    assert (someone.screen, someone.focus) == ("consent", "")

    someone.press(Key.RIGHT, Key.OK)

    (given,) = (c for c in someone.sent if isinstance(c, AnswerConsent))
    assert (given.purpose, given.answer) == (Purpose.VIEWING_TIPS, Answer.NO)
    assert someone.screen == "tips"


def test_once_answered_it_is_not_asked_again():
    for answer in Answer:
        assert viewer(consents=answered(answer)).press(*TO_TIPS).screen == "tips"


def test_in_a_child_profile_it_is_not_asked():
    assert viewer(household=world.CHILD).press(*TO_TIPS).screen == "tips"


def test_without_a_yes_the_tips_are_the_same_whatever_was_watched():
    refused = answered(Answer.NO)
    watched = tuple(world.left(back=n) for n in range(3))

    none = viewer(consents=refused).press(*TO_TIPS)
    some = viewer(consents=refused, places=watched).press(*TO_TIPS)

    assert tipped(none)
    assert tipped(some) == tipped(none)
    assert some.text("tips-order") == "The same for everybody."


def test_with_a_yes_what_is_of_the_kinds_that_are_watched_comes_first():
    agreed = answered(Answer.YES)
    drama = next(
        p for p in world.schedule().of_service("sirius-6")
        if p.category == "Drama" and p.end < world.NOW
    )  # fmt: skip
    place = replace(world.left(), media_id=drama.id)

    plain = tipped(viewer(consents=agreed).press(*TO_TIPS))
    some = viewer(consents=agreed, places=(place,)).press(*TO_TIPS)

    assert tipped(some) != plain
    assert "Drama" in some.text("tip-facts")
