"""`stb privacy`: what the privacy page shows and does, by verb."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stb.adapters.clock import SystemClock
from stb.adapters.store import SqliteStore
from stb.cli import main
from stb.engine.ports import Play
from stb.formats.register import register
from stb.formats.reports import schemas
from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose, State
from stb.model.place import Place
from stb.model.report import Kind, Order, PostPlan, Sent
from stb.model.time import PAL
from stb.ui import notices

HOUSEHOLD = "young-family"
NOW = SystemClock().utc().replace(microsecond=0)
"""`withdraw` lives by the clock of the machine."""

ENVELOPE = Sent(Kind.AD_PLAY, b'{"v":1}', NOW, "to bill the advertiser for a spot shown", 1072,
                "ab" * 32)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> list[str]:
    """The options for a box that agreed to two purposes, saw a spot and sent an envelope."""
    store = SqliteStore(tmp_path / "box" / HOUSEHOLD)
    for name, purpose in (("r1", Purpose.TAILORED_SPOTS), ("r2", Purpose.VIEWING_TIPS)):
        notice: Notice = notices.notice(purpose, "nl")
        asked = NOW - timedelta(days=3)
        store.add_consent(ConsentRecord(name, purpose, Answer.YES, asked, Method.POPUP, notice))
    store.add_play(Play("c1" * 32, "fluks", NOW - timedelta(hours=2)))
    plan = PostPlan("2026-W47", (), None)
    store.post(plan, ENVELOPE, play=None, token=None)
    store.keep_place(Place("sirius-6-x", "sirius-6", "Dijkwacht", PAL, 900, 9_000, NOW,
                           NOW + timedelta(days=5)))  # fmt: skip
    store.close()
    return ["--data", str(tmp_path), "--household", HOUSEHOLD]


def reopened(data: list[str]) -> SqliteStore:
    return SqliteStore(Path(data[1]) / "box" / HOUSEHOLD)


def test_the_schemas_that_are_printed_are_those_that_the_gate_writes_by(
    capsys: pytest.CaptureFixture[str],
):
    assert main(["privacy", "schemas"]) == 0
    printed = capsys.readouterr().out
    assert main(["privacy", "schemas", "--json"]) == 0
    on_a_line = capsys.readouterr().out

    assert json.loads(printed) == json.loads(on_a_line) == schemas()
    assert on_a_line.count("\n") == 1


def test_each_schema_is_written_to_a_file_of_its_kind_and_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["privacy", "schemas", "--out", str(tmp_path / "x"), "--json"]) == 0

    files = [Path(name) for name in json.loads(capsys.readouterr().out)]
    assert [file.name for file in files] == [
        f"{schema['$id']}.schema.json".replace("/", "-") for schema in schemas().values()
    ]
    assert [json.loads(file.read_text()) for file in files] == list(schemas().values())


def test_the_register_that_is_printed_is_the_one_that_is_made(capsys: pytest.CaptureFixture[str]):
    assert main(["privacy", "register", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == list(register())

    assert main(["privacy", "register"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    for row in register():
        assert f"{row['kind']} ({row['schema']})" in told
        for words in (row["purpose"], row["clause"], row["recipient"], row["kept"]):
            assert words in told


def test_what_left_is_printed_to_the_byte_with_when_and_why(
    data: list[str], capsys: pytest.CaptureFixture[str]
):
    assert main(["privacy", "sent", *data, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)

    assert facts["waiting"] == {"orders": 0, "plays": 1}
    (one,) = facts["sent"]
    assert (one["at"], one["kind"], one["purpose"]) == (
        ENVELOPE.at.strftime("%Y-%m-%dT%H:%M:%SZ"), "ad-play", ENVELOPE.purpose)  # fmt: skip
    assert bytes.fromhex(one["hex"]) == ENVELOPE.body
    assert (one["envelope_bytes"], one["envelope_sha256"]) == (1072, "ab" * 32)
    assert one["grounds"].startswith("consent")

    assert main(["privacy", "sent", *data, "--hex"]) == 0
    told = capsys.readouterr().out
    assert '{"v":1}' in told
    assert "7b 22 76 22 3a 31 7d" in told
    assert told.endswith("1 sent; 0 orders and 1 plays wait\n")


def test_the_budget_is_what_left_in_a_year(data: list[str], capsys: pytest.CaptureFixture[str]):
    store = reopened(data)
    for days in (20, 21, 500):
        answer = replace(ENVELOPE, kind=Kind.TELEMETRY, at=NOW - timedelta(days=days))
        store.post(PostPlan("2026-W47", (), None), answer, play=None, token=None)
    store.close()

    assert main(["privacy", "budget", *data, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["answers"], facts["epsilon"]) in {(1, 1), (2, 2)}  # 20 days may be two periods
    assert (facts["answers_a_year"], facts["epsilon_a_year"]) == (13, 13)
    assert main(["privacy", "budget", *data]) == 0
    assert "of 13 answers" in capsys.readouterr().out


def test_one_consent_is_withdrawn_and_what_was_kept_under_it_is_gone(
    data: list[str], capsys: pytest.CaptureFixture[str]
):
    assert main(["privacy", "withdraw", "tailored-spots", *data]) == 0

    assert "withdrawn" in capsys.readouterr().out
    store = reopened(data)
    spots, tips = (
        [r for r in store.consents() if r.purpose is purpose][-1]
        for purpose in (Purpose.TAILORED_SPOTS, Purpose.VIEWING_TIPS)
    )
    assert (spots.state, spots.method, spots.ends) == (State.WITHDRAWN, Method.COMMAND, "r1")
    assert tips.state is State.GIVEN
    assert (store.plays(), store.waiting(), store.plan()) == ((), (), None)
    assert [sent.body for sent in store.sent()] == [b""]
    store.close()
    assert main(["privacy", "sent", *data]) == 0
    assert "(erased)" in capsys.readouterr().out


def test_all_is_withdrawn_at_once_and_again_is_no_error(
    data: list[str], capsys: pytest.CaptureFixture[str]
):
    assert main(["privacy", "withdraw", "all", *data]) == 0
    assert main(["privacy", "withdraw", "all", *data]) == 0

    assert capsys.readouterr().out.count("was not in force") == 1 + len(Purpose)
    store = reopened(data)
    assert {r.purpose for r in store.consents() if r.state is State.WITHDRAWN} == {
        Purpose.TAILORED_SPOTS, Purpose.VIEWING_TIPS}  # fmt: skip
    store.close()


@pytest.mark.parametrize("what", ["use", "all"])
def test_nothing_is_erased_until_it_is_said_to_be_sure(
    what: str, data: list[str], capsys: pytest.CaptureFixture[str]
):
    assert main(["privacy", "erase", what, *data]) == 1

    told = capsys.readouterr()
    assert "would stay:" in told.out
    assert "--yes" in told.err
    store = reopened(data)
    assert store.places()
    assert store.consents()
    store.close()


def test_erasing_the_use_leaves_the_answers(data: list[str]):
    assert main(["privacy", "erase", "use", "--yes", *data]) == 0

    store = reopened(data)
    assert store.places() == ()
    assert len(store.consents()) == 2
    store.close()


def test_factory_settings_leave_no_answer_and_nothing_that_was_kept(data: list[str]):
    assert main(["privacy", "erase", "all", "--yes", *data]) == 0

    store = reopened(data)
    assert (store.consents(), store.places(), store.plays(), store.sent()) == ((), (), (), ())
    store.close()


def test_a_box_that_was_never_on_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    for verb in (["sent"], ["withdraw", "all"], ["erase", "all", "--yes"]):
        assert main(["privacy", *verb, "--data", str(tmp_path)]) == 1
        assert "no box of this household" in capsys.readouterr().err


def test_no_verb_can_agree_to_anything():
    assert main(["privacy", "agree", "tailored-spots"]) == 2


def test_withdrawing_and_erasing_start_no_head_end_and_need_none(
    data: list[str], capsys: pytest.CaptureFixture[str]
):
    where = Path(data[1]) / "headend"
    where.write_bytes(b"no folder: a head-end could not even start here")

    assert main(["privacy", "withdraw", "tailored-spots", *data]) == 0
    assert main(["privacy", "group", *data]) == 0
    assert main(["privacy", "erase", "all", "--yes", *data]) == 0

    assert "cannot" not in capsys.readouterr().err
    assert where.is_file()


def test_what_the_operator_will_notice_or_be_sent_is_told(
    data: list[str], capsys: pytest.CaptureFixture[str]
):
    store = reopened(data)
    order = Order("01" * 16, HOUSEHOLD, "vogelvrij", "Vogelvrij", 399, "EUR", NOW)
    store.add_order(order, None, ticket="t1", due=NOW)
    store.close()

    assert main(["privacy", "withdraw", "tailored-spots", *data]) == 0
    told = capsys.readouterr().out
    assert "told to the operator of this: nothing" in told
    assert "asks for no tokens" in told
    assert "sent at the next start, as it is owed: Vogelvrij" in told

    assert main(["privacy", "withdraw", "viewing-tips", *data]) == 0
    assert "notice" not in capsys.readouterr().out
    assert main(["privacy", "erase", "all", "--yes", *data]) == 0
    assert "sent at the next start, as it is owed: Vogelvrij" in capsys.readouterr().out
    store = reopened(data)
    assert [each.kind for each in store.queued()] == [Kind.ORDER]
    assert store.sent() == ()
    store.close()
