"""What the operator tells besides bundles: this household's facts, and what postcodes say.

Both are files beside the index, the same for every box. One that does not hold is refused by
name, and the last good one of each stays, over a start too; where the operator has none there is
none. On the disk the household's file lies as it came, sealed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from stb.adapters.content import write_whole
from stb.adapters.metadata import HighestSeen
from stb.adapters.provisioning import SetUp, opened
from stb.errors import StbError, UnavailableError
from stb.formats.postcodes import POSTCODES_PATH, read_postcodes
from stb.formats.provisioning import HOUSEHOLDS_PATH
from stb.model.bundle import Inventory, Refusal
from stb.model.facts import Provisioned
from stb.model.postcodes import Postcodes

Fetch = Callable[[str], bytes | None]
"""A verified file by its name; None where the operator lists none."""

_log = logging.getLogger(__name__)


class Told:
    """The last good of both, and their files in ``folder``.

    ``set_up`` is None where the installer put in no credential.
    """

    def __init__(self, set_up: SetUp | None, seen: HighestSeen, folder: Path) -> None:
        self._set_up, self._seen, self._folder = set_up, seen, folder
        self._taken: set[str] = set()
        self._provisioned: Provisioned | None = None
        self._postcodes = Postcodes()

    def take(self, fetch: Fetch) -> Iterator[Refusal]:
        """Read both anew, and keep what holds; what was refused."""
        for path, read in self._readers():
            try:
                data = fetch(path)
                read(data)
                self._keep(path, data)
                self._taken.add(path)
            except UnavailableError as error:
                _log.info("%s cannot be had: %s", path, error)
                self._read_kept(path, read)
            except StbError as error:
                self._read_kept(path, read)
                yield Refusal(path, error.code, str(error))

    def fall_back(self) -> None:
        """Read what was kept of each file that could not be read since the start."""
        for path, read in self._readers():
            self._read_kept(path, read)

    def _read_kept(self, path: str, read: Callable[[bytes | None], None]) -> None:
        if path in self._taken:
            return
        try:
            read(self._file(path).read_bytes())
        except (OSError, StbError) as error:
            _log.info("nothing kept of %s: %s", path, error)

    def _readers(self) -> tuple[tuple[str, Callable[[bytes | None], None]], ...]:
        return (
            (POSTCODES_PATH, self._read_postcodes), (HOUSEHOLDS_PATH, self._read_household),
        )  # fmt: skip

    def _file(self, path: str) -> Path:
        return self._folder / path.rpartition("/")[2]

    def _keep(self, path: str, data: bytes | None) -> None:
        """Have the file on the disk as it is now; a full disk costs a later start the facts."""
        file = self._file(path)
        try:
            if data is None:
                file.unlink(missing_ok=True)
            elif not file.is_file() or file.read_bytes() != data:
                write_whole(file, data)
        except OSError as error:
            _log.info("%s cannot be kept: %s", path, error)

    def onto(self, inventory: Inventory) -> Inventory:
        """``inventory`` with what was told beside it."""
        return replace(inventory, provisioned=self._provisioned, postcodes=self._postcodes)

    def _read_postcodes(self, data: bytes | None) -> None:
        self._postcodes = Postcodes() if data is None else read_postcodes(data)

    def _read_household(self, data: bytes | None) -> None:
        if data is None:
            self._provisioned = None
        # Every box fetches the file; only one that was set up for a household looks into it.
        if data is not None and self._set_up is not None:
            self._provisioned = opened(data, self._set_up, self._seen)
