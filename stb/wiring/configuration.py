"""What was asked for: everything that can differ between two boxes, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from stb.model.rules import Profile


class Switch(Enum):
    """How consent to tailored spots stands at the start.

    ASK leaves it to the viewer; YES and NO answer for him, and the screen says so.
    """

    ASK = "ask"
    YES = "yes"
    NO = "no"


class Time(Enum):
    """Which clock the box lives by."""

    REAL = "real"
    VIRTUAL = "virtual"


class Pictures(Enum):
    """Whether media is decoded, or only its timeline is kept."""

    DECODED = "decoded"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """A Mediabox to be built.

    ``household`` is the name of a demo household or the path of a JSON file.
    ``at`` is the civil time to start at (aware), None the machine's own.
    ``headend`` is another head-end's base URL, with ``trust`` the root of its
    signatures, ``authority`` the one certificate that its https is judged by and
    ``credential`` the file of the set's credential with its operator; None
    embeds our own, with its state under ``data``.
    ``relay`` is where envelopes are handed in; without one at another head-end none leave.
    ``lineup`` and ``guide`` are the user's own channel list and guide.
    ``programme`` is a media file to be shown as a programme of a tailored service.
    ``keeps`` says whether the box's own state outlives it. ``profile`` is the year whose
    rules of advertising hold. ``as_run`` is the file that whoever runs the box writes its
    as-run log to; the screen says so.
    """

    data: Path
    household: str = "young-family"
    consent: Switch = Switch.ASK
    at: datetime | None = None
    seed: int = 1
    language: str = "nl"
    time: Time = Time.REAL
    pictures: Pictures = Pictures.DECODED
    headend: str | None = None
    headend_port: int = 0
    relay: str | None = None
    trust: Path | None = None
    authority: Path | None = None
    credential: Path | None = None
    lineup: str | None = None
    guide: str | None = None
    programme: Path | None = None
    keeps: bool = True
    profile: Profile = Profile.TODAY
    as_run: Path | None = None
