"""Scripts for the box: a JSON object a line in, facts a line out.

What the lines are stands in `stb.qa.script_lines`. Every line answers with one
line: the line's number, what it did, and the state after it. An expectation
that does not hold ends the script.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from stb.errors import InputError, RefusedError
from stb.qa.driver import DEFAULT_WAIT_S, Driver, NotReached, key_named

Emit = Callable[[dict[str, object]], None]

LONGEST_HOLD_S = 3600
MOST_FRAME_STEPS = 100_000
_ACTS = (
    "press", "hold", "wait", "play_until", "seek", "frame_step", "pause", "start_over", "watch",
    "go_on", "wait_until", "clock",
)  # fmt: skip
KNOWN = {*_ACTS, "expect", "frame", "state", "screen", "as_run"}
"""What a line can do."""


class BadScript(InputError):
    """A line of a script says nothing that can be done."""

    code = "script.line"

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number


class Unexpected(RefusedError):
    """The box is not in the state that a script expects."""

    code = "script.expect"

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"line {number}: {why}")
        self.number = number


def run(driver: Driver, lines: Iterable[str], *, out: Path, emit: Emit) -> None:
    """Run a script; pictures go into the folder ``out``, facts to ``emit``.

    Raises:
        BadScript: a line is malformed.
        Unexpected: an expectation or a wait does not hold; a picture shows the screen then.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        step = _parsed(number, line)
        try:
            emit({"line": number, **_done(driver, number, step, out)})
        except NotReached as error:
            raise Unexpected(number, str(error)) from None
        except BadScript:
            raise
        except (TypeError, ValueError, OverflowError, InputError) as error:
            raise BadScript(number, str(error)) from error


def check(lines: Iterable[str]) -> None:
    """What is wrong with a script whatever the box does: lines and keys that there are not.

    Raises:
        BadScript: a line is malformed, begins with nothing that is known, or names no key.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        step = _parsed(number, line)
        if not step.keys() & KNOWN:
            raise BadScript(number, f"nothing is known of {', '.join(map(str, step))}")
        keys = step.get("press", step.get("hold"))
        for key in keys if isinstance(keys, list) else [keys]:
            try:
                if isinstance(key, str):
                    key_named(key)
            except InputError as error:
                raise BadScript(number, str(error)) from error


def _parsed(number: int, line: str) -> dict[str, object]:
    try:
        step = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadScript(number, f"not JSON: {error}") from None
    if not isinstance(step, dict) or not step:
        raise BadScript(number, "not an object")
    return step


def _done(driver: Driver, number: int, step: dict[str, object], out: Path) -> dict[str, object]:
    """What came of one line: for what was done where the box is after it, else the answer."""
    if done := _acted(driver, number, step):
        return {done: step[done], **_where(driver)}
    match step:
        case {"expect": dict(wanted)}:
            if differs := _differs(driver, number, wanted):
                raise Unexpected(number, differs)
            return {"expect": wanted, "holds": True}
        case {"frame": str(name)}:
            return {"frame": str(driver.save(_inside(number, out, name)))}
        case {"state": True}:
            return {"state": driver.facts}
        case {"screen": True}:
            return {"screen": driver.text.splitlines()}
        case {"as_run": True}:
            return {"as_run": [json.loads(text) for text in driver.log.splitlines()]}
    raise BadScript(number, f"nothing is known of {', '.join(map(str, step))}")


def _acted(driver: Driver, number: int, step: dict[str, object]) -> str:
    """What was done on the box, by its name in the line; empty if the line asks for nothing."""
    match step:
        case {"press": str(key)}:
            driver.press(key)
        case {"press": list(keys)}:
            driver.press(*(str(key) for key in keys))
        case {"hold": str(key), "for": int() | float() as seconds}:
            driver.hold(key, _bounded(number, seconds, LONGEST_HOLD_S))
        case {"wait": str() | int() | float() as length}:
            driver.wait(length)
        case {"play_until": str() | int() as place}:
            driver.play_until(place)
        case {"seek": int(frame)}:
            driver.seek(frame)
        case {"frame_step": int(by)}:
            driver.frame_step(round(_bounded(number, by, MOST_FRAME_STEPS)))
        case {"pause": bool(stand)}:
            driver.pause() if stand else driver.resume()
        case {"start_over": True}:
            driver.start_over()
        case {"watch": str(programme)}:
            driver.watch(programme)
        case {"go_on": str(programme)}:
            driver.go_on(programme)
        case {"wait_until": dict(wanted), **rest}:
            timeout = rest.get("timeout", DEFAULT_WAIT_S)
            if not isinstance(timeout, (str, int, float)):
                raise BadScript(number, "timeout is a timecode, or seconds")
            driver.wait_until(lambda d: not _differs(d, number, wanted), timeout=timeout)
        case {"clock": str(text)}:
            driver.mediabox.run_to(datetime.fromisoformat(text))
        case _:
            return ""
    return next(name for name in _ACTS if name in step)


def _bounded(number: int, value: float, most: int) -> float:
    """``value``, if it is a number between ``-most`` and ``most``."""
    if not -most <= value <= most:
        raise BadScript(number, f"{value} is beyond {most}")
    return value


def _where(driver: Driver) -> dict[str, object]:
    state = driver.state
    return {"screen": state.screen, "place": state.place, "frame": state.frame}


def _differs(driver: Driver, number: int, wanted: dict[object, object]) -> str:
    facts = driver.facts
    for name, value in wanted.items():
        if name not in facts:
            raise BadScript(number, f"no fact {name!r}; there are {', '.join(facts)}")
        if facts[str(name)] != value:
            return f"{name} is {facts[str(name)]!r}, expected {value!r}"
    return ""


def _inside(number: int, out: Path, name: str) -> Path:
    path = out / name
    if path.suffix != ".png" or not path.resolve().is_relative_to(out.resolve()):
        raise BadScript(number, "a picture is a .png inside the output folder")
    return path
