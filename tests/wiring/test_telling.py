"""A person reads what is wrong in his lists where he started the television."""

from __future__ import annotations

import pytest

from stb.adapters.courier import Noted
from stb.engine.ports import FetchLineup, FetchStore, OpenLive
from stb.errors import InputError, UnavailableError
from stb.model.service import Lineup, Service
from stb.wiring.telling import telling, telling_headend

ONE = Service("own-1", 1, "Eén")


def broken(_: object) -> Noted:
    raise InputError("no media playlist")


def test_every_line_that_is_malformed_is_told_once():
    told: list[str] = []
    answer = Noted(Lineup((ONE,)), ("line 3: no address", "line 9: no address"))
    handlers = telling({FetchLineup: lambda _: answer}, told.append)

    answers = [handlers[FetchLineup](FetchLineup()) for _ in range(3)]

    assert answers == [answer] * 3
    assert told == ["channel list: line 3: no address", "channel list: line 9: no address"]


def test_a_channel_that_does_not_open_is_named_by_its_number_and_still_fails():
    told: list[str] = []
    handlers = telling({OpenLive: broken}, told.append)

    with pytest.raises(InputError):
        handlers[OpenLive](OpenLive(ONE))

    assert told == ["channel 1: no media playlist [input]"]


def test_what_is_the_operators_is_not_told():
    told: list[str] = []
    handlers = telling({FetchStore: broken}, told.append)

    with pytest.raises(InputError):
        handlers[FetchStore](FetchStore())

    assert told == []


def test_a_head_end_that_does_not_answer_is_told_once_whatever_is_asked_there():
    told: list[str] = []

    def dead(_: object) -> Noted:
        raise UnavailableError("connection refused")

    handlers = telling_headend({FetchLineup: dead, FetchStore: dead}, told.append)

    for asked in (FetchLineup(), FetchStore(), FetchLineup()):
        with pytest.raises(UnavailableError):
            handlers[type(asked)](asked)

    assert told == ["head-end: connection refused [unavailable]"]


def test_an_authority_that_is_not_known_is_told_once_with_the_option_that_names_it():
    told: list[str] = []
    said = iter(["[SSL: CERTIFICATE_VERIFY_FAILED] self-signed", "no answer in time"])

    def unknown(_: object) -> Noted:
        raise UnavailableError(next(said))

    handlers = telling_headend({FetchLineup: unknown}, told.append)
    for _ in range(2):
        with pytest.raises(UnavailableError):
            handlers[FetchLineup](FetchLineup())

    assert len(told) == 1
    assert told[0].endswith("; --ca FILE names the authority that it is known by")
