"""`stb shots`: a gallery of every screen, as PNG files."""

from __future__ import annotations

import argparse
import re
from argparse import Namespace
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from stb.adapters.language import LANGUAGES
from stb.cli import options
from stb.cli.output import make_place
from stb.cli.progress import progress
from stb.cli.verbs import Verbs


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("shots", run, help="paint a gallery of every screen, as PNG files")
    verb.add_argument(
        "--out", type=Path, required=True, metavar="DIR",
        help="folder for the pictures, NAME-WxH-LANG.png",
    )  # fmt: skip
    verb.add_argument(
        "--only", nargs="+", metavar="NAME", help="these pictures only; a wrong name lists all"
    )
    verb.add_argument(
        "--size", nargs="+", type=_size, metavar="WxH",
        help="in these sizes (default: 1280x720 1920x1080)",
    )  # fmt: skip
    verb.add_argument(
        "--lang", nargs="+", choices=LANGUAGES, help="in these languages (default: both)"
    )
    verb.add_argument(
        "--sheet", action="store_true", help="also a contact sheet of each size and language"
    )
    options.add_household(verb)
    options.add_time(verb, default=options.DEMO_TIME)


def run(arguments: Namespace) -> int:
    """Take the pictures; the last line says how many."""
    from stb.qa import shots
    from stb.wiring.configuration import Time

    make_place(arguments.out)
    languages = tuple(arguments.lang or LANGUAGES)
    wanted = shots.Wanted(
        names=frozenset(arguments.only or ()),
        sizes=tuple(arguments.size or shots.SIZES),
        languages=languages,
    )
    arguments.lang = languages[0]
    with ExitStack() as closing:
        arguments.data = arguments.data or closing.enter_context(TemporaryDirectory())
        with progress("pictures") as tell:
            files = shots.take(
                options.configuration(arguments, time=Time.VIRTUAL),
                wanted,
                arguments.out,
                progress=tell,
            )
    for width, height in wanted.sizes if arguments.sheet else ():
        for each in languages:
            ending = f"-{width}x{height}-{each}.png"
            chosen = [file for file in files if file.name.endswith(ending)]
            shots.contact_sheet(chosen, arguments.out / f"sheet{ending}")
    print(f"{len(files)} pictures in {arguments.out}")
    return 0


def _size(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if found is None or int(found[1]) * 9 != int(found[2]) * 16:
        raise argparse.ArgumentTypeError(f"not a size of 16:9 such as 1280x720: {text!r}")
    return int(found[1]), int(found[2])
