"""https by an authority of the operator's own, which the box pins and nobody else needs."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stb.adapters.http import Http
from stb.adapters.http_errors import HttpUnreachable
from stb.adapters.metadata import Metadata
from stb.cli import main
from stb.cli.options import server
from stb.headend.certificates import BadAuthority, Credentials, authority, credentials
from stb.headend.server import HeadEnd
from tests.adapters.memory_store import MemoryStore

from .conftest import SetClock


@pytest.fixture
def shown(tmp_path: Path) -> Credentials:
    return credentials(tmp_path / "operator")


@pytest.fixture
def secure(
    tmp_path: Path, material: Path, clock: SetClock, shown: Credentials
) -> Iterator[HeadEnd]:
    serving = HeadEnd(tmp_path, clock=clock, seed=1, assets=material)
    serving.start(credentials=shown)
    yield serving
    serving.stop()


def test_a_box_that_pins_the_authority_fetches_and_sends_by_https(secure, shown, tmp_path, clock):
    assert secure.url.startswith("https://127.0.0.1:")
    with closing(Http(secure.url, verify=str(shown.authority))) as http:
        box = Metadata(
            http, root=secure.root(), folder=tmp_path / "box", clock=clock, seen=MemoryStore()
        )

        box.refreshed()

        assert http.get("v1/lineup", cap=1 << 20)
        assert http.post("orders/v1", b"{}", cap=1 << 16, close=True).status == 422


def test_by_its_name_it_is_known_as_well(secure, shown):
    url = secure.url.replace("127.0.0.1", "localhost")
    with closing(Http(url, verify=str(shown.authority))) as http:
        assert http.get("v1/lineup", cap=1 << 20)


@pytest.mark.parametrize("trusts", ["the system's", "another operator's"])
def test_a_box_that_trusts_others_says_nothing_to_it(secure, tmp_path, trusts):
    other = authority(tmp_path / "other")
    verify = True if trusts == "the system's" else str(other)
    with closing(Http(secure.url, verify=verify)) as http, pytest.raises(HttpUnreachable) as error:
        http.get("v1/lineup", cap=1 << 20)

    assert "CERTIFICATE_VERIFY_FAILED" in str(error.value) or "certificate" in str(error.value)
    assert secure.ledger()["requests"] == []


def test_a_certificate_for_another_name_is_refused(tmp_path, material, clock):
    shown = credentials(tmp_path / "operator", names=("elsewhere.example",))
    serving = HeadEnd(tmp_path, clock=clock, seed=1, assets=material)
    url = serving.start(credentials=shown)
    try:
        with closing(Http(url, verify=str(shown.authority))) as http:
            with pytest.raises(HttpUnreachable):
                http.get("v1/lineup", cap=1 << 20)
    finally:
        serving.stop()


def test_the_authority_stays_and_the_servers_certificate_is_new_at_every_start(tmp_path):
    one = credentials(tmp_path)
    first, ca = one.certificate.read_bytes(), one.authority.read_bytes()

    two = credentials(tmp_path)

    assert two.authority.read_bytes() == ca == authority(tmp_path).read_bytes()
    assert two.certificate.read_bytes() != first
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "tls").glob("*.pem")} == {0}


def test_a_damaged_authority_is_told(tmp_path):
    authority(tmp_path).write_text("nothing")

    with pytest.raises(BadAuthority):
        credentials(tmp_path)


@pytest.mark.parametrize("url", ["http://tv.example/", "http://192.168.1.2:8780/"])
def test_plain_http_is_for_this_machine_only(url):
    with pytest.raises(ArgumentTypeError, match="this machine only"):
        server(url)


@pytest.mark.parametrize(
    "url", ["http://localhost:1/", "http://127.0.0.1/", "http://[::1]:2/", "https://tv.example/"]
)
def test_by_https_or_here_a_head_end_may_be_asked(url):
    assert server(url) == url


def test_the_verbs_serve_https_and_write_the_authority(tmp_path):
    assert main(["headend", "authority", str(tmp_path / "CA.pem"), "--data", str(tmp_path)]) == 0
    command = [sys.executable, "-m", "stb", "headend", "serve", "--https", "--port", "0",
               "--data", str(tmp_path)]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        url = serving.stdout.readline().strip()
        try:
            with closing(Http(url, verify=str(tmp_path / "CA.pem"))) as http:
                assert b"sirius-6" in http.get("v1/lineup", cap=1 << 20)
        finally:
            serving.terminate()
