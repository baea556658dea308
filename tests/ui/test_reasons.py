"""Reasons in words: no code that a plan, a signal or a fault can give is left without."""

from __future__ import annotations

import pytest

from stb.adapters import content, resume, updater
from stb.adapters.media import errors as media
from stb.engine import about, planner, viewing
from stb.errors import StbError
from stb.formats.breaks.opened import Reason
from stb.ui.reasons import NOT_HAD, SPOT_REASONS

FAULTS = (media.MediaGone, media.MediaLate, media.MediaUnreadable, media.MediaUndecodable,
          media.MediaTruncated, media.MediaUnsteady, media.RateRefused,
          media.MediaChanged)  # fmt: skip


@pytest.mark.parametrize(
    "code",
    sorted(
        {
            *planner.NEARNESS,
            *planner.WHOLE_BREAK,
            *(reason.value for reason in Reason if reason.value),
            *(fault.code for fault in FAULTS),
            about.NO_CONSENT,
            about.NOT_TAILORED,
            viewing.LATE,
            "plan.not_decided",
        }
    ),
)
def test_every_reason_for_which_a_spot_stays_has_its_words(code: str):
    assert SPOT_REASONS.get(code, "").endswith(".")


def test_no_reason_is_told_twice_in_the_order_of_nearness():
    assert len(set(planner.NEARNESS)) == len(planner.NEARNESS)


@pytest.mark.parametrize(
    "code",
    sorted(
        error.code
        for error in (*vars(content).values(), *vars(resume).values(), *vars(updater).values())
        if isinstance(error, type) and issubclass(error, StbError) and "creative." in error.code
    ),
)
def test_every_reason_for_which_a_creative_is_not_on_the_box_has_its_words(code: str):
    assert NOT_HAD.get(code, "").endswith(".")
