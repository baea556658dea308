"""What lies in an envelope: a length, the content, and nothing up to a fixed size.

    0           2                     n + 2              1022
    | n (16 bit) | content, n bytes   | zeros            |

Sealed by HPKE with X25519 it is `SEALED_OCTETS` long on the wire, whatever is in it.
"""

from __future__ import annotations

from typing import Final

from stb.errors import InputError

FILLED_OCTETS: Final = 1024
CONTENT_CAP: Final = FILLED_OCTETS - 2
SEALED_OCTETS: Final = 32 + FILLED_OCTETS + 16
"""On the wire: the encapsulated key, what was filled up, and the tag."""

INFO: Final = b"stb envelope v1"
"""Ties what is sealed to its use (RFC 9180, section 5.1)."""


class BadEnvelope(InputError):
    """An envelope that cannot be opened, or whose content is not filled up as it must be."""

    code = "envelope.form"


def filled(content: bytes) -> bytes:
    """``content`` filled up to the size of all.

    Raises:
        ValueError: more than an envelope holds.
    """
    if len(content) > CONTENT_CAP:
        raise ValueError(f"an envelope holds {CONTENT_CAP} bytes, not {len(content)}")
    return len(content).to_bytes(2) + content.ljust(CONTENT_CAP, b"\0")


def emptied(octets: bytes) -> bytes:
    """The content of what `filled` made.

    Raises:
        BadEnvelope: another size, or something where nothing should be.
    """
    length = int.from_bytes(octets[:2])
    if len(octets) != FILLED_OCTETS or length > CONTENT_CAP or any(octets[2 + length :]):
        raise BadEnvelope("not filled up as an envelope is")
    return octets[2 : 2 + length]
