"""Scripts: a JSON object a line in, a line of facts out, and the number of the line that fails."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from stb.cli import main
from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.qa.driver import Driver
from stb.qa.script import BadScript, Unexpected, check, run
from stb.qa.script_lines import EXAMPLES
from tests.scenarios.conftest import stock


def ran(driver: Driver, out: Path, *steps: object) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    lines = [step if isinstance(step, str) else json.dumps(step) for step in steps]
    run(driver, lines, out=out, emit=told.append)
    return told


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ({"press": "GUIDE"}, {"press": "GUIDE", "screen": "guide"}),
        ({"press": ["GUIDE", "EXIT"]}, {"press": ["GUIDE", "EXIT"], "screen": "live"}),
        ({"hold": "DOWN", "for": 0.5}, {"hold": "DOWN"}),
        ({"wait": "00:00:01:00"}, {"wait": "00:00:01:00"}),
        ({"wait": 0.2}, {"wait": 0.2}),
        ({"wait_until": {"on": True}}, {"wait_until": {"on": True}}),
        ({"wait_until": {"on": True}, "timeout": "00:00:05:00"}, {"wait_until": {"on": True}}),
        ({"expect": {"on": True}}, {"expect": {"on": True}, "holds": True}),
    ],
)
def test_a_line_is_done_and_answered(driver: Driver, tmp_path: Path, step, told):
    (answer,) = ran(driver, tmp_path, step)

    assert told.items() <= answer.items()
    assert answer["line"] == 1
    ran(driver, tmp_path, {"press": "EXIT"})


@pytest.mark.parametrize("line", ['{"press": "T"}', '{"press": ["OK", "T"]}', '{"dance": 1}', "{"])
def test_a_script_is_refused_before_the_box_is_switched_on(line, tmp_path, capsys):
    script, data = tmp_path / "s.jsonl", tmp_path / "data"
    script.write_text(f'{{"press": "GUIDE"}}\n\n{line}\n', "utf-8")

    assert main(["run", str(script), "--data", str(data), "--out", str(tmp_path / "out")]) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("stb: line 3: ")
    assert not data.exists()


def test_state_screen_and_log_are_facts_of_json(driver: Driver, tmp_path: Path):
    state, screen, log = ran(driver, tmp_path, {"state": True}, {"screen": True}, {"as_run": True})

    assert json.loads(json.dumps(state))["state"]["service"] == driver.state.service
    assert isinstance(screen["screen"], list)
    assert {line["event"] for line in log["as_run"]} >= {"tuned", "bundle_refused"}


def test_a_picture_is_written_inside_the_output_folder_only(driver: Driver, tmp_path: Path):
    (answer,) = ran(driver, tmp_path / "out", {"frame": "shots/live.png"})

    assert Path(str(answer["frame"])).read_bytes().startswith(b"\x89PNG")
    for name in ("../live.png", "/tmp/live.png", "live.txt"):
        with pytest.raises(BadScript, match="line 1"):
            ran(driver, tmp_path / "out", {"frame": name})


def test_comments_and_empty_lines_count_and_do_nothing(driver: Driver, tmp_path: Path):
    (answer,) = ran(driver, tmp_path, "# a comment", "", {"wait": 0.04})

    assert answer["line"] == 3


@pytest.mark.parametrize(
    "line",
    [
        "press OK",
        "[]",
        "{}",
        '{"press": "NO-SUCH-KEY"}',
        '{"dance": true}',
        '{"wait": "soon"}',
        '{"expect": {"mood": "good"}}',
        '{"clock": "tomorrow"}',
        '{"wait_until": {"on": true}, "timeout": []}',
    ],
)
def test_a_line_that_says_nothing_ends_the_script_with_its_number(
    driver: Driver, tmp_path: Path, line: str
):
    with pytest.raises(BadScript) as raised:
        ran(driver, tmp_path, {"wait": 0.04}, line)

    assert raised.value.number == 2
    assert str(raised.value).count("line 2: ") == 1


def test_an_expectation_that_does_not_hold_says_what_is_the_case(driver: Driver, tmp_path: Path):
    with pytest.raises(Unexpected, match="line 1: screen is 'live', expected 'guide'"):
        ran(driver, tmp_path, {"expect": {"screen": "guide"}})


def test_a_wait_that_ends_in_vain_says_where_the_box_was(driver: Driver, tmp_path: Path):
    with pytest.raises(Unexpected, match="line 1: not within 1; the box is at"):
        ran(driver, tmp_path, {"wait_until": {"screen": "guide"}, "timeout": 1})


def test_the_verb_prints_a_line_of_json_a_step_and_ends_in_1_where_one_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    stock(tmp_path, "young-family", read_catalogue(find_assets()))
    script = tmp_path / "script.jsonl"
    script.write_text('{"press": "6"}\n{"expect": {"service": 7}}\n', encoding="utf-8")

    code = main(["run", str(script), "--data", str(tmp_path), "--out", str(tmp_path / "out")])

    told = capsys.readouterr()
    assert code == 1
    assert [json.loads(line)["line"] for line in told.out.splitlines()] == [1]
    assert "line 2" in told.err
    assert (tmp_path / "out" / "failed.png").is_file()
    assert (tmp_path / "out" / "as-run.jsonl").read_text("utf-8").count("\n") > 3


def test_every_line_that_the_help_explains_is_known(driver: Driver, tmp_path: Path):
    lines = [text[: text.rindex("}") + 1] for text in EXAMPLES.splitlines() if "{" in text]

    assert len(lines) == 18
    for line in lines:
        soon = (driver.mediabox.now + timedelta(seconds=1)).isoformat()
        line = json.dumps({"clock": soon}) if "clock" in line else line
        check([line])
        try:
            ran(driver, tmp_path, line)
        except Unexpected:
            continue  # a fact that does not hold here; the line is known
    ran(driver, tmp_path, {"press": "EXIT"})


def test_the_help_of_the_verb_explains_the_lines(capsys: pytest.CaptureFixture[str]):
    assert main(["run", "--help"]) == 0

    assert EXAMPLES in capsys.readouterr().out


def test_a_script_enters_steps_starts_over_and_goes_on(driver: Driver, tmp_path: Path):
    short = "sirius-6-20261118T0227Z"
    ready = {"wait_until": {"playing": short, "place": "programme", "paused": False}}
    told = ran(
        driver,
        tmp_path,
        {"watch": short},
        {"press": ["LEFT", "OK"]},
        ready,
        {"seek": 1000},
        {"pause": True},
        {"frame_step": -3},
        {"frame_step": 2},
        {"press": "STOP"},
        {"go_on": short},
        ready,
        {"start_over": True},
        {"expect": {"held": False}},
        {"press": "STOP"},
    )

    assert [told[n]["frame"] for n in (3, 4, 5, 6)] == [1000, 1000, 997, 999]
    assert told[9]["frame"] in range(999, 1002)
    assert told[10]["frame"] == 0


@pytest.mark.parametrize(
    "step",
    [
        '{"hold": "OK", "for": 1e999}', '{"hold": "OK", "for": 1e9}', '{"wait": 1e300}',
        '{"frame_step": 1000000000}', '{"clock": "9999-12-31"}',
    ],
)  # fmt: skip
def test_a_length_that_is_none_is_a_bad_line_and_not_an_endless_one(
    driver: Driver, tmp_path: Path, step: str
):
    with pytest.raises(BadScript, match="line 1"):
        ran(driver, tmp_path, step)
