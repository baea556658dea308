"""`stb bench`: what the box costs, each figure beside its reference."""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from stb.cli.output import print_json, told_on_stderr
from stb.cli.verbs import Verbs, explain

if TYPE_CHECKING:
    from stb.qa.bench import Row

NAMES = ("splice", "decode", "zap", "headless", "plan", "scte35", "restamp", "trust", "ui")
EPILOG = """\
parts:
  splice    paced play at 720p25 and 1080p50, 60 splices each; the cost of the fall back
  decode    processor time of a frame, bare and for the screen
  zap       from the request to the first picture: by playlist, and into mid-picture
  headless  how fast the timeline, all frames and keyframes run without a screen
  plan      plans a second: 1,000 creatives, a break of 15 spots
  scte35    reading cues
  restamp   what the head-end does to a segment for every request
  trust     asking whether there is anything new to trust
  ui        drawing the guide

Each figure and its reference are taken in turns, and are medians: quote the ratios. A figure
of the wall under a few milliseconds means something on a quiet machine only. With `ffmpeg` on
the PATH, decoding is held to it as well. All of it takes about five minutes.
"""
MET = {None: "", True: "yes", False: "no"}


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("bench", run, help="what it costs, beside a reference", prints_facts=True)
    verb.add_argument("part", metavar="PART", nargs="*", type=_part,
                      help=f"{', '.join(NAMES)} (default: all)")  # fmt: skip
    verb.add_argument("--seconds", metavar="N", type=_seconds, default=10.0,
                      help="about how long each figure takes (default: 10)")  # fmt: skip
    verb.add_argument("--markdown", action="store_true",
                      help="print the table as docs/performance.md has it")  # fmt: skip
    explain(verb, EPILOG)


def run(arguments: Namespace) -> int:
    """Measure the parts and print their table."""
    from stb.adapters.clock import rest
    from stb.qa.bench import PARTS, Setting, Timers

    if arguments.json and arguments.markdown:
        arguments.parser.error("--json and --markdown are two forms of one table: choose one")
    timers = Timers(
        wall=time.perf_counter, cpu=time.process_time, thread=time.thread_time, sleep=rest
    )
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        setting = Setting(timers, arguments.seconds, Path(folder), told_on_stderr)
        for name in arguments.part or NAMES:
            told_on_stderr(f"bench {name}")
            rows += PARTS[name](setting)
    if arguments.json:
        print_json({"machine": _machine(), "seconds": arguments.seconds,
                    "rows": [_facts(row) for row in rows]})  # fmt: skip
    elif arguments.markdown:
        print("\n".join(_markdown(rows, arguments)))
    else:
        _print_table(rows)
    return 0


def _facts(row: Row) -> dict[str, object]:
    return {
        "part": row.part,
        "name": row.name,
        "value": row.value,
        "unit": row.unit,
        "reference": row.reference,
        "reference_value": row.beside,
        "ratio": row.ratio,
        "target": str(row.target) if row.target else "",
        "met": row.met,
    }


def _print_table(rows: list[Row]) -> None:
    table = Table("part", "figure", title=_machine(), title_justify="left", row_styles=("", "dim"))
    for column in ("value", "unit"):
        table.add_column(column, justify="right" if column == "value" else "left")
    table.add_column("reference")
    for column in ("its value", "ratio"):
        table.add_column(column, justify="right")
    table.add_column("target")
    table.add_column("met")
    for row in rows:
        table.add_row(
            row.part, row.name, _figure(row.value), row.unit, row.reference, _figure(row.beside),
            _figure(row.ratio), str(row.target or ""), MET[row.met],
        )  # fmt: skip
    console = Console()
    if not console.is_terminal:
        console = Console(width=180)
    console.print(table)


def _markdown(rows: list[Row], arguments: Namespace) -> Iterator[str]:
    command = ["stb bench", *arguments.part, f"--seconds {arguments.seconds:g}", "--markdown"]
    yield f"    {' '.join(command)}"
    yield ""
    yield f"{_machine()}."
    yield ""
    yield "| part | figure | value | reference | its value | ratio | target | met |"
    yield "|---|---|--:|---|--:|--:|---|---|"
    for row in rows:
        met = "**no**" if row.met is False else MET[row.met]
        cells = (
            row.part, row.name, f"{_figure(row.value)} {row.unit}", row.reference,
            "" if row.beside is None else _figure(row.beside),
            "" if row.ratio is None else _figure(row.ratio), str(row.target or ""), met,
        )  # fmt: skip
        yield f"| {' | '.join(cells)} |"


def _machine() -> str:
    told = [f"{os.cpu_count()} processors", platform.machine(), platform.system()]
    return ", ".join([*told, f"Python {platform.python_version()}", _load()])


def _load() -> str:
    """How busy the machine was: a figure of the wall means little where it was."""
    try:
        return f"load {os.getloadavg()[0]:.1f} at the end"
    except (AttributeError, OSError):  # Windows has no such figure
        return "load unknown"


def _figure(value: float | None) -> str:
    if value is None:
        return "-"
    if value == int(value) and abs(value) < 1e6:
        return str(int(value))
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _part(text: str) -> str:
    if text not in NAMES:
        raise argparse.ArgumentTypeError(f"no part {text}; there are {', '.join(NAMES)}")
    return text


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise argparse.ArgumentTypeError(f"not a number of seconds: {text}")
    return seconds
