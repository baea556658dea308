"""The updater killed at any instant: no half file under a final name, and the next one goes on."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tuf.api.metadata import Metadata

from tests.adapters.tuf_repository import REST, AnyRepository, Client, Served

KILLS = 40
FILES = {f"file-{n}": bytes([n]) * (1 << 20) for n in range(6)}


def killed_after(command: list[str], seconds: float) -> None:
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()


def check_whole(client: Client) -> None:
    """Every file with a final name is one that was published, from its first byte to its last."""
    for file in client.metadata.rglob("*.json"):
        Metadata.from_file(str(file))
    hashes = {hashlib.sha256(data).digest() for data in FILES.values()}
    for file in client.targets.iterdir():
        if not file.name.startswith("."):
            assert hashlib.sha256(file.read_bytes()).digest() in hashes


@pytest.mark.slow
def test_no_half_file_stands_under_a_final_name_whenever_the_updater_is_killed(tmp_path: Path):
    repository = AnyRepository()
    for name, data in FILES.items():
        repository.offers(name, data)
    with Served(repository) as served:
        client = Client(tmp_path, served)
        assert client.init(repository.published["root"][0]) == 0
        names = [word for name in FILES for word in ("--target-name", name)]
        command = [
            sys.executable, "-m", "stb", "updater", *client._where(), *names,
            "--target-dir", str(client.targets),
            "--target-base-url", f"{served.url}targets/", "download",
        ]  # fmt: skip
        for n in range(KILLS):
            repository.publishes("root", *REST)
            with suppress(FileNotFoundError):
                (client.targets / f"file-{n % len(FILES)}").unlink()

            killed_after(command, 0.3 + n * 0.02)

            check_whole(client)

        assert client.download(*FILES) == 0
    assert client.downloaded() == sorted(FILES.values())
    assert client.trusted()["root"] == KILLS + 1
