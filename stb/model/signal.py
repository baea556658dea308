"""What a splice signal says, apart from the bytes that carry it.

A section holds one command and any number of descriptors. The command speaks
of an instant in 33-bit ticks of the stream's own clock, to which
``pts_adjustment`` is added modulo 2**33; descriptors say what that instant is
the edge of. Nothing here is judged: `stb.formats.breaks` gives it a meaning.

Source: ANSI/SCTE 35 2023; ETSI TS 103 752-1 (DvbDas, Break Start, placement
opportunities). Names are the standard's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from typing import TypeAlias

from stb.model.time import TICKS_WRAP

CUEI = 0x43554549
"""The identifier of the standard's own descriptors."""

DVB = 0x4456425F
"""The identifier of DVB's descriptors, ``DVB_``."""


class SegmentType(IntEnum):
    """The segmentation types that this box acts on; others stay numbers."""

    BREAK_START = 0x22
    BREAK_END = 0x23
    PROVIDER_SPOT_START = 0x30
    PROVIDER_SPOT_END = 0x31
    DISTRIBUTOR_SPOT_START = 0x32
    DISTRIBUTOR_SPOT_END = 0x33
    PROVIDER_OPPORTUNITY_START = 0x34
    PROVIDER_OPPORTUNITY_END = 0x35
    DISTRIBUTOR_OPPORTUNITY_START = 0x36
    DISTRIBUTOR_OPPORTUNITY_END = 0x37


class UpidType(IntEnum):
    """Kinds of unique programme identifier that are read or written here."""

    NOT_USED = 0x00
    AD_ID = 0x03
    MPU = 0x0C
    MID = 0x0D
    URI = 0x0F


# --- commands ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BreakDuration:
    """Length of a break in ticks; with ``auto_return`` no way back is signalled."""

    ticks: int
    auto_return: bool


@dataclass(frozen=True, slots=True)
class SpliceNull:
    """A heartbeat: the cue stream is alive."""


@dataclass(frozen=True, slots=True)
class BandwidthReservation:
    """Keeps room in the multiplex; says nothing."""


@dataclass(frozen=True, slots=True)
class PrivateCommand:
    """A command of somebody's own, named by a registered identifier."""

    identifier: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """A command type that the standard reserves; to be ignored."""

    type: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class TimeSignal:
    """An instant, 33 bits before adjustment; None is "now"."""

    pts_time: int | None


@dataclass(frozen=True, slots=True)
class SpliceComponent:
    """One component's own splice time; None in immediate mode or for "now"."""

    tag: int
    pts_time: int | None


@dataclass(frozen=True, slots=True)
class SpliceInsert:
    """Leave (``out_of_network``) or rejoin the network at an instant.

    ``components`` is None when the whole programme splices at ``pts_time``; a
    tuple when each component does so at its own time.
    """

    event_id: int
    out_of_network: bool
    pts_time: int | None
    immediate: bool = False
    components: tuple[SpliceComponent, ...] | None = None
    duration: BreakDuration | None = None
    unique_program_id: int = 0
    avail_num: int = 0
    avails_expected: int = 0
    compliant_id: bool = True


@dataclass(frozen=True, slots=True)
class SpliceCancel:
    """Forget the insert that was announced under this event id."""

    event_id: int
    compliant_id: bool = True


@dataclass(frozen=True, slots=True)
class ScheduledComponent:
    tag: int
    utc: int


@dataclass(frozen=True, slots=True)
class ScheduledSplice:
    """A splice at a civil time, in GPS seconds; ``utc`` None: per component."""

    event_id: int
    out_of_network: bool
    utc: int | None
    components: tuple[ScheduledComponent, ...] = ()
    duration: BreakDuration | None = None
    unique_program_id: int = 0
    avail_num: int = 0
    avails_expected: int = 0
    compliant_id: bool = True


@dataclass(frozen=True, slots=True)
class SpliceSchedule:
    events: tuple[ScheduledSplice | SpliceCancel, ...]


@dataclass(frozen=True, slots=True)
class Encrypted:
    """A command and descriptors that cannot be read: kept as they came."""

    algorithm: int
    command_length: int
    payload: bytes


Command: TypeAlias = (
    SpliceNull
    | SpliceSchedule
    | SpliceInsert
    | SpliceCancel
    | TimeSignal
    | BandwidthReservation
    | PrivateCommand
    | UnknownCommand
    | Encrypted
)


# --- descriptors ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Avail:
    provider_avail_id: int


@dataclass(frozen=True, slots=True)
class Dtmf:
    """The tones once sent with a cue; ``preroll`` in tenths of a second."""

    preroll: int
    chars: str


