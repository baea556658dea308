"""`stb render`: what a household sees and hears, to a file."""

from __future__ import annotations

import argparse
from argparse import Namespace
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from stb.cli import options
from stb.cli.headend_common import NoSuchFile
from stb.cli.output import check_place, told_on_stderr
from stb.cli.progress import progress
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError
from stb.wiring.configuration import Configuration

_EXAMPLES = """\
examples:
  stb render sirius-6-20261117T1930Z --out evening.mp4 --frames 0-1500
  stb render sirius-6-20261117T1930Z --households young-family,limburg --out both.mp4
  stb render holiday.mp4 --out seen.mkv --lossless
"""


class RenderChoice(InputError):
    """The options do not go together."""

    code = "render.options"


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("render", run, help="write what a household sees and hears to a file")
    verb.description = (
        "Write what a household sees and hears to a file. Pictures are written whole: material that"
        " carries a picture code keeps the strip of dark and bright cells at its bottom, by which"
        " every frame can be told; on the screen it lies under the edge."
    )
    explain(verb, _EXAMPLES)
    verb.add_argument("source", metavar="SOURCE", help="a catch-up programme's id, or a media file")
    options.add_household(verb)
    verb.add_argument(
        "--households", metavar="A,B,C,D",
        help="a captioned film of two by two instead, for two to four households: of --frames, or"
        " of the break with most spots that may be replaced",
    )  # fmt: skip
    verb.add_argument(
        "--consent", choices=("yes", "no"), help="what it answered (default: what it would answer)"
    )
    verb.add_argument("--out", type=Path, required=True, metavar="FILE", help="the file to write")
    verb.add_argument(
        "--lossless", action="store_true", help="FFV1 and 48 kHz PCM in Matroska, not H.264 in MP4"
    )
    verb.add_argument(
        "--as-run", type=Path, metavar="FILE.jsonl", help="write what was on air, a line a change"
    )
    verb.add_argument(
        "--frames", metavar="FROM-TO", type=_frames,
        help="only these frames of the programme, the second not included",
    )  # fmt: skip
    options.add_time(verb, default=options.DEMO_TIME)
    options.add_profile(verb)
    options.add_language(verb)


def run(arguments: Namespace) -> int:
    """Play the programme once on the virtual clock, into the file."""
    for file in (arguments.out, arguments.as_run):
        if file is not None:
            check_place(file)
    _check_source(arguments.source)
    if arguments.households:
        return _film(arguments)
    from stb.adapters.media.writer import Quality, Writer
    from stb.engine.commands import SeekTo
    from stb.formats.as_run import write_programme
    from stb.qa.render import inside, open_programme, play, writing
    from stb.wiring.assembly import assemble, visiting

    wanted, source = visiting(_configuration(arguments, arguments.household), arguments.source)
    with ExitStack() as closing:
        mediabox = closing.enter_context(assemble(wanted))
        playing = open_programme(mediabox, source)
        span = inside(arguments.frames, playing)
        if span.start:
            mediabox.send(SeekTo(span.start, unhindered=True))
            mediabox.step()
        facts = mediabox.media_facts(playing.media_id)
        writer = closing.enter_context(
            Writer(
                arguments.out,
                width=facts.width,
                height=facts.height,
                rate=playing.rate,
                aspect=facts.aspect,
                quality=Quality.LOSSLESS if arguments.lossless else Quality.COMPACT,
            )
        )
        with progress(f"{source} for {wanted.household}") as tell:
            play(mediabox, show=writing(writer), until=span.stop, progress=tell)
        if arguments.as_run is not None:
            text = write_programme(
                mediabox.box.as_run, span=None if arguments.frames is None else span
            )
            arguments.as_run.write_text(text, encoding="utf-8")
    told_on_stderr(f"{span.stop - span.start} frames in {arguments.out}")
    return 0


def _check_source(source: str) -> None:
    """An id has no suffix and no separator: what has is meant as a file.

    Raises:
        NoSuchFile: there is none of that name.
    """
    meant = Path(source)
    if (meant.suffix or len(meant.parts) > 1) and not meant.is_file():
        raise NoSuchFile(f"no such file: {source}")


def _film(arguments: Namespace) -> int:
    from stb.qa.film import film
    from stb.wiring.assembly import assemble, visiting

    names = [name.strip() for name in arguments.households.split(",") if name.strip()]
    if not 2 <= len(names) <= 4:
        raise RenderChoice("a film of two by two takes two to four households")
    if arguments.lossless or arguments.as_run is not None:
        raise RenderChoice("a film of two by two is H.264 in MP4 and has no as-run log")
    with ExitStack() as closing:
        boxes, source = [], arguments.source
        for name in names:
            wanted, source = visiting(_configuration(arguments, name), arguments.source)
            boxes.append((name, closing.enter_context(assemble(wanted))))
        with progress(f"{source} for {', '.join(names)}") as tell:
            film(boxes, source, arguments.out, frames=arguments.frames, progress=tell)
    return 0


def _configuration(arguments: Namespace, household: str) -> Configuration:
    from stb.wiring.configuration import Switch, Time
    from stb.wiring.households import household as named

    answer = arguments.consent or named(household).would_answer.value
    wanted = options.configuration(arguments, time=Time.VIRTUAL)
    return replace(wanted, household=household, consent=Switch(answer), keeps=False)


def _frames(text: str) -> range:
    first, dash, last = text.partition("-")
    if not dash or not first.isdecimal() or not last.isdecimal() or not int(first) < int(last):
        raise argparse.ArgumentTypeError(f"not frames FROM-TO, as 1000-2500: {text!r}")
    return range(int(first), int(last))
