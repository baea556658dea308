"""`stb test --slow`: what is judged in real time runs with nothing beside it."""

from __future__ import annotations

import pytest

from stb.cli.suite import joined, slow_turns


@pytest.mark.parametrize(("processors", "beside"), [(2, "2"), (64, "4")])
def test_the_tests_in_real_time_have_a_turn_of_their_own(processors: int, beside: str) -> None:
    together, paced = slow_turns(processors)

    assert together[together.index("-n") + 1] == beside
    assert together[:2] == ("-m", "not paced")
    assert paced[:2] == ("-m", "paced")
    assert "-n" not in paced


def test_one_processor_runs_one_after_the_other() -> None:
    assert "-n" not in slow_turns(1)[0]


@pytest.mark.parametrize(
    ("codes", "code"),
    [([0, 0], 0), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([0, 1], 1), ([1, 0], 1)],
)
def test_a_turn_in_which_nothing_was_chosen_is_nothing_wrong(codes: list[int], code: int) -> None:
    assert joined(codes) == code