@dataclass(frozen=True, slots=True)
class Upid:
    """What a segment is, in one of many registers.

    ``items`` holds the parts of a MID, whose own ``value`` is empty.
    """

    type: int = UpidType.NOT_USED
    value: bytes = b""
    items: tuple[Upid, ...] = ()

    @property
    def text(self) -> str:
        """The identifier as text, or an empty string when it is none."""
        if not self.value.isascii():
            return ""
        text = self.value.decode("ascii")
        return text if text.isprintable() else ""


@dataclass(frozen=True, slots=True)
class DeliveryRestrictions:
    web_delivery_allowed: bool
    no_regional_blackout: bool
    archive_allowed: bool
    device_restrictions: int


@dataclass(frozen=True, slots=True)
class SegmentComponent:
    tag: int
    pts_offset: int


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The instant is the edge of a segment of ``type`` that lasts ``duration`` ticks."""

    event_id: int
    type: int
    upid: Upid = Upid()
    duration: int | None = None
    segment_num: int = 0
    segments_expected: int = 0
    sub_segments: tuple[int, int] | None = None
    restrictions: DeliveryRestrictions | None = None
    components: tuple[SegmentComponent, ...] | None = None
    compliant_id: bool = True


@dataclass(frozen=True, slots=True)
class SegmentationCancel:
    event_id: int
    compliant_id: bool = True


@dataclass(frozen=True, slots=True)
class Tai:
    """Atomic time of the section, and its distance to UTC in seconds."""

    seconds: int
    nanoseconds: int
    utc_offset: int


@dataclass(frozen=True, slots=True)
class AudioComponent:
    tag: int
    language: str
    bit_stream_mode: int
    channels: int
    full_service: bool


@dataclass(frozen=True, slots=True)
class Audio:
    components: tuple[AudioComponent, ...]


@dataclass(frozen=True, slots=True)
class DvbDas:
    """Gives a splice_insert the meaning of a segmentation descriptor.

    ``equivalent_type``: 0 none, 1 distributor's and 2 provider's placement
    opportunity (ETSI TS 103 752-1, table 2).
    """

    break_num: int
    breaks_expected: int
    equivalent_type: int
    upid: bytes = b""


@dataclass(frozen=True, slots=True)
class UnknownDescriptor:
    tag: int
    identifier: int
    payload: bytes


Descriptor: TypeAlias = (
    Avail | Dtmf | Segmentation | SegmentationCancel | Tai | Audio | DvbDas | UnknownDescriptor
)


@dataclass(frozen=True, slots=True)
class SpliceSection:
    """One message. An encrypted one carries its descriptors inside the command."""

    command: Command
    descriptors: tuple[Descriptor, ...] = ()
    pts_adjustment: int = 0
    tier: int = 0xFFF
    cw_index: int = 0
    sap_type: int = 3
    stuffing: bytes = b""

    @property
    def encrypted(self) -> bool:
        return isinstance(self.command, Encrypted)

    @property
    def pts_time(self) -> int | None:
        """The command's instant before adjustment, where it has one."""
        match self.command:
            case TimeSignal(pts_time):
                return pts_time
            case SpliceInsert(immediate=False, components=None, pts_time=pts_time):
                return pts_time
            case SpliceInsert(immediate=False, components=(first, *_)):
                return first.pts_time
            case _:
                return None

    @property
    def effective_pts(self) -> int | None:
        """The instant on the stream's clock: 33-bit ticks, adjustment added."""
        if self.pts_time is None:
            return None
        return (self.pts_time + self.pts_adjustment) % TICKS_WRAP


# --- signals in time -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Out:
    """A tag that opens a break by its place alone (CUE-OUT), length in seconds."""

    seconds: Fraction | None


@dataclass(frozen=True, slots=True)
class In:
    """A tag that closes a break by its place alone (CUE-IN)."""


@dataclass(frozen=True, slots=True)
class TimedSignal:
    """A signal and where it stood in the programme.

    ``seen`` is in ticks from the programme's first frame: where the signal was
    met, which chooses among the wraps of a 33-bit time. ``stated`` and
    ``stated_seconds`` are what the carrier says besides, a date to the
    millisecond: never the splice time, only a check of it. ``placed`` is where
    the splice lies when its section counts by another clock than the
    programme's first frame, as behind a discontinuity; not ``certain``: nobody
    could say so to the frame.
    """

    seen: int
    content: SpliceSection | Out | In
    label: str = ""
    stated: int | None = None
    stated_seconds: Fraction | None = None
    placed: int | None = None
    certain: bool = True
