"""Viewing figures of a whole box, at the socket and at the head-end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stb.engine.commands import AnswerConsent
from stb.engine.figures import SENDINGS
from stb.formats.envelope import SEALED_OCTETS
from stb.model.consent import Answer, Method, Purpose
from stb.model.report import Kind
from stb.qa.driver import Driver
from stb.qa.plugin import Home
from stb.qa.recorder import Recorder
from stb.ui import notices

from .wire import undeclared

WEEKS = timedelta(weeks=1).total_seconds()


def says(box: Driver, answer: Answer) -> None:
    notice = notices.notice(Purpose.TELEMETRY, "nl")
    box.mediabox.send(AnswerConsent(Purpose.TELEMETRY, answer, Method.PRIVACY_PAGE, notice))
    box.wait(1)


@pytest.mark.slow
@pytest.mark.box(pictures="none")
def test_in_three_weeks_one_answer_leaves_twice_and_counts_once(
    stocked: Home, recorder: Recorder, relay_recorder: Recorder
):
    box = stocked.switch_on(headend=recorder.url, relay=relay_recorder.url)
    says(box, Answer.YES)
    box.press("POWER")
    box.wait(3 * WEEKS)

    assert undeclared(recorder) == undeclared(relay_recorder) == []
    posted = [request.target for request in recorder.requests() if request.method == "POST"]
    assert posted == ["/telemetry-tokens/v1"]
    assert [len(request.body) for request in relay_recorder.requests()] == SENDINGS * [
        SEALED_OCTETS
    ]
    left = [sent for sent in box.sent if sent.kind is Kind.TELEMETRY]
    assert len(left) == SENDINGS
    assert len({sent.body for sent in left}) == 1
    facts = stocked.headend.ledger()
    assert (facts["envelopes"], facts["refused"]) == (SENDINGS, 0)
    (figure,) = stocked.headend.operator.figures.told()
    assert (figure.period, figure.answers) == ("2026-W45", 0)


@pytest.mark.slow
@pytest.mark.box(pictures="none")
def test_a_withdrawal_before_the_answer_left_leaves_nothing_and_sends_nothing(
    stocked: Home, relay_recorder: Recorder
):
    box = stocked.switch_on(relay=relay_recorder.url)
    says(box, Answer.YES)
    box.wait(600)
    box.press("POWER")
    box.wait(1.7 * WEEKS)
    box.press("POWER")
    says(box, Answer.NO)
    box.press("POWER")
    box.wait(2 * WEEKS)

    assert relay_recorder.requests() == ()
    assert not [sent for sent in box.sent if sent.body]
