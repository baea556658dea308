"""`stb cue decode` and `stb cues`: what a splice message says, and what a programme signals."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError, Namespace
from collections.abc import Iterator, Mapping

from stb.cli.output import print_json, told_on_stderr
from stb.cli.verbs import Verbs, explain
from stb.model.avail import Break

_DECODE = """\
A section as hexadecimal (with or without 0x) or base64; what is wrong in it is said with its
place, and exit code 1.

examples:
  stb cue decode /DAvAAAAAAAA///wBQb+dGKQoAAZAhdDVUVJSAAAjn+fCAgAAAAALKChijUCAKnMZ1g=
  stb cue decode - < section.bin
"""
_CUES = """\
Every break with its spots: where it is, how long, what may be replaced and what may not, with the
reason. Read are SCTE 35 in a transport stream, and in HLS #EXT-X-DATERANGE, #EXT-X-CUE-OUT and
interstitials; another media file has none. What was odd is told on stderr.

examples:
  stb cues evening.ts
  stb cues http://127.0.0.1:8780/live/sirius-6/index.m3u8 --json
"""
_MOST_READ = 1 << 20


def register(verbs: Verbs) -> None:
    """Add the verbs."""
    family = verbs.family("cue", help="read splice messages (SCTE 35)")
    verb = family.add("decode", decode, help="every field of one splice message", prints_facts=True)
    explain(verb, _DECODE)
    verb.add_argument(
        "message", metavar="HEX|BASE64|-", help="the section as text; - reads text or bytes"
    )
    verb = verbs.add(
        "cues", cues, help="breaks, opportunities and spots that a programme signals",
        prints_facts=True,
    )  # fmt: skip
    explain(verb, _CUES)
    verb.add_argument(
        "place",
        metavar="FILE|URL",
        help="an HLS playlist, a transport stream or another media file",
    )
    verb.add_argument(
        "--listen", metavar="SECONDS", type=_seconds, default=30.0,
        help="how long a transport stream without an end is listened to (default: 30)",
    )  # fmt: skip


def decode(arguments: Namespace) -> int:
    """Print the fields of one section."""
    from stb.formats.scte35 import as_facts, section_from_text

    if arguments.message == "-":
        section = _section_read(sys.stdin.buffer.read(_MOST_READ))
    else:
        section = section_from_text(arguments.message)
    facts = as_facts(section)
    if arguments.json:
        print_json(facts)
    else:
        print("\n".join(_lines(facts)))
    return 0


def _section_read(octets: bytes) -> bytes:
    """A section as it stands in a stream, or as text."""
    from stb.formats.scte35 import section_from_text

    if octets[:1] == b"\xfc":
        return octets
    return section_from_text(octets.decode("ascii", "replace"))


def cues(arguments: Namespace) -> int:
    """Print the breaks of a file or an address."""
    from stb.adapters.signalled import signalled
    from stb.formats.breaks.facts import break_facts

    found = signalled(arguments.place, listen_s=arguments.listen, tell=told_on_stderr)
    for note in found.notes:
        told_on_stderr(note)
    if arguments.json:
        print_json(break_facts(found.breaks))
    elif found.breaks:
        print("\n".join(line for one in found.breaks for line in _told(one)))
    else:
        print("no breaks")
    return 0


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 86_400:
        raise ArgumentTypeError(f"not a number of seconds up to a day: {text}")
    return seconds


def _told(one: Break) -> Iterator[str]:
    yield f"break {one.id} at frame {one.at}, {_length(one.frames)}"
    for spot in one.spots:
        fate = "replaceable" if spot.replaceable else f"stays ({spot.reason})"
        yield f"  spot {spot.id} at frame {spot.at}, {_length(spot.frames)}: {fate}"


def _length(frames: int) -> str:
    return f"{frames} frames" if frames else "no length signalled"


def _lines(value: object, depth: int = 0) -> Iterator[str]:
    """``value`` with a line for each field, deeper ones further in."""
    assert isinstance(value, Mapping)
    margin = "  " * depth
    for name, inner in value.items():
        match inner:
            case Mapping() if inner:
                yield f"{margin}{name}:"
                yield from _lines(inner, depth + 1)
            case [Mapping(), *_]:
                for place, item in enumerate(inner, start=1):
                    yield f"{margin}{name} {place}:"
                    yield from _lines(item, depth + 1)
            case _:
                yield f"{margin}{name}: {_plain(inner)}"


def _plain(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(_plain, value)) or "none"
        case Mapping():
            return "none"
        case _:
            return str(value)
