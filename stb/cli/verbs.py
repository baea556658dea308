"""What every verb has in common: its place in the help, its common options, its family."""

from __future__ import annotations

import argparse
import contextlib
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from stb import __version__
from stb.adapters import user_folders

if TYPE_CHECKING:
    Choices = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]
Register = Callable[["Verbs"], None]

_INTRODUCTION = """\
stb [VERB] [options]

A virtual Mediabox: television, catch-up, tailored spots, and a proof of all that leaves the box.
"""
_CLOSING = """\
To begin: `stb demo` tells the story; `stb tv` is the television, in which F1 lists the keys.
`stb VERB --help` tells what a verb takes. Without a verb it is the television.
Every verb takes --data DIR: the one folder with all state of box and head-end.
Exit codes: 0 done, 1 refused or bad input, 2 usage, 3 unreachable, 130 Ctrl-C.
"""


def _user_folder() -> str:
    """The user's own data folder, as a help text writes it."""
    return str(user_folders.data()).replace("%", "%%")


def explain(verb: argparse.ArgumentParser, text: str) -> None:
    """Let ``text`` stand below the options in the help of ``verb``, line by line as it is."""
    verb.formatter_class, verb.epilog = _AsItIs, text


class _AsItIs(argparse.RawDescriptionHelpFormatter):
    """Keeps the lines of what has several, and breaks what is one long line."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = super()._fill_text(text, width, indent)
        return lines if "\n" in text.strip() else textwrap.fill(text, width)


class _List(_AsItIs):
    """Lists verbs of any length a line each."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30)

    def add_argument(self, action: argparse.Action) -> None:
        super().add_argument(action)
        if isinstance(action, argparse._SubParsersAction):
            # argparse forgets that verbs stand a little further in than their heading.
            longest = max(map(len, action.choices))
            inside = self._current_indent + self._indent_increment
            self._action_max_length = max(self._action_max_length, longest + inside)


class TopParser(argparse.ArgumentParser):
    """`stb` itself, whose help lists the verbs under headings."""

    def __init__(self) -> None:
        super().__init__(prog="stb", usage="stb [VERB] [options]", allow_abbrev=False)
        self.add_argument("--version", action="version", version=f"stb {__version__}")
        self._sections: list[tuple[str, list[tuple[str, str]]]] = []
        self.verbs = Verbs(self)

    @contextlib.contextmanager
    def under(self, heading: str) -> Iterator[Verbs]:
        """List the verbs that are added meanwhile under ``heading`` in the help."""
        before = len(self.verbs.listed)
        yield self.verbs
        self._sections.append((heading, self.verbs.listed[before:]))

    def error(self, message: str) -> NoReturn:
        found = re.search(r"invalid choice: '([a-z-]+)'", message)
        meant = found[1] if found else ""
        families = self.verbs.families.items()
        below = [name for name, family in families if meant in dict(family.listed)]
        if below:
            told = " or ".join(f"`stb {name} {meant}`" for name in below)
            message = f"there is no verb {meant!r}; did you mean {told}?"
        super().error(message)

    def format_help(self) -> str:
        sections = [
            "\n".join([heading, *(f"  {name:<12}{text}" for name, text in rows), ""])
            for heading, rows in self._sections
            if rows
        ]
        return "\n".join([_INTRODUCTION, *sections, _CLOSING])


class Verbs:
    """The verbs of one level: of `stb` itself, or of a family such as `stb headend`."""

    def __init__(self, parser: argparse.ArgumentParser) -> None:
        self._choices: Choices = parser.add_subparsers(
            prog=parser.prog,
            title="verbs",
            metavar="VERB",
            required=True,
            parser_class=argparse.ArgumentParser,
        )
        self.listed: list[tuple[str, str]] = []
        self.families: dict[str, Verbs] = {}

    def add(
        self,
        name: str,
        run: Run,
        *,
        help: str,
        prints_facts: bool = False,
        passes_on: bool = False,
    ) -> argparse.ArgumentParser:
        """A verb, and the parser to hang its own options on.

        ``help`` is one line without a full stop. ``prints_facts`` adds `--json`. With
        ``passes_on`` unknown arguments are no error but stand in ``arguments.rest``.
        """
        parser = self._choice(name, help)
        parser.set_defaults(run=run, parser=parser, passes_on=passes_on)
        parser.add_argument(
            "--data",
            type=Path,
            metavar="DIR",
            help=f"folder for all state of box and head-end (default: {_user_folder()})",
        )
        parser.add_argument("--debug", action="store_true", help=argparse.SUPPRESS)
        if prints_facts:
            parser.add_argument("--json", action="store_true", help="print JSON")
        return parser

    def family(self, name: str, *, help: str, more: str = "") -> Verbs:
        """Verbs below the verb ``name``: `stb headend serve`. ``more`` stands below their list."""
        parser = self._choice(name, help)
        explain(parser, f"`{parser.prog} VERB --help` tells what each of them takes.\n{more}")
        parser.formatter_class = _List
        self.families[name] = Verbs(parser)
        return self.families[name]

    def _choice(self, name: str, help: str) -> argparse.ArgumentParser:
        self.listed.append((name, help))
        return self._choices.add_parser(
            name, help=help, description=help[0].upper() + help[1:] + ".", allow_abbrev=False
        )
