"""`stb run`: a script against a headless box on the virtual clock."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path

from stb.cli import options
from stb.cli.output import make_place, print_json, told_on_stderr
from stb.cli.progress import waiting
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError
from stb.qa.script_lines import HELP


class NoScript(InputError):
    """The script cannot be read."""

    code = "script.file"


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("run", run, help="run a script against a headless box, JSON lines out")
    explain(verb, HELP)
    verb.add_argument(
        "script",
        metavar="SCRIPT.jsonl",
        help="what to press and expect, a JSON object a line; - is standard input",
    )
    options.add_household(verb)
    verb.add_argument("--consent", choices=("ask", "yes", "no"), default="ask",
                      help="answer for the viewer at the start")  # fmt: skip
    options.add_time(verb, default=options.DEMO_TIME)
    options.add_profile(verb)
    options.add_language(verb)
    options.add_headend(verb)
    verb.add_argument("--out", type=Path, default=Path("out"), metavar="DIR",
                      help="folder for pictures and the as-run log (default: out)")  # fmt: skip


def run(arguments: Namespace) -> int:
    """Run every line; the first that fails ends it."""
    from stb.qa import script
    from stb.qa.driver import Driver
    from stb.wiring.assembly import assemble
    from stb.wiring.configuration import Time

    try:
        text = sys.stdin.read() if arguments.script == "-" else Path(arguments.script).read_text(
            "utf-8")  # fmt: skip
    except OSError as error:
        raise NoScript(f"{arguments.script}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise NoScript(f"{arguments.script}: {error}") from error
    script.check(text.splitlines())
    make_place(arguments.out)
    arguments.as_run = arguments.out / "as-run.jsonl"
    wanted = options.configuration(arguments, time=Time.VIRTUAL)
    with ExitStack() as closing:
        with waiting("switching on; spots that are new here are tried once"):
            driver = Driver(closing.enter_context(assemble(wanted, tell=told_on_stderr)))
            driver.settle()
        try:
            script.run(
                driver,
                text.splitlines(),
                out=arguments.out,
                emit=lambda facts: print_json(facts, indent=None),
            )
        except script.Unexpected:
            driver.save(arguments.out / "failed.png")
            raise
        finally:
            arguments.as_run.write_text(driver.log, encoding="utf-8")
    return 0
