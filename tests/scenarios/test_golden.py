"""What was on air and why, as a whole: read the diff of the golden log like code.

Rewritten by `pytest tests/scenarios/test_golden.py --snapshot-update`.
"""

from __future__ import annotations

import pytest
from syrupy.assertion import SnapshotAssertion

from stb.formats.as_run import write_programme
from stb.qa.plugin import Home

from .conftest import Evening
from .watching import play_breaks


@pytest.mark.box(consent="yes", pictures="none")
def test_the_as_run_log_of_the_featured_programme(
    stocked: Home, evening: Evening, snapshot: SnapshotAssertion
):
    box = stocked.switch_on()

    play_breaks(box, evening)

    log = write_programme(box.as_run)
    for sha256, name in evening.broadcast.creatives.items():
        log = log.replace(sha256, name)
    assert log == snapshot
