"""What holds for every test: how it is run, beside which others, and what is said of that."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Generator
from dataclasses import astuple, dataclass
from typing import Any

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code: time is for `stb bench`.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

A_WHILE = 10.0
"""Seconds that a slow test takes whose mark does not say how many."""

_LONG = 0.2
"""Seconds after which a test has had so many pictures that the heap is worth a look."""


@dataclass(slots=True)
class Process:
    """What one of several processes did: tests, the seconds they took, its most memory in MB."""

    tests: int = 0
    seconds: float = 0.0
    most: int = 0

    def __str__(self) -> str:
        minutes, rest = divmod(round(self.seconds), 60)
        return f"{self.tests} tests in {minutes}:{rest:02}, {self.most} MB at its most"


_OWN = pytest.StashKey[Process]()
_ALL = pytest.StashKey[dict[str, Process]]()


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_OWN] = Process()
    config.stash[_ALL] = {}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where tests run beside each other the longest begin first, so that all end together."""
    if is_one_of_several(config):
        items.sort(key=seconds, reverse=True)


def seconds(item: pytest.Item) -> float:
    """How long a test takes, as its mark says; none for those that are quick."""
    slow = item.get_closest_marker("slow")
    return 0.0 if slow is None else float(slow.kwargs.get("seconds", A_WHILE))


def is_one_of_several(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    own = item.config.stash[_OWN]
    before = own.seconds
    ran = yield
    own.tests += 1
    if own.seconds - before > _LONG:
        give_back()
    return ran


def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    item.config.stash[_OWN].seconds += call.duration


def pytest_sessionfinish(session: pytest.Session) -> None:
    config: Any = session.config
    if is_one_of_several(config):
        own = config.stash[_OWN]
        own.most = most_memory()
        config.workeroutput["process"] = astuple(own)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    told = getattr(node, "workeroutput", {}).get("process")
    if told is not None:
        node.config.stash[_ALL][node.gateway.id] = Process(*told)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    for name, process in sorted(config.stash[_ALL].items()):
        terminalreporter.write_line(f"{name}: {process}")


def most_memory() -> int:
    """The most MB of memory that this process ever had, 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> 20 if sys.platform == "darwin" else most >> 10


def _give_back() -> Callable[[], object]:
    """What hands freed memory back to the system where the C library keeps it for itself.

    Threads that come and go with their pictures leave holes in glibc's heap: gigabytes after
    half an hour, of which a hundredth is in use.
    """
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):
        return lambda: None
    return lambda: trim(0)


give_back = _give_back()
