"""`stb fuzz`: hostile messages to a reader, and what came of them."""

from __future__ import annotations

import argparse
import os
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stb.cli.output import print_json
from stb.cli.progress import progress_of
from stb.cli.verbs import Verbs, explain
from stb.errors import InputError

NAMES = (
    "scte35", "hls", "ts", "m3u", "xmltv", "bundle", "lineup", "guide", "store", "reports",
    "metadata", "index", "answers", "wishes", "token", "envelope", "household", "provisioning",
    "postcodes", "cues", "viewing", "picture", "page", "script", "rows", "receipts",
)  # fmt: skip

_MORE = """\
Messages are good ones bent in a few places, some mended so that sums hold again, and random
bytes; the same seed makes the same. A reader gives a value or its own refusal; whatever else
comes of a message (another exception, something printed) ends the run with exit code 1 and the
message in --out. Then the slowest are read again, for some seconds, to tell how slow they are.

readers, by who wrote what they read:
  broadcaster       scte35, hls, ts
  operator          lineup, guide, store, picture, bundle, metadata, index, provisioning,
                    postcodes, answers
  box, to operator  reports, wishes, token, envelope
  viewer, tester    household, m3u, xmltv, cues, script, page
  box, on its disk  viewing, rows, receipts

examples:
  stb fuzz scte35
  stb fuzz picture --n 4000 --seed 7 --json
"""


class FuzzFound(InputError):
    """A message came to something else than a value or a refusal."""

    code = "fuzz.found"


def register(verbs: Verbs) -> None:
    """Add the verb."""
    verb = verbs.add("fuzz", run, help="feed a reader hostile messages", prints_facts=True)
    explain(verb, _MORE)
    verb.add_argument("name", metavar="NAME", choices=NAMES, help="the reader, see below")
    verb.add_argument("--n", metavar="N", type=_count, default=100_000,
                      help="how many messages (default: 100000)")  # fmt: skip
    verb.add_argument("--seed", type=int, default=1, help="seed of the messages (default: 1)")
    verb.add_argument("--out", type=Path, default=Path("out"), metavar="DIR",
                      help="folder for a message that breaks it (default: out)")  # fmt: skip


def run(arguments: Namespace) -> int:
    """Feed the messages and tell the figures.

    Raises:
        FuzzFound: another exception than the reader's own, or something printed.
    """
    from stb.qa.fuzz import fuzz
    from stb.qa.fuzz_targets import TARGETS

    target = TARGETS[arguments.name]()
    steps = f"fuzz {target.name}", "reading the slowest again"
    with quiet_libraries(), progress_of(*steps) as (tell, tell_slowest):
        found = fuzz(
            target, n=arguments.n, seed=arguments.seed, timer=time.perf_counter, tell=tell,
            tell_slowest=tell_slowest,
        )  # fmt: skip
    if found.broken is not None:
        arguments.out.mkdir(parents=True, exist_ok=True)
        kept = arguments.out / f"fuzz-{found.name}-{found.seed}-{found.broken.number}.bin"
        kept.write_bytes(found.broken.message)
        raise FuzzFound(f"message {found.broken.number}: {found.broken.what}; kept in {kept}")
    facts: dict[str, object] = {
        "name": found.name,
        "seed": found.seed,
        "messages": found.messages,
        "read": found.read,
        "refused": found.refused,
        "seconds": round(found.seconds, 3),
        "messages_per_second": round(found.per_second),
        "slowest_ms": round(found.slowest_ms, 3),
        "slowest_bytes": len(found.slowest),
        "slowest_median_ms": round(found.slowest_median_ms, 3),
    }
    if arguments.json:
        print_json(facts)
        return 0
    print(f"{found.name}: {found.messages} messages, {found.read} read, {found.refused} refused")
    print(f"{found.per_second:.0f} a second")
    print(
        f"slowest {found.slowest_ms:.2f} ms once; {len(found.slowest)} bytes, "
        f"median of the same repeated {found.slowest_median_ms:.2f} ms"
    )
    return 0


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Let nothing that C libraries say of a hostile message reach the terminal; we still do."""
    try:
        number = sys.stderr.fileno()
    except (AttributeError, OSError, ValueError):  # no file of the system: nothing mixes with it
        yield
        return
    before = sys.stderr
    kept = os.dup(number)
    with (
        os.fdopen(kept, "w", encoding="utf-8", buffering=1) as ours,
        Path(os.devnull).open("wb") as nowhere,
    ):
        before.flush()
        os.dup2(nowhere.fileno(), number)
        sys.stderr = ours
        try:
            yield
        finally:
            sys.stderr = before
            os.dup2(kept, number)


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1_000_000_000:
        raise argparse.ArgumentTypeError(f"not a count of messages: {text}")
    return int(text)
