"""A guide's bytes to the texts of its elements, within bounds.

Packed files are unpacked piece by piece, so that a small file cannot fill the
memory; what is kept at any time is one piece and one element.
"""

from __future__ import annotations

import codecs
import lzma
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from stb.formats.faults import Faults
from stb.formats.xmltv.values import GuideError

LARGEST_GUIDE = 1_000_000_000
"""Bytes of a guide when unpacked."""

LONGEST_ELEMENT = 300_000
_PIECE = 1 << 18
_LZMA_MEMORY = 128 << 20

_OPENING = re.compile(r"<!--|<(channel|programme)(?=[\s/>])")
_ELEMENT = re.compile(r"<(channel|programme)(?=[\s/>])")
_EDGE = re.compile(r"</(channel|programme)\s*>|<(?:channel|programme)(?=[\s/>])")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([\w.-]{1,40})["']""")
_SHORT_END = re.compile(r"""<\w+(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/>""")


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one whole element, and the line on which it begins."""

    kind: str
    text: str
    line: int


def elements(octets: bytes, faults: Faults, *, largest: int = LARGEST_GUIDE) -> Iterator[Piece]:
    """Each channel and programme of a guide, as text.

    Raises:
        GuideError: xmltv.packed, it cannot be unpacked at all; xmltv.length.
    """
    cutter = _Cutter(faults)
    for text in _decoded(_unpacked(octets, faults, largest)):
        yield from cutter.feed(text)
    yield from cutter.close()


class _Cutter:
    """The text that is not yet cut, and the line on which it begins."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._text, self._at, self._line = "", 0, 1

    def feed(self, text: str) -> Iterator[Piece]:
        self._text, self._at = self._text[self._at :] + text, 0
        yield from self._cut(last=False)

    def close(self) -> Iterator[Piece]:
        yield from self._cut(last=True)

    def _cut(self, *, last: bool) -> Iterator[Piece]:
        opening = _OPENING
        while match := opening.search(self._text, self._at):
            self._go_to(match.start())
            kind = match.group(1) or "comment"
            end = _end_of(self._text, match, kind)
            if end == _NOWHERE and not last and len(self._text) - self._at <= LONGEST_ELEMENT:
                return
            if end < 0:
                self._faults.note(self._line, "xmltv.truncated", f"a {kind} that does not end")
                self._go_to(match.end())
                if kind == "comment":
                    opening = _ELEMENT  # no later one ends in this text either
                continue
            if end - self._at > LONGEST_ELEMENT:
                size = end - self._at
                self._faults.note(self._line, "xmltv.length", f"a {kind} of {size} characters")
            elif kind != "comment":
                yield Piece(kind, self._text[self._at : end], self._line)
            self._go_to(end)
        # The start of an opening may stand at the very end.
        self._go_to(max(self._at, len(self._text) - 12))

    def _go_to(self, at: int) -> None:
        self._line += self._text.count("\n", self._at, at)
        self._at = at


_NOWHERE, _CUT_OFF = -1, -2


def _end_of(text: str, opening: re.Match[str], kind: str) -> int:
    """Where the element ends that starts at ``opening``.

    Below 0: nowhere in ``text``, or cut off by the next one's start.
    """
    if kind == "comment":
        end = text.find("-->", opening.end())
        return end + 3 if end >= 0 else _NOWHERE
    short = _SHORT_END.match(text, opening.start())
    if short is not None:
        return short.end()
    edge = _EDGE.search(text, opening.end())
    if edge is None:
        return _NOWHERE
    return edge.end() if edge.group(1) == kind else _CUT_OFF


def _decoded(pieces: Iterator[bytes]) -> Iterator[str]:
    """Text of the encoding that the bytes are in, whatever they say of themselves."""
    first = next(pieces, b"")
    decoder = codecs.getincrementaldecoder(_encoding(first))(errors="replace")
    yield decoder.decode(first).removeprefix("\ufeff")
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode(b"", final=True)


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        pass
    else:
        return "utf-8"
    declared = _DECLARED.search(head[:500])
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    # What is no UTF-8 in spite of its word was written on some desktop.
    if name.replace("_", "-") in ("utf-8", "utf8", "iso-8859-1", "latin-1", "us-ascii"):
        return "cp1252"
    try:
        # Charsets of text only: "zlib" and the like are codecs, too.
        known = codecs.lookup(name)
        bytes(range(32, 127)).decode(known.name)
    except (LookupError, UnicodeError):
        return "cp1252"
    return known.name


def _unpacked(octets: bytes, faults: Faults, largest: int) -> Iterator[bytes]:
    if octets.startswith(b"\x1f\x8b"):
        pieces = _gunzipped(octets, faults)
    elif octets.startswith(b"\xfd7zXZ\x00"):
        pieces = _unxzed(octets, faults)
    else:
        pieces = (octets[at : at + _PIECE] for at in range(0, len(octets), _PIECE))
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > largest:
            raise GuideError("length", f"a guide of more than {largest} bytes")
        yield piece


def _gunzipped(octets: bytes, faults: Faults) -> Iterator[bytes]:
    """Every member of a gzip file, one after the other."""
    left, found = octets, False
    while left.startswith(b"\x1f\x8b"):
        member = zlib.decompressobj(wbits=31)
        try:
            while not member.eof and left:
                piece = member.decompress(left, _PIECE)
                left = member.unconsumed_tail
                found = found or bool(piece)
                if piece:
                    yield piece
        except zlib.error as error:
            _damaged(faults, found, error)
            return
        if not member.eof:
            faults.note(0, "xmltv.packed", "the gzip file ends too early")
            return
        left = member.unused_data


def _unxzed(octets: bytes, faults: Faults) -> Iterator[bytes]:
    unpacker = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY)
    given, found = octets, False
    try:
        while not unpacker.eof:
            piece = unpacker.decompress(given, _PIECE)
            given = b""
            found = found or bool(piece)
            if piece:
                yield piece
            elif unpacker.needs_input:
                faults.note(0, "xmltv.packed", "the xz file ends too early")
                return
    except lzma.LZMAError as error:
        _damaged(faults, found, error)


def _damaged(faults: Faults, found: bool, error: Exception) -> None:
    """What came out before the damage counts; if nothing did, there is no guide."""
    if not found:
        raise GuideError("packed", f"cannot be unpacked: {error}") from error
    faults.note(0, "xmltv.packed", f"damaged from some point on: {error}")
