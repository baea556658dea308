"""Long work says that it goes on, also where there is no terminal."""

from __future__ import annotations

import contextlib
import io
import threading

import pytest

from stb.cli.progress import lines_of


def test_work_that_takes_long_says_how_far_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    step = threading.Event()

    caught = io.StringIO()
    with (
        lines_of("counting", first_s=0.02, next_s=0.01) as (tell,),
        contextlib.redirect_stderr(caught),
    ):
        tell(3, 7)
        while "3 of 7" not in (told := capsys.readouterr().err):
            step.wait(0.01)

    assert told.splitlines()[0] == "stb: counting: 3 of 7"
    assert caught.getvalue() == ""  # what the work itself prints is told apart from it


def test_work_that_is_soon_done_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with lines_of("counting", "encoding") as (counting, encoding):
        counting(7, 7)
        encoding(1, 2)

    assert capsys.readouterr().err == ""
