"""`stb bench`: figures beside their references, part by part.

To add a part: a function from `Setting` to rows, and its line in `PARTS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from stb.qa.bench import box, decode, fallback, pure, screen, splice, zap
from stb.qa.bench.figures import Row, Timers
from stb.qa.bench.scene import Setting

__all__ = ["PARTS", "Part", "Row", "Setting", "Timers"]

Part = Callable[[Setting], Iterator[Row]]


def _splice(setting: Setting) -> Iterator[Row]:
    yield from splice.splice(setting)
    yield from fallback.beneath(setting)


PARTS: Mapping[str, Part] = {
    "decode": decode.decode,
    "splice": _splice,
    "zap": zap.zap,
    "headless": box.headless,
    "plan": pure.planning,
    "scte35": pure.parsing,
    "restamp": pure.restamping,
    "trust": box.trust,
    "ui": screen.ui,
}
