"""SCTE 35 sections: bytes to `SpliceSection` and back, and as facts for people.

The parser is strict about lengths and the CRC, indifferent to reserved bits,
and total: any bytes give a section or a `CueError`, nothing else. Bounds: 4096
bytes, 64 descriptors, 16 items in a MID.

Source: ANSI/SCTE 35 2023, ETSI TS 103 752-1.
"""

from __future__ import annotations

from stb.formats.scte35.facts import as_facts
from stb.formats.scte35.reader import decode
from stb.formats.scte35.wire import CueError, crc32_mpeg, section_from_text
from stb.formats.scte35.writer import encode

__all__ = ["CueError", "as_facts", "crc32_mpeg", "decode", "encode", "section_from_text"]
