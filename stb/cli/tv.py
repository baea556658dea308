"""`stb tv`: the television, in a window or, without a display, on a loopback page."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.output import check_place, told_on_stderr
from stb.cli.verbs import Verbs, explain

if TYPE_CHECKING:
    from stb.model.key import Key
    from stb.wiring.mediabox import Mediabox
    from stb.wiring.screens import PageScreen, WindowScreen

WINDOW = (1280, 720)
_MORE = """\
In the window F1 lists the keys and F2 brings a remote. Closing it, or Ctrl-C here, switches off;
all state lies in --data, and the next start goes on from there.

examples:
  stb tv
  stb tv --consent yes --household limburg         a household in Limburg that agreed
  stb tv --lineup channels.m3u --guide guide.xml   your own channels, and what is on them
  stb tv --data try --at 2026-11-18T20:30          a fresh box, on the evening of the demo
  stb tv --headend http://127.0.0.1:8780/ --trust ROOT.json --relay http://127.0.0.1:8781/
      another head-end, such as `stb headend serve`; `stb headend root` writes ROOT.json
"""
Local = Callable[[datetime], datetime]


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("tv", run, help="switch the television on")
    explain(verb, _MORE)
    options.add_household(verb)
    verb.add_argument(
        "--consent",
        choices=("ask", "yes", "no"),
        default="ask",
        help="leave tailored spots to the viewer, or answer for him; the screen says so",
    )
    options.add_time(verb, default=None)
    options.add_profile(verb)
    options.add_language(verb)
    options.add_headend(verb)
    options.add_page(verb)
    verb.add_argument(
        "--as-run",
        type=Path,
        metavar="FILE.jsonl",
        help="write what was on air, a line a change, when the television goes off; without it"
        " that stays in memory, and with it the page of what is kept says so",
    )
    verb.add_argument("--silent", action="store_true", help="open no sound card")


def run(arguments: Namespace) -> int:
    """Show the television until its window is closed, or Ctrl-C."""
    from stb.adapters import assets
    from stb.adapters.media.sound import Silence, SoundOut
    from stb.wiring.assembly import assemble
    from stb.wiring.configuration import Time
    from stb.wiring.show import Show

    if arguments.as_run is not None:
        check_place(arguments.as_run)
    with ExitStack() as closing:
        wanted = options.configuration(arguments, time=Time.REAL)
        mediabox = closing.enter_context(assemble(wanted, tell=told_on_stderr))
        if arguments.as_run is not None:
            closing.callback(_write_log, mediabox, arguments.as_run)
        screen = open_screen(arguments, mediabox.context.local, closing)
        sound = Silence("asked for") if arguments.silent else SoundOut.open()
        closing.callback(sound.close)
        if isinstance(sound, Silence) and not arguments.silent:
            print(f"stb: no sound: {sound.reason}", file=sys.stderr)
        Show(mediabox, screen=screen, assets=assets.folder(), sound=sound).run()
    return 0


def _write_log(mediabox: Mediabox, file: Path) -> None:
    from stb.formats.as_run import write

    file.write_text(write(mediabox.box.as_run), encoding="utf-8")


def open_screen(
    arguments: Namespace, local: Local, closing: ExitStack
) -> WindowScreen | PageScreen:
    """A window, or the page where there is no display to open one on."""
    from stb.adapters import assets
    from stb.adapters.screen.page import Page
    from stb.adapters.screen.window import NoDisplay, Window
    from stb.remotes.keyboard import KEYS
    from stb.wiring.screens import PageScreen, WindowScreen

    if not arguments.page:
        try:
            window = Window.open(
                "Mediabox", WINDOW, assets=assets.folder(), keys=KEYS, language=arguments.lang
            )
        except NoDisplay as error:
            print(f"stb: {error}: the picture is on a page instead", file=sys.stderr)
        else:
            closing.callback(window.close)
            return WindowScreen(window, local)
    waiting: deque[Key] = deque()
    page = Page(waiting.append, assets=assets.folder(), rows=KEYS, language=arguments.lang)
    url = page.start(arguments.port)
    closing.callback(page.stop)
    print(url, flush=True)
    return PageScreen(page, waiting, local)
