"""What all verbs have in common: exit codes, the default verb, the help."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from stb.adapters import user_folders
from stb.cli import main
from stb.cli.verbs import Register, Verbs
from stb.errors import InputError, RefusedError, StbError, TrustError, UnavailableError


def verb(name: str, run: Callable[[argparse.Namespace], int]) -> Register:
    def register(verbs: Verbs) -> None:
        verbs.add(name, run, help="a verb for the test")

    return register


def raising(error: BaseException) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InputError("malformed"), 1),
        (TrustError("unsigned"), 1),
        (RefusedError("not allowed"), 1),
        (UnavailableError("not reachable"), 3),
    ],
)
def test_the_family_of_an_error_is_the_exit_code_and_its_message_one_line(
    error: StbError, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    headings = {"Television": (verb("tv", raising(error)),)}

    assert main(["tv"], headings) == code
    assert capsys.readouterr().err == f"stb: {error} [{error.code}]\n"


def test_ctrl_c_ends_without_a_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    headings = {"Television": (verb("tv", raising(KeyboardInterrupt())),)}

    assert main(["tv"], headings) == 130
    assert capsys.readouterr().err == ""


def test_a_bug_keeps_its_traceback() -> None:
    headings = {"Television": (verb("tv", raising(ValueError("ours"))),)}

    with pytest.raises(ValueError, match="ours"):
        main(["tv"], headings)


@pytest.mark.parametrize(
    "given", [["nothing-of-the-kind"], ["version", "--colour"], ["version", "more"]]
)
def test_wrong_usage_is_two(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(given) == 2
    assert "usage: stb" in capsys.readouterr().err


def test_a_verb_of_a_family_that_is_given_alone_is_named_whole(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["serve"]) == 2

    assert "did you mean `stb headend serve`?" in capsys.readouterr().err


@pytest.mark.parametrize("given", [[], ["--data", "a folder"], ["tv", "--data", "a folder"]])
def test_without_a_verb_it_is_the_television(given: list[str]) -> None:
    seen: list[Path | None] = []
    headings = {"Television": (verb("tv", lambda arguments: seen.append(arguments.data) or 0),)}

    assert main(given, headings) == 0
    assert seen == [Path("a folder") if given else None]


def test_verbs_below_a_verb_have_their_own_name_and_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def register(verbs: Verbs) -> None:
        family = verbs.family("headend", help="the operator's side")
        family.add("ledger", lambda _: 0, help="what was billed", prints_facts=True)

    assert main(["headend", "ledger", "--json"], {"Head-end": (register,)}) == 0
    assert main(["headend", "ledger", "--help"], {"Head-end": (register,)}) == 0
    assert "usage: stb headend ledger" in capsys.readouterr().out


def test_the_help_lists_every_verb_under_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    headings = {"Television": (verb("tv", lambda _: 0),), "Studio": ()}

    assert main(["--help"], headings) == 0
    told = capsys.readouterr().out
    assert "Television\n  tv          a verb for the test\n" in told
    assert "Studio" not in told


def test_the_version_as_json_names_what_is_installed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["version", "--json"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"stb", "python", "machine", "packages"}
    assert {"av", "pygame-ce", "tuf"} <= set(told["packages"])


def test_the_help_names_the_folder_that_is_used_unless_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "200")

    assert main(["tv", "--help"]) == 0

    told = " ".join(capsys.readouterr().out.split())
    assert f"state of box and head-end (default: {user_folders.data()})" in told
