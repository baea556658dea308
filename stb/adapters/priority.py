"""Whose turn it is on the processor: the thread that shows pictures has it first.

Decoding, fetching and serving are seconds ahead of the screen and can wait; a picture
cannot. Where a system gives every thread of a process the same turn, nothing is changed.
"""

from __future__ import annotations

import os
import sys
import threading
from contextlib import suppress
from typing import Final

NICENESS: Final = 5
"""So nice a thread has a quarter of a processor where another wants all of it: enough to decode."""


def give_way() -> None:
    """Let this thread, and those that it starts, compute when the presenter does not.

    Linux alone keeps a niceness for each thread (setpriority(2), "C library/kernel
    differences"); elsewhere it is the process's, and the presenter would give way as well.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # a sandbox may forbid it: then all are equals, as elsewhere
            thread = threading.get_native_id()
            before = os.getpriority(os.PRIO_PROCESS, thread)
            os.setpriority(os.PRIO_PROCESS, thread, max(before, NICENESS))
