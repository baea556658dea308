"""Hostile signed metadata: bent before it was signed, and after.

Each message stands in the place of one file of a good repository, and the updater that the box
uses judges the whole.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from stb.adapters.http import Http, Stream
from stb.adapters.http_errors import HttpStatus
from stb.adapters.metadata import Metadata
from stb.errors import InputError, RefusedError, TrustError, UnavailableError
from stb.headend.rehearsal import LISTED, signed_anew, small_repository
from stb.qa.fuzz import Target

_AT = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
_MEMORY = Path("/dev") / "shm"
"""Files here wait for no disk, where the system has it."""


@dataclass
class _Served:
    """A repository that is one dictionary, in the place of a connection."""

    files: dict[str, bytes]
    base_url: str = "http://127.0.0.1/"

    @contextmanager
    def stream(self, url: str, *, start: int, total_s: float) -> Iterator[Stream]:
        assert total_s > 0
        name = url.rpartition("/")[2]
        if name not in self.files:
            raise HttpStatus(url, 404)
        data = self.files[name]
        yield Stream(start, len(data), iter((data[start:],)))


class _Seen:
    """The highest versions, of one reading."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[int, str]] = {}

    def highest(self, role: str) -> tuple[int, str]:
        return self._of.get(role, (0, ""))

    def keep_highest(self, role: str, version: int, keys: str) -> None:
        self._of[role] = version, keys


class _Standing:
    """A clock that stands."""

    def utc(self) -> datetime:
        return _AT


def metadata_target() -> Target:
    """The updater's reader of root, timestamp, snapshot, targets and a delegated role."""
    good = small_repository(_AT)
    root = good.pop("2.root.json")
    first = good["1.root.json"]

    def read(message: bytes) -> object:
        memory = _MEMORY if _MEMORY.is_dir() else None
        with tempfile.TemporaryDirectory(prefix="mediabox-fuzz-", dir=memory) as folder:
            served = _Served(good | {_place(message): message})
            judged = Metadata(
                cast(Http, served), root=first, folder=Path(folder), clock=_Standing(), seen=_Seen()
            )
            try:
                return judged.refreshed().target(LISTED)
            except UnavailableError as error:
                raise InputError(str(error)) from error

    seeds = (root, *(data for name, data in good.items() if name != "1.root.json"))
    return Target(
        "metadata", read, seeds, (InputError, RefusedError, TrustError),
        tokens=(b'"', b"{", b"]", b",", b"1e999", b"NaN", b"9" * 5000, b"\\ud800", b"../", b"*"),
        mend=signed_anew, structured=True,
    )  # fmt: skip


def _place(message: bytes) -> str:
    """The file that ``message`` was bent from, as near as can be told."""
    for role, name in (("timestamp", "timestamp.json"), ("snapshot", "1.snapshot.json")):
        if re.search(f'"_type": ?"{role}"'.encode(), message):
            return name
    if b"consistent_snapshot" in message:
        return "2.root.json"
    return "1.targets.json" if b"delegations" in message else "1.ads.json"
