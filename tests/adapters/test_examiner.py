"""Whatever becomes of the process that decodes a creative, the box has a reason and goes on."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from textwrap import dedent

import pytest

from stb.adapters.examiner import (
    Babble,
    Examiner,
    Limits,
    NoVerdict,
    TooLong,
    TooMuch,
    Unplayable,
    WrongFrames,
    WrongShape,
)
from stb.adapters.media.admission import judged_by
from stb.adapters.media.walls import Wall
from stb.adapters.verdicts import MOST, VerdictFolder
from stb.formats.verdict import Found, write_answer
from stb.model.bundle import Creative
from stb.model.time import PAL, FrameRate
from tests.adapters.media.clips import Clip, make

LIMITS = Limits(memory=768 << 20, processor_s=20, wall_s=60)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="other systems have not every wall")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")


class Nowhere:
    """Keeps no verdict."""

    def kept(self, sha256: str) -> Found | None:
        return None

    def keep(self, sha256: str, found: Found) -> None:
        """Forget it."""


@pytest.fixture(scope="session")
def spot(clip_folder: Path) -> Path:
    return make(Clip("spot.mp4", 61, 50, gop=25), clip_folder)


@pytest.fixture(scope="session")
def clip_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("creatives")


def signed(path: Path, frames: int = 50, rate: FrameRate = PAL) -> Creative:
    octets = path.read_bytes()
    return Creative(hashlib.sha256(octets).hexdigest(), len(octets), frames, rate, "acme")


def saying(code: str) -> tuple[str, ...]:
    """A judge of whom nothing is known but that he is a process."""
    return (sys.executable, "-c", "import os, sys\n" + dedent(code))


def asked(judge: tuple[str, ...], path: Path, limits: Limits = LIMITS) -> None:
    Examiner(Nowhere(), judge=judge, limits=limits).admit(path, signed(path))


# -- the real one ----------------------------------------------------------------------


def test_a_creative_that_decodes_as_signed_is_admitted(spot):
    Examiner(Nowhere()).admit(spot, signed(spot))


def test_it_is_held_against_all_that_was_signed(spot):
    examiner, right = Examiner(Nowhere()), signed(spot)

    examiner.admit(spot, replace(right, aspect="16:9", channels=2, colour="bt709"))
    for wrong in (replace(right, frames=49), replace(right, frames=75),
                  replace(right, rate=FrameRate(30000, 1001))):  # fmt: skip
        with pytest.raises(WrongFrames):
            examiner.admit(spot, wrong)
    for wrong in (replace(right, aspect="4:3"), replace(right, channels=6)):
        with pytest.raises(WrongShape):
            examiner.admit(spot, wrong)


@LINUX
def test_one_that_takes_more_memory_than_it_may_is_refused_and_nothing_is_concluded(
    clip_folder, tmp_path
):
    kept = VerdictFolder(tmp_path, version="1")
    wide = make(Clip("wide.mp4", 62, 10, gop=5, width=1920, height=1080), clip_folder)
    small = replace(LIMITS, memory=1 << 20)

    with pytest.raises((NoVerdict, Unplayable)):
        Examiner(kept, limits=small).admit(wide, signed(wide, frames=10))

    assert kept.kept(signed(wide).id) is None


def test_a_file_that_changed_after_it_was_hashed_is_not_judged(spot, tmp_path):
    other = tmp_path / "other.mp4"
    other.write_bytes(spot.read_bytes()[:-1] + b"x")

    with pytest.raises(NoVerdict, match="changed"):
        Examiner(Nowhere()).admit(other, signed(spot))


def test_a_box_that_goes_off_waits_for_nobody(spot):
    examiner = Examiner(Nowhere())
    examiner.close()

    with pytest.raises(NoVerdict, match="going off"):
        examiner.admit(spot, signed(spot))


# -- those that go wrong ---------------------------------------------------------------


READ = "sys.stdin.buffer.read(int(sys.argv[1]))\n"
"""As an honest judge begins."""


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("os._exit(3)", NoVerdict),
        (READ + "os._exit(3)", NoVerdict),
        (READ + "raise SystemError('no')", NoVerdict),
        (READ + "os.kill(os.getpid(), 9)", NoVerdict),
        ("sys.stdin.buffer.read(100); os.kill(os.getpid(), 9)", NoVerdict),
        ("import ctypes; ctypes.string_at(0)", NoVerdict),
        (READ + "print(open(os.devnull).read())", Babble),
        (READ, Babble),
        (READ + "print('yes')", Babble),
        (READ + "print('{\"v\": 1}')", Babble),
        (READ + "os.write(1, bytes(range(256)))", Babble),
        (READ + "print('{' * 900)", Babble),
        (READ + "os.write(1, b'x' * 5000)", Babble),
        (READ + "\nwhile True: os.write(1, b'x' * 65536)", Babble),
        ("import time; time.sleep(60)", TooLong),
        (READ + "os.close(1); import time; time.sleep(60)", TooLong),
    ],
)
def test_whatever_becomes_of_the_process_the_creative_is_refused_with_a_reason(
    spot, code: str, error: type[NoVerdict]
):
    quick = replace(LIMITS, wall_s=1.5) if error is TooLong else LIMITS
    begun = time.monotonic()

    with pytest.raises(error) as refused:
        asked(saying(code), spot, quick)

    assert type(refused.value) is error
    assert signed(spot).id in str(refused.value)
    assert time.monotonic() - begun < 30


def test_one_that_says_too_much_was_used_is_refused_so(spot):
    line = '{"v": 1, "code": "creative.too_much", "reason": "memory"}'

    with pytest.raises(TooMuch):
        asked(saying(READ + f"print('{line}')"), spot)


def test_the_reason_that_a_process_gives_is_cleaned_and_its_code_is_one_of_ours(spot):
    line = r'{"v": 1, "code": "media.decode", "reason": "a\u202eb\u0007c"}'
    mine = '{"v": 1, "code": "order.pin", "reason": "x"}'

    with pytest.raises(Unplayable) as refused:
        asked(saying(READ + f"print(r'{line}')"), spot)
    assert (refused.value.code, str(refused.value)) == ("media.decode", "abc")
    with pytest.raises(Babble):
        asked(saying(READ + f"print('{mine}')"), spot)


def test_a_command_that_is_none_is_no_verdict(spot):
    with pytest.raises(NoVerdict, match="no process"):
        asked(("/there/is/no/such/judge",), spot)


def test_no_process_outlives_its_question(spot, tmp_path):
    told = tmp_path / "pid"
    code = f"open({str(told)!r}, 'w').write(str(os.getpid()))\nimport time; time.sleep(60)"

    with pytest.raises(TooLong):
        asked(saying(code), spot, replace(LIMITS, wall_s=1.5))

    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


# -- walls -----------------------------------------------------------------------------


WALLED = """
from stb.adapters.media.walls import close_in
import json, socket
size, memory, seconds = map(int, sys.argv[1:4])
standing = close_in(memory=memory, processor_s=seconds)
sys.stdin.buffer.read(size)

