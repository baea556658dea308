"""The benchmark has its rows; how large they are is no matter of a test."""

from __future__ import annotations

import itertools
import json
import time
from pathlib import Path

import pytest

from stb.adapters.clock import rest
from stb.cli import bench as verb
from stb.cli import main
from stb.qa.bench import PARTS, Row, Setting, Timers
from stb.qa.bench.figures import at_least, at_most, in_turns, percentile

ROWS = {
    "decode": 3, "splice": 16, "zap": 2, "headless": 4, "plan": 1, "scte35": 1, "restamp": 1,
    "trust": 1, "ui": 2,
}  # fmt: skip
QUICK = {"decode", "scte35", "restamp"}


@pytest.mark.parametrize(
    "part", [part if part in QUICK else pytest.param(part, marks=pytest.mark.slow) for part in ROWS]
)
def test_a_part_tells_each_of_its_figures(part: str, tmp_path: Path) -> None:
    timers = Timers(time.perf_counter, time.process_time, time.thread_time, rest)

    rows = list(PARTS[part](Setting(timers, 0.02, tmp_path)))

    assert len(rows) == ROWS[part]
    assert {row.part for row in rows} == {part}
    assert all(row.value is not None for row in rows if "not installed" not in row.reference)


def test_the_verb_knows_every_part() -> None:
    assert set(verb.NAMES) == set(PARTS) == set(ROWS)


@pytest.mark.parametrize("given", [["nonsense"], ["plan", "--seconds", "0"]])
def test_a_part_or_a_time_that_is_none_is_wrong_usage(given: list[str]) -> None:
    assert main(["bench", *given]) == 2


def test_the_verb_prints_rows_beside_their_references(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "scte35", "restamp", "--seconds", "0.01", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert [row["part"] for row in told["rows"]] == ["scte35", "restamp"]
    assert all(row["reference_value"] > 0 for row in told["rows"])


def test_the_verb_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "restamp", "--seconds", "0.01"]) == 0

    assert "copying it" in capsys.readouterr().out


def test_the_verb_prints_the_table_of_the_documents_with_the_command_that_made_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["bench", "restamp", "--seconds", "0.01", "--markdown"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "    stb bench restamp --seconds 0.01 --markdown"
    assert {line.count("|") for line in lines[4:]} == {9}
    assert lines[-1].startswith("| restamp | segment of ")


def test_a_table_has_one_form_at_a_time() -> None:
    assert main(["bench", "restamp", "--json", "--markdown"]) == 2


@pytest.mark.parametrize(
    ("target", "value", "beside", "met"),
    [
        (at_most(1.5), 3.0, 2.0, True),
        (at_most(1.5), 3.1, 2.0, False),
        (at_least(0.8), 7.0, 10.0, False),
        (at_most(1, of_ratio=False), 1.0, 99.0, True),
        (at_least(10_000, of_ratio=False), 9_999.0, None, False),
        (at_most(1.15), None, None, None),
    ],
)
def test_a_figure_meets_its_target_or_not(target, value, beside, met) -> None:
    assert Row("p", "n", value, "ms", "r", beside, target).met is met


def test_a_figure_and_its_reference_are_taken_in_turns() -> None:
    taken: list[str] = []
    seconds = itertools.count()
    timers = Timers(lambda: float(next(seconds)), lambda: 0.0, lambda: 0.0, lambda _: None)

    def measure(name: str, value: float) -> float:
        taken.append(name)
        return value

    found = in_turns(
        lambda: measure("ours", 2.0), lambda: measure("theirs", 4.0), timers=timers, seconds=5
    )

    assert found == (2.0, 4.0)
    assert taken == ["ours", "theirs"] * (len(taken) // 2)
    assert len(taken) >= 8


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([5.0, 1.0, 3.0], 0.5) == 3.0
    assert percentile([5.0, 1.0, 3.0], 0.99) == 5.0
