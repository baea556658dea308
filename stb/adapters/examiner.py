"""Admits a creative after a process of its own has decoded it, whole and behind walls.

Each has a process for itself, so one that breaks its decoder, or takes it over, speaks
for itself alone; what it says is read as what a stranger says. Whatever becomes of the
process, the creative is refused with a reason and the box goes on: it may crash, hang, be
killed, fill the pipe, eat memory or talk nonsense.

That a creative decoded is kept, and not found out twice. That it did not is known while the
box is on, for a machine that was short of memory may have been to blame; and where no
verdict was reached at all, it is tried again the next night.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import stb
from stb.adapters.verdicts import Verdicts
from stb.errors import InputError, TrustError, UnavailableError
from stb.formats.verdict import ANSWER_CAP, TOO_MUCH, Answer, Found, Unfit, read_answer
from stb.model.bundle import Creative

JUDGE: Final = (sys.executable, "-s", "-P", "-B", "-m", "stb.adapters.media.admission")
_MATRICES: Final = {1: "bt709", 5: "bt470bg", 6: "smpte170m", 9: "bt2020nc", 10: "bt2020c"}
_NEAR: Final = Fraction(1, 50)
_BLOCK: Final = 1 << 20


class NoVerdict(UnavailableError):
    """The process that decodes a creative ended without saying what it found."""

    code = "creative.crashed"


class TooLong(NoVerdict):
    """It did not come to an end in the time that it has."""

    code = "creative.too_long"


class TooMuch(NoVerdict):
    """It took more memory than a creative may take."""

    code = TOO_MUCH


class Babble(NoVerdict):
    """What it said is no verdict, or too long for one."""

    code = "creative.babble"


class Unplayable(InputError):
    """A creative's pictures or sound do not decode; the code is that of the fault."""

    def __init__(self, unfit: Unfit) -> None:
        super().__init__(unfit.reason)
        self.code = unfit.code


class WrongFrames(TrustError):
    """A file decodes, but not to the frames that were signed."""

    code = "creative.frames"


class WrongShape(TrustError):
    """A file decodes, but its picture or its sound is another than was signed."""

    code = "creative.shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a process may take for a creative of ``seconds`` and ``size`` bytes."""

    memory: int
    processor_s: int
    wall_s: float

    @classmethod
    def of(cls, creative: Creative) -> Limits:
        """Ample: a slow machine takes as long as the spot, and all goes before it."""
        seconds = int(creative.rate.seconds(creative.frames)) + 1
        return cls(
            memory=(768 << 20) + 2 * creative.size,
            processor_s=30 + 4 * seconds,
            wall_s=120 + 20 * seconds,
        )