def say(text):
    print(json.dumps({"v": 1, "code": "media.open", "reason": text}))
    sys.stdout.flush()
    os._exit(0)

def can(what):
    try:
        what()
    except (OSError, MemoryError, RuntimeError, ValueError) as error:
        return type(error).__name__
    return "yes"
"""
"""A judge behind the walls, who then says what he can still do."""


def behind_walls(spot: Path, code: str, limits: Limits = LIMITS) -> str:
    with pytest.raises(Unplayable) as told:
        asked(saying(WALLED + code), spot, limits)
    return str(told.value)


@LINUX
def test_on_linux_every_wall_stands(spot):
    told = behind_walls(spot, "say(' '.join(sorted(wall.value for wall in standing)))")

    assert told.split() == sorted(wall.value for wall in Wall)


@POSIX
@pytest.mark.parametrize(
    "what",
    [
        "lambda: open('/etc/passwd')",
        "lambda: os.listdir('/')",
        "lambda: open('/tmp/new', 'w')",
        "lambda: socket.socket()",
        "lambda: os.pipe()",
    ],
)
def test_nothing_can_be_opened_behind_the_walls(spot, what: str):
    assert behind_walls(spot, f"say(can({what}))") in ("OSError", "PermissionError")


@LINUX
@pytest.mark.parametrize(
    "what",
    [
        "os.fork", "lambda: os.kill(os.getppid(), 0)", "lambda: os.execv('/bin/true', ['true'])",
        "lambda: __import__('threading').Thread(target=print).start()",
        "lambda: os.unlink('/tmp/there-is-none')", "lambda: os.symlink('/tmp/a', '/tmp/b')",
        "lambda: __import__('resource').setrlimit(7, (99, 99))",
        "lambda: bytearray(2 << 30)",
    ],
)  # fmt: skip
def test_no_process_is_made_or_met_no_file_touched_and_no_limit_lifted(spot, what: str):
    imports = "import threading, resource\n"
    code = saying(imports + WALLED + f"say(can({what}))")

    with pytest.raises(Unplayable) as told:
        asked(code, spot)

    assert str(told.value) in ("PermissionError", "RuntimeError", "MemoryError", "ValueError")


@POSIX
def test_one_that_spins_is_ended_by_the_system(spot):
    with pytest.raises(TooLong):
        asked(saying(WALLED + "while True: pass"), spot, replace(LIMITS, processor_s=1))


def test_nothing_of_the_user_is_in_its_surroundings(spot):
    os.environ["STB_TEST_SECRET"] = "of the user"
    try:
        told = behind_walls(spot, "say(' '.join(sorted(os.environ)))")
    finally:
        del os.environ["STB_TEST_SECRET"]

    ours = {"PYTHONPATH", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "SYSTEMROOT", "LC_CTYPE"}
    assert set(told.split()) <= ours


@POSIX
def test_television_goes_before_it(spot):
    assert int(behind_walls(spot, "say(str(os.getpriority(os.PRIO_PROCESS, 0)))")) >= 10


# -- what was found once ---------------------------------------------------------------


CRASHES = saying("os._exit(1)")


def test_a_creative_is_decoded_once_and_held_against_its_signature_every_time(spot, tmp_path):
    kept = VerdictFolder(tmp_path, version=judged_by())
    Examiner(kept).admit(spot, signed(spot))

    again = Examiner(kept, judge=CRASHES)

    again.admit(spot, signed(spot))
    with pytest.raises(WrongFrames):
        again.admit(spot, signed(spot, frames=75))


def test_a_refusal_is_not_kept_for_the_machine_may_have_been_to_blame(spot, tmp_path):
    kept = VerdictFolder(tmp_path, version="1")
    line = '{"v": 1, "code": "media.decode", "reason": "no memory, it may be"}'
    with pytest.raises(Unplayable):
        Examiner(kept, judge=saying(READ + f"print('{line}')")).admit(spot, signed(spot))

    Examiner(kept).admit(spot, signed(spot))


def empty(entry: Path) -> None:
    entry.write_bytes(b"")


def cut(entry: Path) -> None:
    entry.write_bytes(entry.read_bytes()[:-9])


def noise(entry: Path) -> None:
    entry.write_bytes(bytes(range(256)) * 40)


def gone(entry: Path) -> None:
    entry.unlink()


def a_folder(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


@pytest.mark.parametrize("damage", [empty, cut, noise, gone, a_folder])
def test_a_damaged_entry_means_decoding_again(spot, tmp_path, damage: Callable[[Path], None]):
    kept = VerdictFolder(tmp_path, version="1")
    Examiner(kept).admit(spot, signed(spot))
    damage(tmp_path / "1" / signed(spot).id)

    with pytest.raises(NoVerdict):
        Examiner(kept, judge=CRASHES).admit(spot, signed(spot))
    Examiner(kept).admit(spot, signed(spot))


def test_what_another_judge_found_is_not_gone_by(spot, tmp_path):
    Examiner(VerdictFolder(tmp_path, version="1")).admit(spot, signed(spot))

    with pytest.raises(NoVerdict):
        Examiner(VerdictFolder(tmp_path, version="2"), judge=CRASHES).admit(spot, signed(spot))


def test_where_nothing_can_be_kept_creatives_are_admitted_all_the_same(spot, tmp_path):
    (tmp_path / "in the way").write_text("")

    Examiner(VerdictFolder(tmp_path / "in the way", version="1")).admit(spot, signed(spot))


def test_very_many_verdicts_make_room_for_new_ones(tmp_path):
    kept = VerdictFolder(tmp_path, version="1")
    found = Found(50, 50, PAL, 320, 180, Fraction(16, 9), 48_000, 2, 1)
    for number in range(MOST):
        (tmp_path / "1").mkdir(exist_ok=True)
        (tmp_path / "1" / f"{number:064}").write_bytes(write_answer(found))

    kept.keep("f" * 64, found)

    assert kept.kept("f" * 64) == found
    assert len(list((tmp_path / "1").iterdir())) < MOST
