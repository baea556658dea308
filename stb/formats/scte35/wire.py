"""What reading and writing a section share: the error, the bounds, the CRC."""

from __future__ import annotations

import base64
import binascii
import re
import zlib

from stb.errors import InputError

TABLE_ID = 0xFC
LONGEST_SECTION = 4096
MOST_DESCRIPTORS = 64
MOST_MID_ITEMS = 16
LEGACY_LENGTH = 0xFFF
"""A splice_command_length that says nothing: senders before 2003."""

SHORTEST_SECTION = 20
"""Fourteen bytes up to and with splice_command_type, an empty descriptor loop, the CRC."""

_MIRROR = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_HEX = re.compile(r"(?:0[xX])?((?:[0-9A-Fa-f]{2})+)")
_OF_ADDRESSES = str.maketrans("-_", "+/")


class CueError(InputError):
    """Bytes that are not a splice section; ``code`` says what is wrong with them."""

    code = "cue"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = f"cue.{code}"


def crc32_mpeg(section: bytes) -> int:
    """CRC-32 of ISO/IEC 13818-1 annex A; zero over a section with its own CRC.

    The register of 13818-1 is zlib's in a mirror, so bytes go in mirrored and
    the sum comes out mirrored: at C speed, where a loop costs 0.1 us a byte.
    """
    mirrored = zlib.crc32(section.translate(_MIRROR)) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_MIRROR), "big")


def section_from_text(text: str) -> bytes:
    """The bytes of a section written as hexadecimal or base64.

    Base64 may be of either alphabet (RFC 4648, 4 and 5), and without its padding.

    Raises:
        CueError: neither, or more than a section can hold.
    """
    packed = "".join(text.split())
    if len(packed) > 2 * LONGEST_SECTION + 2:
        raise CueError("length", f"{len(packed)} characters, more than a section holds")
    match = _HEX.fullmatch(packed)
    if match is not None:
        return bytes.fromhex(match.group(1))
    if packed[:2] in ("0x", "0X"):
        raise CueError("text", "not hexadecimal after 0x")
    plain = packed.translate(_OF_ADDRESSES).rstrip("=")
    try:
        found = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise CueError("text", "neither hexadecimal nor base64") from error
    if len(text.split()) > 1 and found[:1] != bytes([TABLE_ID]):  # words, that happen to be base64
        raise CueError("text", "neither hexadecimal nor base64 of a splice section")
    return found
