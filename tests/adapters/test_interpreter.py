from __future__ import annotations

import gc
import sys
import weakref

import pytest

from stb.adapters.interpreter import TURN_S, punctual


class Knot:
    """Holds itself: only a look for rubbish finds that nobody else does."""

    def __init__(self) -> None:
        self.itself = self


def test_threads_that_compute_have_short_turns_only_while_somebody_must_be_punctual() -> None:
    before = sys.getswitchinterval()

    with punctual():
        within = sys.getswitchinterval()

    assert within == pytest.approx(TURN_S)
    assert sys.getswitchinterval() == before


def test_what_was_there_is_not_looked_through_and_what_is_made_later_is() -> None:
    frozen = gc.get_freeze_count()

    with punctual():
        kept = gc.get_freeze_count()
        tied = weakref.ref(Knot())
        gc.collect()
        gone = tied() is None

    assert kept > frozen
    assert gone
    assert gc.get_freeze_count() == 0


def test_all_is_as_before_when_the_show_breaks_off() -> None:
    before = sys.getswitchinterval()

    with pytest.raises(KeyboardInterrupt), punctual():
        raise KeyboardInterrupt

    assert (sys.getswitchinterval(), gc.get_freeze_count()) == (before, 0)
