"""The store of creatives, and what tries each of them before it is ready."""

from __future__ import annotations

import math
from contextlib import ExitStack
from pathlib import Path

from stb.adapters import user_folders
from stb.adapters.content import ContentStore
from stb.adapters.examiner import Examiner
from stb.adapters.media.admission import judged_by
from stb.adapters.verdicts import VerdictFolder
from stb.wiring.configuration import Configuration, Time

STINT_S = 2.0
"""How long creatives are tried before what is ready is told, and then they are gone on with."""


def content_store(folder: Path, wanted: Configuration, closing: ExitStack) -> ContentStore:
    """The creatives of a box that keeps its state in ``folder``.

    On the virtual clock all are tried at once, so that how quick the machine is shows nowhere.
    """
    kept = VerdictFolder(user_folders.verdicts(wanted.data), version=judged_by())
    examiner = Examiner(kept)
    closing.callback(examiner.close)
    stint_s = math.inf if wanted.time is Time.VIRTUAL else STINT_S
    return ContentStore(folder / "content", admit=examiner.admit, stint_s=stint_s)
