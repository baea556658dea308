"""What was found in creatives that decoded, kept on the disk so that each is decoded once.

Only a saving: an entry that is damaged, of another decoder or of other judges counts as
none, and the creative is decoded again. It says nothing of a household: what lies there
is what the operator published, and the same in every home.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from stb.adapters.content import write_whole
from stb.errors import InputError
from stb.formats.verdict import ANSWER_CAP, Found, read_answer, write_answer

MOST = 4096
"""So many are kept; a verdict is about 120 bytes."""


class Verdicts(Protocol):
    """Where good verdicts are kept, by the SHA-256 of the creative."""

    def kept(self, sha256: str) -> Found | None:
        """What was found in a creative, None where there is nothing to go by."""
        ...

    def keep(self, sha256: str, found: Found) -> None: ...


class VerdictFolder:
    """Verdicts under ``folder``, of one ``version`` of judge and decoder; for any process."""

    def __init__(self, folder: Path, *, version: str) -> None:
        self._folder = folder / version

    def kept(self, sha256: str) -> Found | None:
        try:
            with (self._folder / sha256).open("rb") as file:
                answer = read_answer(file.read(ANSWER_CAP + 1))
        except (OSError, InputError):
            return None
        return answer if isinstance(answer, Found) and answer.decoded == answer.frames else None

    def keep(self, sha256: str, found: Found) -> None:
        """Keep it; on a disk that takes nothing it is found out again."""
        with suppress(OSError):
            self._make_place()
            own = f".{os.getpid()}-{threading.get_ident()}"
            part = self._folder / f"{sha256}{own}"
            write_whole(part, write_answer(found))
            part.replace(self._folder / sha256)

    def _make_place(self) -> None:
        """Forget the oldest when there are very many."""
        if not self._folder.is_dir():
            return
        files = list(self._folder.iterdir())
        if len(files) >= MOST:
            files.sort(key=lambda file: file.stat().st_mtime)
            for file in files[: MOST // 4]:
                file.unlink(missing_ok=True)
