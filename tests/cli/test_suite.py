"""`stb test`: what is judged in real time runs with nothing beside it, the rest on all cores."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from stb.cli import main
from stb.cli.suite import beside, called, cores, joined

SHARED_OUT = """
    from pathlib import Path
    import pytest

    STARTED = Path(__file__).with_name("started")

    def started(name):
        with STARTED.open("a") as file:
            file.write(name + " ")

    @pytest.mark.slow(seconds=2)
    def test_short():
        started("short")

    def test_quick():
        started("quick")

    def test_wrong():
        assert 1 == 2, "one is not two"

    @pytest.mark.slow
    def test_a_while():
        started("while")

    @pytest.mark.slow(seconds=90)
    def test_long():
        started("long")
"""


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
    assert beside(1) == beside(1, one_by_one=True) == ()
    assert beside(2) == ("-n", "2", "--dist", "worksteal")
    assert cores() >= 1


@pytest.mark.slow(seconds=3)
def test_the_longest_begin_first_and_each_process_says_what_it_did(
    pytester: pytest.Pytester,
) -> None:
    house = Path(__file__).parents[1] / "conftest.py"
    pytester.makeconftest(house.read_text(encoding="utf-8"))
    pytester.makeini("[pytest]\nmarkers = slow(seconds): takes long")
    test = pytester.makepyfile(SHARED_OUT)

    found = pytester.runpytest_subprocess("-p", "no:stb", *beside(2, one_by_one=True))

    found.assert_outcomes(passed=4, failed=1)
    started = test.with_name("started").read_text(encoding="utf-8").split()
    first, second = (name for name in started if name in ("long", "while"))
    assert (first, second) == ("long", "while"), "the two longest, in the first process"
    assert started.index("short") < started.index("quick"), "the next two, in the second"
    found.stdout.fnmatch_lines(["*one is not two*", "gw0: * tests in *:*, * MB at its most"])
    found.stdout.fnmatch_lines(["gw1: * tests in *:*, * MB at its most"])


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_who_is_stopped_waits_for_the_last_words_of_what_ran(tmp_path: Path) -> None:
    child = (
        "import os, pathlib, signal, time\n"
        "os.kill(os.getppid(), signal.SIGINT)\n"
        "time.sleep(0.5)\n"
        "pathlib.Path('said').write_text('so far')\n"
    )

    with pytest.raises(KeyboardInterrupt):
        called([sys.executable, "-c", child], cwd=tmp_path)

    assert (tmp_path / "said").read_text() == "so far"


@pytest.mark.parametrize(
    ("codes", "code"),
    [([0, 0], 0), ([0, 5], 0), ([5, 0], 0), ([5, 5], 5), ([0, 1], 1), ([1, 0], 1)],
)
def test_a_turn_in_which_nothing_was_chosen_is_nothing_wrong(codes: list[int], code: int) -> None:
    assert joined(codes) == code
