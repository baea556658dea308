"""Hostile messages, many of them: a reader gives a value or its one refusal, in time.

Messages are valid ones bent in one to four places, a share of them mended so that
lengths and checksums hold again and the depths of a reader are reached, and plain
random bytes. The same seed makes the same messages.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import heappushpop
from random import Random
from statistics import median

Timer = Callable[[], float]
Tell = Callable[[int, int], None]

REPEATS, LEAST_REPEATS = 31, 3
MEASURED_S = 1.0
"""So long is each of the slowest messages repeated, where `REPEATS` take longer."""

TOLD_EVERY_S = 0.5
_KEPT = 8
_ROUND = 2_000
_LONGEST = 1 << 16
_HARD = bytes((0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF))
_STRANGE: tuple[object, ...] = (
    None, True, -1, 0, 1 << 70, 1e308, "", "\u202e", "\ud800", "../..", "9999-12-31T23:59:59Z",
    "//x", "http://[", "http://h:99999/", "{programme}", "0" * 300, [], {}, [[]], {"": None},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A reader and what to feed it.

    ``refusals`` are the errors it may raise. ``tokens`` are put in here and there;
    ``mend`` makes lengths and sums of a bent message hold again; ``structured`` says
    that messages are JSON, whose values are then exchanged one by one.
    """

    name: str
    read: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    refusals: tuple[type[Exception], ...]
    tokens: tuple[bytes, ...] = ()
    mend: Callable[[bytes], bytes] | None = None
    structured: bool = False


@dataclass(frozen=True, slots=True)
class Broken:
    """A message that came to something else than a value or a refusal."""

    message: bytes
    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run came to. ``slowest`` is the message with the largest repeated median."""

    name: str
    seed: int
    messages: int
    read: int
    refused: int
    seconds: float
    slowest: bytes
    slowest_ms: float
    slowest_median_ms: float
    broken: Broken | None = None

    @property
    def per_second(self) -> float:
        return self.messages / self.seconds if self.seconds else 0.0


def fuzz(
    target: Target, *, n: int, seed: int, timer: Timer,
    tell: Tell = lambda *_: None, tell_slowest: Tell = lambda *_: None,
) -> Figures:  # fmt: skip
    """Feed ``target`` up to ``n`` messages; it ends at the first that breaks it.

    ``tell`` gets how many of them are done; ``tell_slowest``, afterwards, of how many of the
    slowest it was measured how slow they are.
    """
    made = messages(target, Random(seed))
    slow: list[tuple[float, int, bytes]] = [(0.0, -1, b"")] * _KEPT
    read = refused = done = 0
    broken: Broken | None = None
    begun = told = timer()
    with _listening() as said:
        while done < n and broken is None:
            for message in _some(made, min(_ROUND, n - done)):
                started = timer()
                try:
                    target.read(message)
                    read += 1
                except target.refusals:
                    refused += 1
                except Exception as error:  # noqa: BLE001  whatever it is, it is a find
                    broken = Broken(message, done, f"{type(error).__name__}: {error}")
                ended = timer()
                took = ended - started
                if took > slow[0][0]:
                    # Twice slow is slow; once may be the machine's doing.
                    took = min(took, _took(target, message, timer))
                    heappushpop(slow, (took, done, message))
                done += 1
                if broken is not None:
                    break
                if ended - told >= TOLD_EVERY_S:
                    told = ended
                    tell(done, n)
                if said.tell():
                    broken = Broken(message, done - 1, "something was printed")
                    break
            tell(done, n)
        seconds = timer() - begun
        measured = list(_measured(target, slow, timer, tell_slowest)) if broken is None else []
    again, slowest = max(measured, default=(max(slow)[0], max(slow)[2]))
    return Figures(
        name=target.name, seed=seed, messages=done, read=read, refused=refused, seconds=seconds,
        slowest=slowest, slowest_ms=max(slow)[0] * 1000, slowest_median_ms=again * 1000,
        broken=broken,
    )  # fmt: skip


def _some(made: Iterator[bytes], count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield next(made)


def _measured(
    target: Target, slow: list[tuple[float, int, bytes]], timer: Timer, tell: Tell
) -> Iterator[tuple[float, bytes]]:
    """Each of the slowest messages, with the median time in seconds of reading it again."""
    for done, (_, _, message) in enumerate(slow):
        tell(done, len(slow))
        yield _again(target, message, timer), message


def _again(target: Target, message: bytes, timer: Timer) -> float:
    """The median time in seconds of ``message``, read again and again."""
    took: list[float] = []
    begun = timer()
    while len(took) < LEAST_REPEATS or (
        len(took) < REPEATS and timer() - begun < MEASURED_S
    ):  # fmt: skip
        took.append(_took(target, message, timer))
    return median(took)


def _took(target: Target, message: bytes, timer: Timer) -> float:
    started = timer()
    with contextlib.suppress(Exception):
        target.read(message)
    return timer() - started


@contextlib.contextmanager
def _listening() -> Iterator[io.StringIO]:
    """What is printed meanwhile, by whatever name."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield said


