"""What a channel list says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from stb.errors import InputError
from stb.formats.faults import Fault


class ChannelListError(InputError):
    """A text that is no channel list, or one past the bounds."""

    code = "m3u"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"m3u.{code}"


class CatchUpMode(Enum):
    """How the address of the past is made; values as channel lists write them."""

    DEFAULT = "default"
    APPEND = "append"
    SHIFT = "shift"
    FLUSSONIC = "flussonic"
    FLUSSONIC_TS = "flussonic-ts"
    XTREAM = "xc"
    VOD = "vod"


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The way into the past of a channel: ``days`` of it, None where unlimited.

    ``correction`` is taken off every time before it is filled in.
    """

    mode: CatchUpMode
    source: str = ""
    days: int | None = None
    correction: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class ChannelEntry:
    """One channel as listed.

    ``number`` None: the list gives none. ``guide_shift`` moves the guide's
    times. ``headers`` are to be sent with every request for ``url``, which may
    hold placeholders for the time of the request. ``realtime`` False: a file
    rather than a channel.
    """

    name: str
    url: str
    line: int = 0
    number: int | None = None
    guide_id: str = ""
    guide_name: str = ""
    logo: str = ""
    guide_shift: timedelta = timedelta()
    groups: tuple[str, ...] = ()
    radio: bool = False
    realtime: bool = True
    media: bool = False
    media_folder: str = ""
    media_size: int | None = None
    catch_up: CatchUp | None = None
    provider: str = ""
    provider_type: str = ""
    provider_logo: str = ""
    countries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NestedList:
    """An entry that is a channel list itself; read it when it is asked for."""

    name: str
    url: str
    line: int


@dataclass(frozen=True, slots=True)
class ChannelList:
    """Channels in the order of the list; ``guides`` are addresses of XMLTV files."""

    entries: tuple[ChannelEntry, ...]
    guides: tuple[str, ...] = ()
    lists: tuple[NestedList, ...] = ()
    faults: tuple[Fault, ...] = ()
