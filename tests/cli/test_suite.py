"""`stb test`: what is judged in real time runs with nothing beside it."""

from __future__ import annotations

import pytest

from stb.cli import main
from stb.cli.suite import beside, joined


def collected(capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """The code and what is said of a run that only lists this module and the faults."""
    code = main(["test", *words, "--collect-only", "tests/scenarios/test_faults.py"])
    said, told = capfd.readouterr()
    return code, said, told


@pytest.mark.slow
def test_slow_runs_the_tests_in_real_time_at_last_and_by_themselves(
    capfd: pytest.CaptureFixture[str],
) -> None:
    code, said, told = collected(capfd, "--slow")

    named = [line.partition("::")[2] for line in said.splitlines() if "::" in line]
    assert code == 0
    assert [name for name in named if "in_real_time" in name] == named[-2:]
    assert "test_a_hundred_faults_on_the_virtual_clock" in named[:-2]
    assert told.count("stb: ") == 2


@pytest.mark.slow
def test_without_slow_none_of_them_runs(capfd: pytest.CaptureFixture[str]) -> None:
    code, said, told = collected(capfd)

    assert (code, told) == (1, "")
    assert "faults_in_real_time" not in said


def test_none_at_a_time_is_refused() -> None:
    assert main(["test", "--beside", "0"]) == 1


def test_one_at_a_time_needs_no_processes() -> None:
    assert beside(1) == ()
    assert beside(2) == ("-n", "2", "--dist", "worksteal")


@pytest.mark.parametrize(
    ("codes", "code"),
    [([0, 0], 0), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([0, 1], 1), ([1, 0], 1)],
)
def test_a_turn_in_which_nothing_was_chosen_is_nothing_wrong(codes: list[int], code: int) -> None:
    assert joined(codes) == code
