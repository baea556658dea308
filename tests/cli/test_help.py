"""What `--help` says of every verb: each option in words, and examples that are commands."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from stb.cli import HEADINGS, main
from stb.cli.verbs import TopParser

ROOT = Path(__file__).parents[2]


def parser() -> TopParser:
    top = TopParser()
    for registers in HEADINGS.values():
        for register in registers:
            register(top.verbs)
    return top


def below(one: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """The parser and those of every verb below it."""
    yield one
    for action in one._actions:
        if isinstance(action, argparse._SubParsersAction):
            for further in action.choices.values():
                yield from below(further)


VERBS = [each for each in below(parser()) if each.prog != "stb"]


def named(one: argparse.ArgumentParser) -> str:
    return one.prog.removeprefix("stb ")


def examples(text: str) -> Iterator[str]:
    """The commands in ``text``, each on a line of its own or gone on with on the next; no forms."""
    for found in re.finditer(r"^ {2}(stb [a-z].*(?:\n {6}--.*)*)", text, re.MULTILINE):
        for command in re.split(r"&&|\||<", found[1].replace("\n", " ")):
            if command.strip().startswith("stb ") and "[" not in command:
                yield re.split(r" {2,}(?=[^ -])", command.strip())[0]


@pytest.mark.parametrize("verb", VERBS, ids=named)
def test_every_argument_is_said_in_words(verb: argparse.ArgumentParser):
    silent = [
        action.dest for action in verb._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]  # fmt: skip

    assert silent == []


@pytest.mark.parametrize("verb", VERBS, ids=named)
def test_every_example_is_a_command(verb: argparse.ArgumentParser):
    for command in examples(verb.format_help()):
        words = [re.sub(r"^URL$", "http://127.0.0.1:8780/", word) for word in shlex.split(command)]

        arguments, rest = parser().parse_known_args(words[1:])

        assert rest == [], command
        assert callable(arguments.run)


def test_the_documents_name_commands_that_are_some():
    told = [
        command for page in sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
        for block in re.findall(r"^```\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.S)
        for command in re.findall(r"^stb [^#\n]*", block, re.MULTILINE)
    ]  # fmt: skip

    assert len(told) > 5
    for command in told:
        arguments, rest = parser().parse_known_args(shlex.split(command)[1:])
        assert rest == [] or arguments.passes_on, command


def test_there_are_examples_to_be_tried():
    shown = {verb.prog for verb in VERBS if list(examples(verb.format_help()))}

    assert len(shown) > 15
    assert {"stb tv", "stb headend", "stb privacy", "stb plan", "stb cue decode"} <= shown


def test_a_long_line_is_broken_and_a_table_is_not(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("COLUMNS", "80")

    assert main(["render", "--help"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 100
    assert main(["headend", "--help"]) == 0
    listed = capsys.readouterr().out
    assert re.search(r"^    household +what is told of each household, signed$", listed, re.M)
