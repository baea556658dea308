"""What the operator tells besides bundles: this household's facts, and what postcodes say.

Both are files beside the index, the same for every box. One that does not hold is refused by
name, and the last good one stays; where the operator has none there is none.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

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
    """The last good of both; ``set_up`` is None where the installer put in no credential."""

    def __init__(self, set_up: SetUp | None, seen: HighestSeen) -> None:
        self._set_up, self._seen = set_up, seen
        self._provisioned: Provisioned | None = None
        self._postcodes = Postcodes()

    def take(self, fetch: Fetch) -> Iterator[Refusal]:
        """Read both anew; what was refused."""
        for path, read in (
            (POSTCODES_PATH, self._read_postcodes),
            (HOUSEHOLDS_PATH, self._read_household),
        ):
            try:
                read(fetch(path))
            except UnavailableError as error:
                _log.info("%s cannot be had: %s", path, error)
            except StbError as error:
                yield Refusal(path, error.code, str(error))

    def onto(self, inventory: Inventory) -> Inventory:
        """``inventory`` with what was told beside it."""
        return replace(inventory, provisioned=self._provisioned, postcodes=self._postcodes)

    def _read_postcodes(self, data: bytes | None) -> None:
        self._postcodes = Postcodes() if data is None else read_postcodes(data)

    def _read_household(self, data: bytes | None) -> None:
        # Every box fetches the file; only one that was set up for a household looks into it.
        if data is not None and self._set_up is not None:
            self._provisioned = opened(data, self._set_up, self._seen)
