"""A folder that cannot be used is one line for whoever named it, whatever the verb."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from stb.cli import main


@pytest.mark.parametrize("verb", [["run", "x.jsonl"], ["shots"], ["demo", "--headless"]])
def test_a_folder_for_pictures_that_cannot_be_made_is_refused_in_one_line(
    verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    (tmp_path / "file").write_text("a file where a folder is wanted")
    (tmp_path / "x.jsonl").write_text("")
    monkeypatch.chdir(tmp_path)

    assert main([*verb, "--out", "file/below", "--data", "data"]) == 1

    told = capsys.readouterr().err
    assert told == "stb: the folder file/below cannot be made: Not a directory [output.place]\n"


@pytest.mark.parametrize(
    "verb",
    [
        ["tv", "--page", "--silent"],
        ["plan", "x"],
        ["render", "x", "--out", "x.mp4"],
        ["run", "-"],
        ["headend", "serve", "--port", "0"],
        ["headend", "ledger"],
        ["headend", "invoice", "--household", "limburg"],
        ["headend", "root", "root.json"],
        ["headend", "publish"],
    ],
    ids=" ".join,
)
def test_a_folder_that_cannot_be_made_is_refused_in_one_line(
    verb: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    (tmp_path / "file").write_text("a file where a folder is wanted")
    monkeypatch.chdir(tmp_path)

    assert main([*verb, "--data", str(tmp_path / "file" / "below")]) == 1

    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert str(tmp_path / "file" / "below") in told
    assert "Not a directory" in told
