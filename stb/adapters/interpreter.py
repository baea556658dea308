"""The interpreter as somebody needs it who must be in time for every picture."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TURN_S: Final = 0.0005
"""Python lets a thread compute for 5 ms before another has its turn: an eighth of a picture."""


@contextmanager
def punctual() -> Iterator[None]:
    """Short turns for threads that compute, and no long look for rubbish, as long as it is open.

    What is there by now stays, as a rule, to the end. To look through all of it for rubbish
    takes the time of two pictures, and no more is to be found there; what is made from now on
    is looked through as ever.
    """
    turn = sys.getswitchinterval()
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(turn)
        gc.unfreeze()
