"""Progress on long work: a bar on a terminal, nothing where nobody looks."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

Tell = Callable[[int, int], None]


@contextmanager
def progress(words: str) -> Iterator[Tell]:
    """A bar with ``words`` before it; call what it gives with (done, whole)."""
    with progress_of(words) as (tell,):
        yield tell


@contextmanager
def waiting(words: str) -> Iterator[None]:
    """A sign of life with ``words`` beside it, where nobody can tell how long it takes."""
    console = Console(file=sys.stderr)
    if not console.is_terminal:
        yield
        return
    with console.status(words):
        yield


@contextmanager
def progress_of(*words: str) -> Iterator[tuple[Tell, ...]]:
    """Bars for steps that come one after the other; each is there once it is told of."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TimeRemainingColumn(),
    )
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:

        def teller(step: str, *, at_once: bool) -> Tell:
            task = bar.add_task(step, total=None, visible=at_once)

            def tell(done: int, whole: int) -> None:
                bar.update(task, completed=done, total=whole, visible=True)

            return tell

        yield tuple(teller(step, at_once=not n) for n, step in enumerate(words))
