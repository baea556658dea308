"""Progress on long work: a bar on a terminal; elsewhere a line on stderr now and then."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

Tell = Callable[[int, int], None]

FIRST_LINE_S, NEXT_LINE_S = 2.0, 10.0
"""When a line is told where there is no terminal; what is done sooner is told by its answer."""


@contextmanager
def progress(words: str) -> Iterator[Tell]:
    """A bar with ``words`` before it; call what it gives with (done, whole)."""
    with progress_of(words) as (tell,):
        yield tell


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """A sign of life with ``words`` beside it, where nobody can tell how long it takes."""
    console = Console(file=sys.stderr)
    if console.is_terminal:
        with console.status(words):
            yield
        return
    with lines_of(words):
        yield


@contextmanager
def progress_of(*words: str) -> Iterator[tuple[Tell, ...]]:
    """Bars for steps that come one after the other; each is there once it is told of."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        with lines_of(*words) as tellers:
            yield tellers
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[counted]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as bar:

        def teller(step: str, *, at_once: bool) -> Tell:
            task = bar.add_task(step, total=None, visible=at_once, counted="")

            def tell(done: int, whole: int) -> None:
                bar.update(
                    task, completed=done, total=whole, visible=True, counted=f"{done}/{whole}"
                )

            return tell

        yield tuple(teller(step, at_once=not n) for n, step in enumerate(words))


@contextmanager
def lines_of(
    *words: str, first_s: float = FIRST_LINE_S, next_s: float = NEXT_LINE_S
) -> Iterator[tuple[Tell, ...]]:
    """A line after ``first_s`` seconds, then one every ``next_s``, of the step told of last."""
    said, done_with = words[0], threading.Event()
    here = sys.stderr  # what the work prints may be caught meanwhile

    def teller(step: str) -> Tell:
        def tell(done: int, whole: int) -> None:
            nonlocal said
            said = f"{step}: {done} of {whole}"

        return tell

    def lines() -> None:
        pause = first_s
        while not done_with.wait(pause):
            print(f"stb: {said}", file=here, flush=True)
            pause = next_s

    telling = threading.Thread(target=lines, name="progress", daemon=True)
    telling.start()
    try:
        yield tuple(teller(step) for step in words)
    finally:
        done_with.set()
        telling.join()
