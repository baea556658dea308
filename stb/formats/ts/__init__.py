"""MPEG-2 transport streams, as far as cues and time stamps go.

Sections out of packets and into them, the tables that name a cue stream, the
cues themselves, and *restamping*: laying a prepared segment at another time by
patching its clocks and counters, without touching what is encoded.

Source: ISO/IEC 13818-1; ANSI/SCTE 35 section 8.1 (stream_type 0x86, CUEI).
"""

from __future__ import annotations

from stb.formats.ts.cues import CueReader, FoundCue, signals
from stb.formats.ts.cut import Cutter, InHand, Piece
from stb.formats.ts.packets import (
    HEAD,
    PACKET,
    SectionAssembler,
    TsError,
    begins_stream,
    packetise,
    packets_of,
)
from stb.formats.ts.restamp import SegmentIndex, index_segment, restamp
from stb.formats.ts.tables import (
    CUE_STREAM,
    Pmt,
    Stream,
    declare_cues,
    read_pat,
    read_pmt,
    write_pat,
    write_pmt,
)

__all__ = [
    "CUE_STREAM",
    "HEAD",
    "PACKET",
    "CueReader",
    "Cutter",
    "FoundCue",
    "InHand",
    "Piece",
    "Pmt",
    "SectionAssembler",
    "SegmentIndex",
    "Stream",
    "TsError",
    "begins_stream",
    "declare_cues",
    "index_segment",
    "packetise",
    "packets_of",
    "read_pat",
    "read_pmt",
    "restamp",
    "signals",
    "write_pat",
    "write_pmt",
]
