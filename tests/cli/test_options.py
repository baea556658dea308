"""Options that several verbs share."""

from __future__ import annotations

import argparse

import pytest

from stb.cli import main
from stb.cli.options import port, server


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("http://127.0.0.1:8780", "http://127.0.0.1:8780/"),
        ("http://127.0.0.1:8780/", "http://127.0.0.1:8780/"),
        ("https://tv.example/nl/v2", "https://tv.example/nl/v2/"),
        ("http://[::1]:8780", "http://[::1]:8780/"),
    ],
)
def test_a_head_end_is_named_by_its_base_with_or_without_a_slash(given: str, meant: str) -> None:
    assert server(given) == meant


@pytest.mark.parametrize(
    "given",
    ["", "127.0.0.1:8780", "ftp://tv.example/", "http:///v1", "http://tv.example:0/",
     "http://tv.example:99999/", "http://[::1", "http://a:b@tv.example/", "http://tv.example/?x=1"],
)  # fmt: skip
def test_what_is_no_base_of_a_server_is_wrong_usage(given: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="not a URL"):
        server(given)


@pytest.mark.parametrize("verb", [["tv", "--page"], ["demo", "--page"], ["headend", "serve"]])
@pytest.mark.parametrize("given", ["99999", "65536", "-1", "80x", "²", ""])
def test_a_port_that_there_is_not_is_wrong_usage(
    verb: list[str], given: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*verb, f"--port={given}"]) == 2

    assert "not a port from 0 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("given", [0, 8780, 65_535])
def test_every_other_port_may_be_asked_for(given: int) -> None:
    assert port(str(given)) == given