# -- messages ------------------------------------------------------------------------------


def messages(target: Target, chance: Random) -> Iterator[bytes]:
    """Messages without end: one in eight random bytes, the others bent ones."""
    while True:
        lot = chance.random()
        if lot < 0.125:
            yield chance.randbytes(int(chance.paretovariate(1.1) * 8) % 4096)
            continue
        seed = target.seeds[int(chance.random() * len(target.seeds))]
        if target.structured and lot < 0.7:
            exchanged = _exchanged(seed, chance)
            yield target.mend(exchanged) if target.mend and lot < 0.45 else exchanged
            continue
        bent = bytearray(seed)
        for _ in range(1 + int(chance.random() * 4)):
            _bend(bent, target, chance)
        message = bytes(bent[:_LONGEST])
        yield target.mend(message) if target.mend is not None and lot < 0.8 else message


def _bend(bent: bytearray, target: Target, chance: Random) -> None:
    """Change ``bent`` in one place."""
    size = len(bent)
    at = int(chance.random() * size) if size else 0
    match int(chance.random() * 8):
        case 0 if size:
            bent[at] ^= 1 << int(chance.random() * 8)
        case 1 if size:
            bent[at] = _HARD[int(chance.random() * len(_HARD))]
        case 2 if size:
            bent[at] = int(chance.random() * 256)
        case 3:
            del bent[at : at + 1 + int(chance.random() * 8)]
        case 4:
            bent[at:at] = chance.randbytes(1 + int(chance.random() * 8))
        case 5:
            end = at + 1 + int(chance.random() * 64)
            bent[end:end] = bent[at:end]
        case 6:
            other = target.seeds[int(chance.random() * len(target.seeds))]
            bent[at:] = other[int(chance.random() * len(other)) :]
        case 7 if target.tokens:
            bent[at:at] = target.tokens[int(chance.random() * len(target.tokens))]
        case _:
            del bent[at:]


def _exchanged(seed: bytes, chance: Random) -> bytes:
    """The JSON of ``seed`` with another value in some place of it."""
    whole: object = json.loads(seed)
    for _ in range(1 + int(chance.random() * 2)):
        place = chance.choice(list(_places(whole)))
        new = chance.choice(_STRANGE)
        whole = _with(whole, place, new)
    return json.dumps(whole).encode()


def _places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list):
        for key, inner in enumerate(value):
            yield from _places(inner, (*path, key))


def _with(value: object, path: tuple[str | int, ...], new: object) -> object:
    match value, path:
        case _, ():
            return new
        case dict(), (key, *rest):
            return value | {key: _with(value[key], tuple(rest), new)}
        case list(), (int() as index, *rest):
            return [*value[:index], _with(value[index], tuple(rest), new), *value[index + 1 :]]
        case _:
            return value
