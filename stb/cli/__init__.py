"""The one command: `stb VERB ...`; without a verb it is the television.

To add a verb: write `stb/cli/NAME.py` with a function `register(verbs)`, and name that function
under a heading of `HEADINGS` below. Inside, `verbs.add("name", run, help="...")` gives the
parser to hang options on, and `verbs.family("headend", help="...")` gives verbs below a verb.
``run(arguments)`` returns the exit code. `--data` and `--debug` come by themselves, `--json` by
``prints_facts=True``. Import what is heavy (PyAV, pygame, FastAPI) inside `run`: every start
imports every verb.

A verb raises and does not print its failures. The family of the error is the exit code:
0 done, 1 refused or bad input, 2 usage, 3 unreachable, 130 Ctrl-C. Anything but a StbError is
a bug and keeps its traceback.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Mapping

from stb.cli import (
    bench,
    cue,
    demo,
    fuzz,
    headend,
    households,
    keys,
    plan,
    privacy,
    render,
    run,
    shots,
    studio,
    suite,
    tv,
    updater,
    version,
)
from stb.cli.clash import refuse_clash
from stb.cli.verbs import Register, TopParser
from stb.errors import StbError, UnavailableError

DEFAULT_VERB = "tv"
DONE, REFUSED, USAGE, UNREACHABLE, INTERRUPTED = 0, 1, 2, 3, 130

Headings = Mapping[str, tuple[Register, ...]]
HEADINGS: Headings = {
    "Television": (
        tv.register,
        demo.register,
        keys.register,
        households.register,
        privacy.register,
    ),
    "Head-end": (headend.register, updater.register),
    "Splice engine": (
        cue.register,
        plan.register,
        fuzz.register,
        bench.register,
    ),
    "Quality assurance": (run.register, render.register, shots.register, suite.register),
    "Studio": (studio.register,),
    "This installation": (version.register,),
}


def main(argv: list[str] | None = None, headings: Headings = HEADINGS) -> int:
    """Run one verb; the exit code. ``argv`` without the command's own name."""
    given = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # stdout belongs to the verb
    try:
        return _run(given, headings)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Our reader left (`stb ... | head`); what Python flushes at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except SystemExit as leaving:  # argparse leaves so for --help and for wrong usage
        return leaving.code if isinstance(leaving.code, int) else USAGE


def _run(given: list[str], headings: Headings) -> int:
    parser = TopParser()
    for heading, registers in headings.items():
        with parser.under(heading) as verbs:
            for register in registers:
                register(verbs)
    arguments, rest = parser.parse_known_args(_with_default_verb(given))
    if rest and not arguments.passes_on:
        arguments.parser.error(f"unrecognised: {' '.join(rest)}")
    arguments.rest = rest
    # What adapters note is for whoever mends them; a viewer is told by the screen.
    logging.basicConfig(level=logging.INFO if arguments.debug else logging.CRITICAL)
    try:
        refuse_clash()
        return int(arguments.run(arguments))
    except StbError as error:
        if arguments.debug:
            traceback.print_exc()
        print(f"stb: {error} [{error.code}]", file=sys.stderr)
        return UNREACHABLE if isinstance(error, UnavailableError) else REFUSED
    finally:
        with contextlib.suppress(ValueError):  # a verb may have closed it
            sys.stdout.flush()


def _with_default_verb(given: list[str]) -> list[str]:
    if not given or (given[0].startswith("-") and given[0] not in ("-h", "--help", "--version")):
        return [DEFAULT_VERB, *given]
    return given
