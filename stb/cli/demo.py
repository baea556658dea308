"""`stb demo`: the story of the box, told by itself or key by key."""

from __future__ import annotations

import sys
from argparse import Namespace
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.output import make_place, told_on_stderr
from stb.cli.progress import waiting
from stb.cli.verbs import Verbs
from stb.wiring.configuration import Configuration, Time

if TYPE_CHECKING:
    from stb.qa.story import Scene


_MORE = """\
Tell the story of the box, by itself or key by key: three to five minutes in a window. Every scene
is told in a caption on the screen; here is a line for each at its end, and the answer is 1 if
one of them did not come about. With --headless it is told at once, in a minute or so.
"""


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("demo", run, help="tell the story of the box, by itself or key by key")
    verb.description = _MORE
    verb.add_argument(
        "--keys", action="store_true",
        help="wait for the presenter after every scene: the space bar goes on",
    )  # fmt: skip
    verb.add_argument(
        "--headless", action="store_true",
        help="tell it at once on a virtual clock, without a window, and check that it is true",
    )  # fmt: skip
    verb.add_argument(
        "--stay", action="store_true",
        help="go on as television after the last caption (default: it ends there)",
    )  # fmt: skip
    verb.add_argument(
        "--speed", type=float, default=1.0, metavar="X",
        help="captions and pauses so many times shorter (default: 1)",
    )  # fmt: skip
    verb.add_argument(
        "--out", type=Path, metavar="DIR", help="with --headless: a picture of every scene"
    )
    options.add_language(verb)
    options.add_page(verb)
    verb.add_argument("--silent", action="store_true", help="open no sound card")


def run(arguments: Namespace) -> int:
    """Tell the story; in a window it ends after the last caption, unless asked to stay."""
    from stb.qa.story import BEGINS

    if arguments.out is not None:
        make_place(arguments.out)
    with ExitStack() as closing:
        # Beside any saved state: neither the box nor its operator remembers anything.
        arguments.data = Path(closing.enter_context(TemporaryDirectory(prefix="mediabox-")))
        time = Time.VIRTUAL if arguments.headless else Time.REAL
        wanted = options.configuration(arguments, time=time)
        wanted = replace(wanted, at=BEGINS, keeps=False)
        return _headless(arguments, wanted) if arguments.headless else _shown(arguments, wanted)


def _headless(arguments: Namespace, wanted: Configuration) -> int:
    from stb.qa.demo import Telling, tell
    from stb.qa.driver import Driver
    from stb.wiring.assembly import build

    with ExitStack() as closing:
        coming = closing.enter_context(ExitStack())
        coming.enter_context(waiting("switching on; the first scene comes"))
        built = build(wanted)
        mediabox = closing.enter_context(built.mediabox)
        driver = Driver(mediabox)
        count = 0

        def told(scene: Scene) -> None:
            nonlocal count
            coming.close()
            count += 1
            print(f"{count:>3}  {mediabox.now:%d-%m %H:%M:%S}  {scene.name}", flush=True)
            if arguments.out is not None:
                driver.save(arguments.out / f"{count:02}-{scene.name}.png")

        tell(mediabox, Telling(mediabox, built.clock, speed=arguments.speed, told=told))
    return 0


def _shown(arguments: Namespace, wanted: Configuration) -> int:
    from stb.adapters import assets
    from stb.adapters.media.sound import Silence, SoundOut
    from stb.cli.tv import open_screen
    from stb.qa.demo import Prompted, Telling
    from stb.wiring.assembly import build
    from stb.wiring.show import Show

    with ExitStack() as closing:
        built = build(wanted, tell=told_on_stderr)
        mediabox = closing.enter_context(built.mediabox)
        count = 0

        def told(scene: Scene) -> None:
            nonlocal count
            count += 1
            print(f"{count:>3}  {mediabox.now:%d-%m %H:%M:%S}  {scene.name}", flush=True)

        telling = Telling(
            mediabox, built.clock, by_key=arguments.keys, speed=arguments.speed, told=told
        )
        told_on_stderr("the story is told in captions on the screen")
        if arguments.keys:
            told_on_stderr("Space goes to the next scene; every other key is the remote's")
        opened = open_screen(arguments, mediabox.context.local, closing)
        screen = Prompted(opened, telling, stays=arguments.stay)
        sound = Silence("asked for") if arguments.silent else SoundOut.open()
        closing.callback(sound.close)
        Show(mediabox, screen=screen, assets=assets.folder(), sound=sound).run(telling.step)
        for name in telling.untrue:
            print(f"stb: {name}", file=sys.stderr)
        return 1 if telling.untrue else 0
