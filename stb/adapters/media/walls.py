"""Walls around a process that reads what strangers sent: what it may take, and what it may reach.

They go up from within, after all imports and before the first byte is read, and can
not be taken down again: the kernel holds them. A system that lacks one has the others;
which, `close_in` tells. The one limit that every system has is time, and the parent
holds it.

    memory     RLIMIT_AS, Linux           files, network   RLIMIT_NOFILE 0, Linux and macOS
    processor  RLIMIT_CPU                 calls            seccomp, Linux on x86-64 and aarch64
    writing    RLIMIT_FSIZE 0             children         RLIMIT_NPROC 0; seccomp

RLIMIT_NPROC counts all that a user runs, but binds only the process that has it: with
zero this one makes no other, and nobody else notices. It does not bind root; seccomp does.

Source: Linux, Documentation/userspace-api/seccomp_filter.rst; setrlimit(2).
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Final

_KILL_WITH_PARENT, _NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 1, 38, 22, 2

_X86_64: Final = {
    "read": 0, "write": 1, "close": 3, "fstat": 5, "poll": 7, "lseek": 8, "mmap": 9,
    "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14,
    "rt_sigreturn": 15, "readv": 19, "writev": 20, "sched_yield": 24, "mremap": 25,
    "madvise": 28, "nanosleep": 35, "getpid": 39, "exit": 60, "uname": 63, "gettimeofday": 96,
    "getrusage": 98, "sysinfo": 99, "sigaltstack": 131, "getpriority": 140, "gettid": 186,
    "futex": 202, "sched_getaffinity": 204, "restart_syscall": 219, "clock_gettime": 228,
    "clock_nanosleep": 230, "exit_group": 231, "set_robust_list": 273, "getrandom": 318,
    "rseq": 334,
}  # fmt: skip
_AARCH64: Final = {
    "close": 57, "lseek": 62, "read": 63, "write": 64, "readv": 65, "writev": 66, "ppoll": 73,
    "fstat": 80, "exit": 93, "exit_group": 94, "futex": 98, "set_robust_list": 99,
    "nanosleep": 101, "clock_gettime": 113, "clock_nanosleep": 115, "sched_getaffinity": 123,
    "sched_yield": 124, "restart_syscall": 128, "sigaltstack": 132, "rt_sigaction": 134,
    "rt_sigprocmask": 135, "rt_sigreturn": 139, "getpriority": 141, "uname": 160, "getrusage": 165,
    "gettimeofday": 169, "getpid": 172, "gettid": 178, "sysinfo": 179, "brk": 214,
    "munmap": 215, "mremap": 216, "mmap": 222, "mprotect": 226, "madvise": 233,
    "getrandom": 278, "rseq": 293,
}  # fmt: skip
_ALLOWED: Final = {
    "x86_64": (0xC000003E, tuple(_X86_64.values())),
    "aarch64": (0xC00000B7, tuple(_AARCH64.values())),
}
"""All that decoding from memory and answering takes; whatever else is asked is refused (EPERM)."""


class Wall(Enum):
    """What a closed-in process cannot do any more."""

    MEMORY = "memory"
    PROCESSOR = "processor"
    WRITING = "writing"
    OPENING = "opening"
    CHILDREN = "children"
    CALLS = "calls"


def close_in(*, memory: int, processor_s: int) -> frozenset[Wall]:
    """Let this process have ``memory`` bytes and ``processor_s`` seconds more, and nothing new.

    Which walls stand. What is open stays open; threads of its own it can make none.
    """
    standing = set[Wall]()
    _stand_back()
    if sys.platform == "linux" and _limit("AS", _own_size() + memory):
        standing.add(Wall.MEMORY)
    if _limit("CPU", _processor_s() + processor_s, slack=1):
        standing.add(Wall.PROCESSOR)
    _limit("CORE", 0)
    for wall, name in ((Wall.WRITING, "FSIZE"), (Wall.CHILDREN, "NPROC"), (Wall.OPENING, "NOFILE")):
        if _limit(name, 0):
            standing.add(wall)
    if _filter_calls():
        standing |= {Wall.CALLS, Wall.CHILDREN, Wall.OPENING}
    return frozenset(standing)


def _stand_back() -> None:
    """Let television go first; end with the parent; leave Ctrl-C to it."""
    with suppress(OSError, ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        with suppress(OSError):
            os.nice(10)
    if sys.platform == "linux":
        _prctl(_KILL_WITH_PARENT, signal.SIGKILL)


def _limit(name: str, most: int, *, slack: int = 0) -> bool:
    """Whether the system now holds this process to ``most`` of a resource."""
    if sys.platform == "win32":
        return False
    import resource

    kind = getattr(resource, f"RLIMIT_{name}", None)
    if kind is None:
        return False
    try:
        resource.setrlimit(kind, (most, most + slack))
    except (OSError, ValueError):
        return False
    return resource.getrlimit(kind) == (most, most + slack)


def _own_size() -> int:
    """The address space in use, in bytes."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return 0


def _processor_s() -> int:
    used = os.times()
    return int(used.user + used.system) + 1


# -- seccomp -----------------------------------------------------------------------------


def _filter_calls() -> bool:
    """Whether the kernel now refuses this process every call that is not on the list."""
    known = _ALLOWED.get(platform.machine()) if sys.platform == "linux" else None
    if known is None or sys.maxsize < 1 << 32:
        return False
    code = _program(*known)
    octets = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("@HP", len(code) // 8, ctypes.addressof(octets))
    held = ctypes.create_string_buffer(program, len(program))
    return _prctl(_NO_NEW_PRIVILEGES, 1) and _prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(held))


def _program(machine: int, calls: tuple[int, ...]) -> bytes:
    """The filter in classic BPF: eight bytes an instruction (code, jt, jf, k)."""
    load, equal, answer = 0x20, 0x15, 0x06
    refuse, allow = 0x0005_0001, 0x7FFF_0000  # ERRNO with EPERM; ALLOW
    steps = [(load, 0, 0, 4), (equal, 1, 0, machine), (answer, 0, 0, refuse), (load, 0, 0, 0)]
    steps += [(equal, len(calls) - n, 0, call) for n, call in enumerate(calls)]
    steps += [(answer, 0, 0, refuse), (answer, 0, 0, allow)]
    return b"".join(struct.pack("@HBBI", *step) for step in steps)


def _prctl(option: int, *values: int) -> bool:
    try:
        call = ctypes.CDLL(None).prctl
        call.argtypes = [ctypes.c_int] + [ctypes.c_ulong] * 4
        done = call(option, *(*values, 0, 0, 0, 0)[:4])
    except (OSError, AttributeError):
        return False
    return bool(done == 0)
