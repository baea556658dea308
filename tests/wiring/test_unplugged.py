"""A box without its line: its own rules on its own folder, and nobody asked or told."""

from __future__ import annotations

import hashlib
import socket
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from stb.adapters.store import SqliteStore
from stb.engine.commands import FactoryReset
from stb.engine.snapshot import Snapshot
from stb.errors import RefusedError
from stb.headend.assets import find_assets
from stb.headend.catalogue import read_catalogue
from stb.model.facts import Origin
from stb.qa.driver import Driver
from stb.qa.plugin import AT
from stb.wiring.assembly import assemble
from stb.wiring.configuration import Configuration, Pictures, Switch, Time
from stb.wiring.unplugged import NeverOn, looked_into, unplugged
from tests.scenarios.conftest import stock


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> tuple[Configuration, Snapshot]:
    """A box that agreed, found its group and was switched off; what it knew then."""
    data = tmp_path_factory.mktemp("used")
    stock(data, "young-family", read_catalogue(find_assets()))
    wanted = Configuration(
        data=data, time=Time.VIRTUAL, at=datetime.fromisoformat(AT), pictures=Pictures.NONE,
        consent=Switch.YES,
    )  # fmt: skip
    with assemble(wanted) as mediabox:
        driver = Driver(mediabox)
        driver.settle()
        return replace(wanted, consent=Switch.ASK), driver.snapshot


def bytes_below(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.name.startswith("box.db-")
    }


def nobody(*_: object) -> None:
    raise AssertionError("somebody was asked")


def test_what_is_looked_at_is_what_the_box_knew(used: tuple[Configuration, Snapshot]):
    wanted, knew = used
    assert knew.segments

    with looked_into(wanted) as looked:
        seen = looked.box.snapshot

    assert seen.segments == knew.segments
    assert seen.portrait.known == knew.portrait.known
    assert {one.origin for one in seen.portrait.known} >= {Origin.OPERATOR}
    assert seen.inventory.refusals == knew.inventory.refusals


def test_looking_changes_nothing_on_the_disk_whatever_the_day(
    used: tuple[Configuration, Snapshot],
):
    wanted, _ = used
    before = bytes_below(wanted.data)

    with looked_into(replace(wanted, at=datetime.fromisoformat("2027-06-01T12:00:00Z"))) as looked:
        assert looked.box.snapshot.segments == ()

    assert bytes_below(wanted.data) == before


def test_nobody_is_asked_and_nothing_is_listened_on(
    used: tuple[Configuration, Snapshot], monkeypatch: pytest.MonkeyPatch
):
    wanted, _ = used
    for what in ("connect", "connect_ex", "bind", "listen", "sendto"):
        monkeypatch.setattr(socket.socket, what, nobody)

    with looked_into(wanted) as looked:
        assert looked.box.snapshot.segments
    with unplugged(wanted) as box:
        for _ in range(3):
            box.step()


def test_a_box_that_was_never_on_or_is_on_is_left_alone(used: tuple[Configuration, Snapshot]):
    wanted, _ = used

    with (
        pytest.raises(NeverOn, match="those of young-family"),
        unplugged(replace(wanted, household="limburg")),
    ):
        pass
    with (
        closing(SqliteStore(wanted.data / "box" / "young-family")),
        pytest.raises(RefusedError),
        unplugged(wanted),
    ):
        pass


def test_a_command_is_obeyed_as_on_the_screen(used: tuple[Configuration, Snapshot]):
    wanted, _ = used

    with unplugged(wanted) as box:
        box.send(FactoryReset())
        box.step()

    with closing(SqliteStore(wanted.data / "box" / "young-family")) as store:
        assert store.consents() == ()
        assert store.profile.group() is None
