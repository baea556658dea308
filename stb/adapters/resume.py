"""A file that comes in parts: what is there stays, what is missing is fetched.

Never more than the length that was signed, and never slower than a least rate.
"""

from __future__ import annotations

import os
from pathlib import Path

from stb.adapters.http import Http, Stream
from stb.adapters.http_errors import HttpStatus
from stb.errors import TrustError

LEAST_BYTES_S = 32 << 10
"""The slowest download that is waited for, beside half a minute to begin with."""

_PAST_THE_END = 416


class WrongLength(TrustError):
    """A file has not the number of bytes that was signed."""

    code = "creative.length"


def go_on(http: Http, place: str, part: Path, *, size: int) -> None:
    """Have the file at ``place``, of ``size`` bytes, in ``part``: what is missing is fetched.

    What came stays when it breaks off; nothing stays when the server has another size.

    Raises:
        WrongLength: the file has another size.
        UnavailableError, InputError: as `Http.stream`.
        OSError: the part cannot be written.
    """
    have = max(size_of(part), 0)
    total_s = 30 + (size - have) / LEAST_BYTES_S
    try:
        with http.stream(place, start=have, total_s=total_s) as stream:
            if stream.length >= 0 and stream.start + stream.length != size:
                raise not_signed_size(place, stream.start + stream.length, size)
            _append(part, stream, size)
    except WrongLength:
        part.unlink(missing_ok=True)
        raise
    except HttpStatus as error:
        if error.status == _PAST_THE_END:
            part.unlink(missing_ok=True)
        raise


def _append(part: Path, stream: Stream, most: int) -> None:
    with part.open("r+b" if part.exists() else "wb") as file:
        file.truncate(stream.start)
        file.seek(stream.start)
        size = stream.start
        for chunk in stream.chunks:
            size += len(chunk)
            if size > most:
                raise not_signed_size(part.stem, size, most)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def size_of(path: Path) -> int:
    """The size of a file, -1 when it is not there."""
    try:
        return path.stat().st_size
    except OSError:
        return -1


def not_signed_size(what: str, size: int, signed: int) -> WrongLength:
    return WrongLength(f"{what}: {size} bytes, signed were {signed}")
