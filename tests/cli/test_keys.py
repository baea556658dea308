"""`stb keys`: the list of keys."""

from __future__ import annotations

import json

import pytest

from stb.cli import main


@pytest.mark.parametrize(
    ("options", "heading", "window"),
    [
        ((), "Kijken", "Het venster"),
        (("--lang", "nl"), "Kijken", "Het venster"),
        (("--lang", "en"), "Watch", "The window"),
    ],
)
def test_the_headings_are_in_the_language_of_the_list(
    options: tuple[str, ...], heading: str, window: str, capsys: pytest.CaptureFixture[str]
):
    assert main(["keys", *options]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert heading in lines
    assert [line.split()[0] for line in lines[lines.index(window) + 1 :]] == ["F2", "F11"]


def test_the_windows_own_keys_are_listed_as_no_key_of_the_box(
    capsys: pytest.CaptureFixture[str],
):
    assert main(["keys", "--json"]) == 0

    rows = json.loads(capsys.readouterr().out)
    assert [row["keyboard"] for row in rows if row["key"] is None] == [["F2"], ["F11"]]
