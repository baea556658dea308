"""`stb headend ingest`: a programme of one's own into catch-up."""

from __future__ import annotations

from argparse import Namespace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from stb.cli import options
from stb.cli.headend_common import existing, folder, many, share, size
from stb.cli.output import print_json, told_on_stderr
from stb.cli.progress import progress
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError

if TYPE_CHECKING:
    from stb.headend.ingest import TakenIn
    from stb.model.service import Service

_MORE = """\
The file keeps its size, rate and sound: it is wrapped in transport-stream segments at its
key pictures and never encoded anew. H.264, HEVC and MPEG-2 video, AAC, MP2, MP3, AC-3 and
E-AC-3 can be carried. First it is looked at from end to end; a picture missing or doubled is
refused with figures. What was measured is told on stderr, the programme's id on stdout.

CUES.json: [{"break": "b1", "at": FRAME or "HH:MM:SS:FF", "spots":
            [{"id": "gen-1", "frames": 750, "replaceable": true}, ...]}, ...]
frames at the programme's rate, spots one after the other; what is replaceable gets a
placement opportunity. The same file under the same title replaces what was taken in before.

example:
  stb headend ingest evening.ts --service 6 --title "An evening" --cues cues.json --share 0.5
"""


class NoSuchService(InputError):
    """A service that is not in the lineup."""

    code = "input.service"


def add_verbs(family: Verbs) -> None:
    """Add the verb."""
    verb = family.add(
        "ingest", ingest, help="put a media file in catch-up; prints its id", prints_facts=True
    )
    explain(verb, _MORE)
    verb.add_argument("file", metavar="FILE", type=Path, help="MP4 or MPEG-TS; never re-encoded")
    verb.add_argument("--service", metavar="N", required=True, help="its number, or its id")
    verb.add_argument("--title", metavar="T", required=True, help="its title in the guide")
    verb.add_argument(
        "--cues", metavar="CUES.json", type=Path,
        help="where its breaks are (default: the SCTE 35 in the file, if it is a TS with any)",
    )  # fmt: skip
    verb.add_argument(
        "--share", metavar="S", type=share, default=Fraction(1),
        help="most of a break's spots that may be replaced, 0 to 1 (default: no limit)",
    )  # fmt: skip
    verb.add_argument(
        "--at", metavar="ISO", type=options.moment, help="when it was on air (default: yesterday)"
    )
    verb.add_argument(
        "--quick", action="store_true",
        help="count the pictures by their stamps and decode only the sound: many times faster,"
        " and damage in a picture is not found",
    )  # fmt: skip


def ingest(arguments: Namespace) -> int:
    """Take a programme in."""
    from stb.headend.ingest import Programme, take_in
    from stb.headend.measure import Care

    programme = Programme(
        file=existing(arguments.file),
        service=_service(arguments.service),
        title=arguments.title,
        cues=existing(arguments.cues).read_bytes() if arguments.cues else None,
        share=arguments.share,
        start=arguments.at,
        care=Care.STAMPS if arguments.quick else Care.MENDED,
    )
    with progress("looking at every picture" if not arguments.quick else "counting") as tell:
        taken = take_in(folder(arguments), programme, tell=tell)
    if arguments.json:
        print_json(_facts(taken))
        return 0
    for line in _told(taken, quick=arguments.quick):
        told_on_stderr(line)
    print(taken.id)
    return 0


def _told(taken: TakenIn, *, quick: bool) -> list[str]:
    one = taken.measured
    picture, sound, level = one.picture, one.sound, one.loudness
    looked = "not decoded" if quick else "all decoded"
    mended = f", {many(one.damaged, 'picture')} mended by the decoder" if one.damaged else ""
    heard = f"{sound.codec} {sound.hertz} Hz {sound.layout}" if sound else "no sound"
    spots = [spot for brk in taken.breaks for spot in brk.spots]
    open_ = sum(spot.replaceable for spot in spots)
    loud = (
        "silent" if level.silent else
        f"{level.lufs:.1f} LUFS, true peak {level.peak_dbtp:.1f} dBTP, noted gain"
        f" {level.gain_db:+.1f} dB"
    )  # fmt: skip
    return [
        f"{one.frames} frames at {one.rate} ({one.rate.timecode(one.frames)}), {looked}{mended}",
        f"{picture.codec} {picture.width}x{picture.height}, {heard}, {loud}",
        f"{many(len(taken.breaks), 'break')}, {many(len(spots), 'spot')}, {open_} replaceable",
        f"{many(taken.segments, 'segment')}, {size(taken.bytes)}",
    ]


def _facts(taken: TakenIn) -> dict[str, object]:
    one = taken.measured
    return {
        "id": taken.id,
        "frames": one.frames,
        "rate": str(one.rate),
        "picture": {
            "codec": one.picture.codec,
            "width": one.picture.width,
            "height": one.picture.height,
        },
        "sound": one.sound and {
            "codec": one.sound.codec,
            "hertz": one.sound.hertz,
            "layout": one.sound.layout,
            "lufs": one.loudness.lufs,
            "short_term": one.loudness.short_term,
            "peak_dbtp": one.loudness.peak_dbtp,
        },
        "gain_db": one.gain_db,
        "damaged": one.damaged,
        "segments": taken.segments,
        "bytes": taken.bytes,
        "breaks": taken.breaks,
    }  # fmt: skip


def _service(named: str) -> Service:
    from stb.headend.assets import find_assets
    from stb.headend.services import lineup_of, read_stations

    lineup = lineup_of(read_stations(find_assets()))
    found = lineup.numbered(int(named)) if named.isdecimal() else lineup.service(named)
    if found is None:
        known = ", ".join(f"{one.number} {one.id}" for one in lineup.services[:12])
        raise NoSuchService(f"no service {named} in the lineup; there are {known} and more")
    return found
