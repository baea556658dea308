"""The whole box: provisioned, put in a group, put right by keys, withdrawn, and nothing left."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stb.headend.catalogue import Catalogue
from stb.headend.faults import Faults
from stb.model.facts import Known, Origin
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.render import open_programme

from . import remote
from .conftest import NUMBER, Evening, stock

PIN = "6041"
DAY = timedelta(days=1).total_seconds()

pytestmark = pytest.mark.box(household="limburg", pictures="none")


def groups(box: Driver) -> list[str]:
    return [segment.id for segment in box.snapshot.segments]


def open_my_group(box: Driver) -> None:
    box.press("PRIVACY", "GREEN", *PIN)
    box.wait(0.5)
    assert box.state.screen == "my-group"


def go_to(box: Driver, fact: str) -> None:
    """The focus on one fact, from the top."""
    for _ in range(20):
        if box.state.focus == f"fact:{fact}":
            return
        box.press("DOWN")
    raise AssertionError(f"{fact} is not listed")


def on_disk(home: Home) -> bytes:
    folder = home.wanted.data / "box" / home.wanted.household
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def told(box: Driver, fact: str) -> Known | None:
    return box.snapshot.portrait.fact(fact)


def test_a_fact_put_right_by_keys_changes_the_group_and_a_no_leaves_nothing(
    home: Home, catalogue: Catalogue, evening: Evening
):
    stock(home.wanted.data, "limburg", catalogue)
    box = home.switch_on()
    box.wait(5)
    assert groups(box) == []
    assert told(box, "address") == Known("address", "Swalmerstraat 12, Roermond", Origin.OPERATOR)
    assert b"Swalmerstraat" not in on_disk(home)

    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "yes")
    box.press("STOP")
    assert groups(box) == ["limburg"]
    assert box.snapshot.portrait.why == ("province", "postcode")

    open_my_group(box)
    go_to(box, "province")
    box.press("OK", "YELLOW")
    box.wait(0.5)
    assert groups(box) == ["limburg"], "the postcode still says so"
    box.press(*["UP"] * 20)
    go_to(box, "postcode")
    box.press("OK", *"2061", "OK")
    box.wait(0.5)
    assert told(box, "postcode") == Known("postcode", "2061", Origin.VIEWER, "6041")
    assert groups(box) == ["high-income-postcodes"]
    assert b"high-income-postcodes" in on_disk(home)

    home.unplug(box)
    box = home.switch_on()
    box.wait(5)
    assert groups(box) == ["high-income-postcodes"]
    open_my_group(box)
    go_to(box, "postcode")
    box.press("OK", "RED")
    box.wait(0.5)
    assert told(box, "postcode") == Known("postcode", "6041", Origin.OPERATOR)
    assert groups(box) == ["limburg"]

    kept = b"create table"  # words of the schema stay, facts do not
    box.press("EXIT", "PRIVACY", "OK")
    box.wait(1)
    home.unplug(box)
    disk = on_disk(home).lower()
    assert kept in disk
    assert b"swalmerstraat" not in disk
    database = home.wanted.data / "box" / "limburg"
    rows = b"".join(file.read_bytes() for file in database.glob("box.db*"))
    for word in (b"limburg", b"high-income-postcodes", b"2061", b"6041"):
        assert word not in rows, word


def test_what_was_shown_to_one_group_keeps_the_next_one_waiting_until_monday(
    home: Home, catalogue: Catalogue, evening: Evening
):
    stock(home.wanted.data, "limburg", catalogue)
    box = home.switch_on()
    remote.open_catch_up(box, NUMBER, evening.programme)
    remote.answer(box, "yes")
    playing = open_programme(box.mediabox, evening.id)
    for brk in playing.breaks[:2]:
        box.seek(brk.at - 10)
        box.play_until(brk.end + 10)
    box.press("STOP")
    assert box.mediabox.box.snapshot.decisions or groups(box) == ["limburg"]

    box.press("PRIVACY", "YELLOW")
    box.wait(1)
    assert groups(box) == []
    assert box.snapshot.portrait.waits

    box.press("EXIT", "POWER")
    box.wait(6 * DAY)
    box.press("POWER")
    box.wait(3)
    assert not box.snapshot.portrait.waits
    assert groups(box) == [], "no other group fits this household"


def test_what_the_operator_tells_anew_arrives_signed_and_holds_from_the_next_week(home: Home):
    box = home.switch_on()
    box.wait(5)
    box.press("PRIVACY", "OK")
    box.wait(1)
    box.press("LEFT", "OK")
    box.wait(1)
    assert groups(box) == ["limburg"]
    operator = home.headend.operator
    changes = {"province": "zuid-holland", "postcode": "3071", "packages": ("basic", "sport")}
    operator.repository.administration.change("limburg", changes, operator.now())
    operator.repository.refresh(operator.now(), Faults())

    box.press("EXIT", "POWER")
    box.wait(DAY)
    provisioned = box.snapshot.inventory.provisioned
    assert provisioned is not None
    assert (provisioned.version, groups(box)) == (2, ["limburg"])
    box.wait(5 * DAY)
    box.press("POWER")
    box.wait(3)

    assert groups(box) == ["sports"]
    assert box.snapshot.portrait.why == ("packages",)
