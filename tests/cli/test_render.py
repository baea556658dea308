"""`stb render`: what is asked for is checked before any work, and frames are honoured."""

from __future__ import annotations

import json
from pathlib import Path

import av
import pytest

from stb.cli import main
from tests.headend.material import write_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five seconds of a programme of one's own."""
    return write_clip(tmp_path_factory.mktemp("own") / "clip.mp4", frames=125)


def frames_of(file: Path) -> int:
    with av.open(str(file)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_film_of_several_households_has_the_frames_that_were_asked_for(
    clip: Path, tmp_path: Path
) -> None:
    out = tmp_path / "film.mp4"
    asked = ("--households", "young-family,limburg", "--frames", "100-110", "--out", str(out))

    assert main(["render", str(clip), *asked, "--data", str(tmp_path / "data")]) == 0

    assert frames_of(out) == 10


def test_the_log_of_some_frames_adds_up_to_the_frames_of_the_file(
    clip: Path, tmp_path: Path
) -> None:
    out, log = tmp_path / "part.mp4", tmp_path / "part.jsonl"
    asked = ("--frames", "90-500", "--out", str(out), "--as-run", str(log))

    assert main(["render", str(clip), *asked, "--data", str(tmp_path / "data")]) == 0

    items = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [item["frame"] for item in items] == [90]
    assert sum(item["frames"] for item in items) == frames_of(out) == 35


@pytest.mark.parametrize("option", ["--out", "--as-run"])
def test_a_file_whose_folder_is_not_there_is_refused_before_any_work(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = ("--out", str(tmp_path / "good.mp4"))
    data = tmp_path / "data"

    given = (*good, option, str(tmp_path / "absent" / "q.mp4"))
    assert main(["render", "x", *given, "--data", str(data)]) == 1

    told = capsys.readouterr().err
    assert f"there is no folder {tmp_path / 'absent'} [output.place]" in told
    assert told.count("\n") == 1
    assert not data.exists()


@pytest.mark.parametrize("name", ["nofile.ts", "no/file"])
def test_a_file_that_is_not_there_is_told_before_any_work(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"

    assert main(["render", name, "--out", str(tmp_path / "q.mp4"), "--data", str(data)]) == 1

    assert capsys.readouterr().err == f"stb: no such file: {name} [input.file]\n"
    assert not data.exists()


@pytest.mark.parametrize("given", ["5", "7-7", "9-3", "a-b", "-5"])
def test_frames_that_are_none_are_wrong_usage(
    given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["render", "x", "--out", str(tmp_path / "q.mp4"), f"--frames={given}"]) == 2

    assert "not frames FROM-TO" in capsys.readouterr().err


def test_frames_beyond_the_programme_are_refused_with_its_length(
    clip: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ("--frames", "125-130", "--out", str(tmp_path / "q.mp4"))

    assert main(["render", str(clip), *asked, "--data", str(tmp_path / "data")]) == 1

    assert "the programme has 125 [render.frames]" in capsys.readouterr().err
