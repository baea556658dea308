"""Taking a programme in: looked at from end to end, wrapped anew, put on the shelf.

A programme keeps its size, rate and sound; it is wrapped anew, never encoded
anew, and how loud it is is noted beside it. Its breaks come from a cue list, or
from the SCTE 35 that its transport stream carries. However long it is, no more
of it than a segment is in memory at once. It is on the shelf whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from stb.errors import InputError
from stb.formats.breaks import understand
from stb.formats.fields import LONGEST_LINE
from stb.formats.text import clean_line
from stb.formats.ts import HEAD, CueReader, FoundCue, begins_stream
from stb.formats.ts import signals as cue_signals
from stb.headend.cuesheet import fit_to_announce, limited, read_cue_sheet
from stb.headend.files import make_folder, workplace
from stb.headend.ingested import FACTS, write_facts
from stb.headend.measure import Care, Tell, measure, refuse_unsteady, untold
from stb.headend.measured import Measured
from stb.headend.remux import check_carried, remux
from stb.model.avail import Break
from stb.model.service import Service

_BLOCK = 1 << 20


class NoBreakForCues(InputError):
    """A share of spots that is none."""

    code = "ingest.share"


class BadTitle(InputError):
    """A title that no guide can show."""

    code = "ingest.title"


@dataclass(frozen=True, slots=True)
class Programme:
    """What is to be taken in. ``start`` None: always yesterday evening."""

    file: Path
    service: Service
    title: str
    cues: bytes | None = None
    share: Fraction = Fraction(1)
    start: datetime | None = None
    care: Care = Care.MENDED


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A programme on the shelf: its id, what was measured, and how it is laid out."""

    id: str
    measured: Measured
    breaks: tuple[Break, ...]
    segments: int
    bytes: int


def take_in(folder: Path, programme: Programme, *, tell: Tell = untold) -> TakenIn:
    """Put a programme on the shelf of the head-end in ``folder``.

    The same file under the same title gets the same id and replaces what was there.

    Raises:
        InputError: not media, damaged, a codec that cannot be carried, bad cues, no title.
        FolderUnusable, FolderBusy: the folder is not ours to write in.
    """
    if not 0 <= programme.share <= 1:
        raise NoBreakForCues(f"a share is from 0 to 1, not {float(programme.share)}")
    if not clean_line(programme.title) or len(programme.title) > LONGEST_LINE:
        raise BadTitle(f"a title has 1 to {LONGEST_LINE} characters")
    check_carried(programme.file)
    measured = measure(programme.file, programme.care, tell=tell)
    refuse_unsteady(programme.file.name, measured)
    breaks = limited(_breaks(programme, measured), programme.share)
    name = f"{programme.service.id}-in-{_digest(programme)[:12]}"
    shelf = folder / "programmes"
    with workplace(folder) as work:
        making = work / name
        making.mkdir()
        remuxed = remux(programme.file, making, measured)
        make_folder(shelf)
        facts = write_facts(
            name,
            programme.service.id,
            title=programme.title,
            start=programme.start,
            measured=measured,
            remuxed=remuxed,
            breaks=breaks,
            order=sum(1 for _ in shelf.glob(f"[!.]*/{FACTS}")),
        )
        size = sum(path.stat().st_size for path in making.glob("*.ts"))
        (making / FACTS).write_text(json.dumps(facts, indent=1), encoding="utf-8")
        if (shelf / name).exists():
            (shelf / name).rename(work / "before")
        making.rename(shelf / name)
    return TakenIn(name, measured, breaks, len(remuxed.seconds), size)


def _breaks(programme: Programme, measured: Measured) -> tuple[Break, ...]:
    if programme.cues is not None:
        return read_cue_sheet(programme.cues, rate=measured.rate, frames=measured.frames)
    reader = CueReader()
    found: list[FoundCue] = []
    with programme.file.open("rb") as file:
        if not begins_stream(file.read(HEAD)):
            return ()  # not a transport stream, so without cues of its own
        file.seek(0)
        while octets := file.read(_BLOCK):
            found += reader.feed(octets)
    heard, _ = cue_signals(found)
    origin = reader.origin_ticks
    if not heard or origin is None:
        return ()
    understood = understand(heard, rate=measured.rate, origin_ticks=origin, length=measured.frames)
    return fit_to_announce(understood)


def _digest(programme: Programme) -> str:
    digest = hashlib.sha256(f"{programme.title}\n{programme.service.id}\n".encode())
    with programme.file.open("rb") as file:
        while octets := file.read(_BLOCK):
            digest.update(octets)
    return digest.hexdigest()