class Examiner:
    """Judges creatives by `judge`, a command that is started anew for each. Any thread."""

    def __init__(
        self,
        verdicts: Verdicts,
        *,
        judge: Sequence[str] = JUDGE,
        limits: Limits | None = None,
    ) -> None:
        self._verdicts, self._judge, self._limits = verdicts, judge, limits
        self._running: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def admit(self, path: Path, creative: Creative) -> None:
        """Return if the file at ``path`` plays, and as what was signed.

        Raises:
            InputError: it does not decode.
            TrustError: its length, rate, picture or sound is not what was signed.
            UnavailableError: it could not be found out.
        """
        found = self._verdicts.kept(creative.id)
        if found is None:
            found = self._tried(path, creative)
            self._verdicts.keep(creative.id, found)
        agree(found, creative)

    def close(self) -> None:
        """Let no process go on, and start none."""
        self._closed = True
        with self._lock:
            if self._running is not None:
                self._running.kill()

    def _tried(self, path: Path, creative: Creative) -> Found:
        answer = self._read(creative, *self._asked(path, creative))
        if isinstance(answer, Unfit):
            if answer.code == TOO_MUCH:
                raise TooMuch(f"creative {creative.id}: {answer.reason}")
            raise Unplayable(answer)
        if answer.decoded != answer.frames:
            raise Babble(f"creative {creative.id}: {answer.decoded} of {answer.frames} decoded")
        return answer

    def _read(self, creative: Creative, said: bytes, status: int) -> Answer:
        """The answer in what the process ``said`` before it ended with ``status``."""
        if len(said) > ANSWER_CAP:
            raise Babble(f"creative {creative.id}: more than {ANSWER_CAP} bytes were said of it")
        if status:
            how = f"by signal {-status}" if status < 0 else f"with status {status}"
            raise NoVerdict(f"creative {creative.id}: its decoder ended {how}")
        try:
            return read_answer(said)
        except (InputError, ValueError) as error:
            raise Babble(f"creative {creative.id}: {error}") from error

    def _asked(self, path: Path, creative: Creative) -> tuple[bytes, int]:
        """What a process says that gets the creative through a pipe, and how it ended."""
        limits = self._limits or Limits.of(creative)
        late = threading.Event()
        process = self._started(creative, limits)

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.wall_s, end)
        timer.daemon = True
        timer.start()
        try:
            _feed(process, path, creative)
            assert process.stdout is not None
            said = process.stdout.read(ANSWER_CAP + 1)
            if len(said) > ANSWER_CAP:
                process.kill()
            status = process.wait()
        finally:
            timer.cancel()
            self._ended(process)
        if late.is_set() or -status == _TIME_OVER:
            raise TooLong(f"creative {creative.id}: not decoded within its time")
        return said, status

    def _started(self, creative: Creative, limits: Limits) -> subprocess.Popen[bytes]:
        numbers = (creative.size, limits.memory, limits.processor_s)
        with self._lock:
            if self._closed:
                raise NoVerdict(f"creative {creative.id}: the box is going off")
            try:
                self._running = subprocess.Popen(
                    [*self._judge, *map(str, numbers)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    cwd=Path(os.sep).absolute(),
                    env=_surroundings(),
                    creationflags=_BEHIND,
                )
            except OSError as error:
                raise NoVerdict(f"creative {creative.id}: no process: {error}") from error
            return self._running

    def _ended(self, process: subprocess.Popen[bytes]) -> None:
        with self._lock:
            self._running = None
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        process.wait()


_TIME_OVER: Final = getattr(signal, "SIGXCPU", 0) or None
_BEHIND: Final = 0x4000 | 0x0800_0000 if sys.platform == "win32" else 0
"""Windows: below normal priority, no console window; elsewhere the process sees to it itself."""


def _surroundings() -> dict[str, str]:
    """The environment of the process: where our code lies, and nothing of the user's."""
    found = {"PYTHONPATH": str(Path(stb.__file__).resolve().parents[1])}
    found |= {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    system = os.environ.get("SYSTEMROOT") if sys.platform == "win32" else None
    return found | ({"SYSTEMROOT": system} if system else {})


def _feed(process: subprocess.Popen[bytes], path: Path, creative: Creative) -> None:
    """Send the file down the pipe; a process that wants no more says why itself.

    Raises:
        NoVerdict: the file is not the one that was signed any more.
        OSError: it cannot be read.
    """
    assert process.stdin is not None
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            try:
                process.stdin.write(block)
            except OSError:
                return
    if digest.hexdigest() != creative.id:
        raise NoVerdict(f"creative {creative.id}: its file changed")
    with suppress(OSError):
        process.stdin.close()


def agree(found: Found, creative: Creative) -> None:
    """Hold what was found against what was signed.

    Raises:
        WrongFrames: another length or rate, to the frame.
        WrongShape: another picture or sound than was stated; what was not stated is free.
    """
    if (found.frames, found.rate) != (creative.frames, creative.rate):
        raise WrongFrames(
            f"creative {creative.id}: {found.frames} frames at {found.rate}, "
            f"signed were {creative.frames} at {creative.rate}"
        )
    matrix = _MATRICES.get(found.matrix, "")
    for what, is_so, signed in (
        ("picture", _is_shaped(found.aspect, creative.aspect), creative.aspect),
        ("sound", found.channels == creative.channels or not creative.channels, creative.channels),
        ("colour", matrix in ("", creative.colour) or not creative.colour, creative.colour),
    ):
        if not is_so:
            raise WrongShape(f"creative {creative.id}: its {what} is not the signed {signed}")


def _is_shaped(aspect: Fraction, stated: str) -> bool:
    width, _, height = stated.partition(":")
    if not (width and height and int(width) and int(height)):
        return True
    return abs(aspect / Fraction(int(width), int(height)) - 1) <= _NEAR
