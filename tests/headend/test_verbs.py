from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from stb.cli import headend as verbs
from stb.cli import main
from stb.formats.bundle import read_bundle, read_rule
from stb.formats.envelope import SEALED_OCTETS
from stb.headend.server import HeadEnd
from stb.model.report import Order
from tests.signer import Signer

from .material import write_clip

HEADINGS = {"Head-end": (verbs.register,)}


def stb(*arguments: object) -> int:
    return main([str(each) for each in arguments], HEADINGS)


def of(headend: HeadEnd) -> Signer:
    """The box of a household of this operator's."""
    return Signer(credential=headend.credential("limburg"))


def test_what_was_ordered_and_played_is_printed(
    headend: HeadEnd,
    http: requests.Session,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    order = Order("o1", "limburg", "nachttrein", "Nachttrein", 499, "EUR",
                  datetime(2026, 11, 18, 19, 30, tzinfo=UTC))  # fmt: skip
    http.post(headend.url + "orders/v1", data=of(headend).next(order))
    http.post(headend.relay_url + "relay/v1", data=bytes(SEALED_OCTETS))

    assert stb("headend", "ledger", "--json", "--data", tmp_path) == 0
    facts = json.loads(capsys.readouterr().out)
    assert stb("headend", "invoice", "--household", "limburg", "--data", tmp_path) == 0
    text = capsys.readouterr().out
    bill = ("headend", "invoice", "--household", "limburg", "--month", "2026-12", "--json")
    assert stb(*bill, "--data", tmp_path) == 0
    later = json.loads(capsys.readouterr().out)

    assert set(facts) == {
        "orders", "held", "chains", "plays", "withheld", "envelopes", "refused", "requests",
        "turned_away",
    }  # fmt: skip
    assert (facts["held"], facts["turned_away"]) == ([], {})
    assert [(row["subscriber"], row["orders"], row["whole"]) for row in facts["chains"]] == [
        ("limburg", 1, True)
    ]
    assert [row["id"] for row in facts["orders"]] == ["o1"]
    assert (facts["plays"], facts["withheld"]) == ({}, [])
    assert (facts["envelopes"], facts["refused"]) == (1, 1)
    assert [row["path"] for row in facts["requests"]] == ["/orders/v1", "/envelopes/v1"]
    assert "Nachttrein" in text
    assert "2026-11" in text
    assert (later["lines"], later["total_cents"]) == ([], 0)


def test_a_running_head_end_publishes_what_the_verbs_booked(
    headend: HeadEnd,
    http: requests.Session,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    rule = tmp_path / "rule.json"
    rule.write_text('{"fact": "interests", "has": "diving"}')
    file = write_clip(tmp_path / "spot.mp4", frames=250)
    data = ("--data", tmp_path)

    added = stb("headend", "segment", "add", "duikers", "--households", 120, "--rule", rule,
                "--words", "Wie duikt", *data)  # fmt: skip
    flight = ("--from", "2026-11-01", "--to", "2026-12-01T00:00:00+01:00", "--cap", 2)
    booked = stb("headend", "spot", "add", file, "--campaign", "duik", "--segment", "duikers",
                 *flight, *data)  # fmt: skip
    creative = capsys.readouterr().out.split()[-1]
    http.get(headend.url + "repository/metadata/timestamp.json")
    targets = tmp_path / "headend" / "repository" / "targets" / "bundles" / "2026-W47"
    bundle = read_bundle(next(targets.glob("*.duikers.json")).read_bytes())

    assert (added, booked) == (0, 0)
    assert [(c.id, c.campaign, c.frames, c.cap) for c in bundle.creatives] == [
        (creative, "duik", 250, 2)
    ]
    assert bundle.creatives[0].not_after == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert bundle.segment.in_words("en") == "Wie duikt"
    assert http.get(f"{headend.url}repository/content/c/{creative[:2]}/{creative}").ok


def test_a_programme_taken_in_is_served_at_once(
    headend: HeadEnd,
    http: requests.Session,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = write_clip(tmp_path / "own.mp4", frames=200)

    code = stb("headend", "ingest", file, "--service", 8, "--title", "Mijn", "--data", tmp_path)
    name = capsys.readouterr().out.strip()

    assert code == 0
    assert http.get(f"{headend.url}catch-up/{name}/index.m3u8").ok
    guide = http.get(headend.url + "v1/guide/2026-11-17").json()["programmes"]
    assert [p["service"] for p in guide if p["id"] == name] == ["vesper"]


def test_the_root_is_the_one_that_is_served(headend: HeadEnd, tmp_path: Path) -> None:
    file = tmp_path / "ROOT.json"

    assert stb("headend", "root", file, "--data", tmp_path) == 0
    assert file.read_bytes() == headend.root()


def test_publishing_names_the_weeks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = stb("headend", "publish", "--at", "2026-12-30T12:00:00+01:00", "--data", tmp_path)

    assert code == 0
    assert capsys.readouterr().out.splitlines()[0].split() == ["2026-W53", "2027-W01"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("ingest", "nowhere.mp4", "--service", "6", "--title", "T"),
        ("ingest", __file__, "--service", "6", "--title", "T"),
        ("ingest", __file__, "--service", "11", "--title", "T"),
        ("spot", "add", __file__, "--campaign", "c", "--segment", "limburg"),
        ("segment", "add", "x", "--households", "200", "--rule", __file__),
        ("invoice", "--household", "h", "--month", "november"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert stb("headend", *arguments, "--data", tmp_path) == 1
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert said.out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ("serve", "--port", "-1"),
        ("ingest", "x", "--service", "6", "--title", "T", "--share", "2"),
        ("segment", "add", "Not A Name", "--households", "200", "--rule", "x"),
        ("spot", "add", "x", "--campaign", "a b", "--segment", "s"),
    ],
)
def test_wrong_usage_is_two(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert stb("headend", *arguments, "--data", tmp_path) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is another thing there")
def test_serving_prints_its_address_first_and_ends_cleanly_on_ctrl_c(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "stb", "headend", "serve", "--port", "0", "--data", tmp_path]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        url = run.stdout.readline().strip()
        assert url, run.communicate()[1]
        relay = run.stdout.readline()
        answered = requests.get(url + "v1/lineup", timeout=20).status_code
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=20)

    assert url.startswith("http://127.0.0.1:")
    assert relay.startswith("relay http://127.0.0.1:")
    assert answered == 200
    assert (run.returncode, out, err) == (130, "", "")


def test_a_household_that_never_ordered_has_no_bill(
    headend: HeadEnd, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stb("headend", "invoice", "--household", "nobody", "--data", tmp_path) == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "stb: household nobody has never ordered anything [invoice.household]\n"


@pytest.mark.parametrize("month", ["2026-13", "november", "2026-1", " ", ""])
def test_a_month_that_is_none_is_told_before_anything_is_looked_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], month: str
) -> None:
    asked = ("invoice", "--household", "nobody", "--month", month)

    assert stb("headend", *asked, "--data", tmp_path / "not-there") == 1

    assert "[invoice.month]" in capsys.readouterr().err
    assert not (tmp_path / "not-there").exists()


def test_one_order_is_told_in_the_singular(
    headend: HeadEnd, http: requests.Session, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    order = Order("o1", "limburg", "nachttrein", "Nachttrein", 499, "EUR",
                  datetime(2026, 11, 18, 19, 30, tzinfo=UTC))  # fmt: skip
    http.post(headend.url + "orders/v1", data=of(headend).next(order))

    assert stb("headend", "ledger", "--data", tmp_path) == 0

    assert capsys.readouterr().out.splitlines()[-1] == "1 order, 1 request"


def test_groups_and_spots_are_listed_ours_and_added(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rule = tmp_path / "rule.json"
    rule.write_text('{"fact": "interests", "has": "diving"}')
    file = write_clip(tmp_path / "spot.mp4", frames=250)
    data = ("--data", tmp_path)
    stb("headend", "segment", "add", "duikers-2", "--households", 120, "--rule", rule, *data)
    stb("headend", "spot", "add", file, "--campaign", "duik", "--segment", "duikers-2", *data)
    capsys.readouterr()

    assert stb("headend", "segment", "list", "--json", *data) == 0
    groups = {row["id"]: row for row in json.loads(capsys.readouterr().out)}
    assert stb("headend", "spot", "list", "--json", *data) == 0
    spots = {row["campaign"]: row for row in json.loads(capsys.readouterr().out)}
    assert stb("headend", "segment", "list", *data) == 0
    assert stb("headend", "spot", "list", *data) == 0
    text = capsys.readouterr().out

    assert groups["duikers-2"]["households"] == 120
    assert groups["duikers-2"]["rule"] == {"fact": "interests", "has": "diving"}
    assert "limburg" in groups
    assert (spots["duik"]["frames"], spots["duik"]["segments"]) == (250, ["duikers-2"])
    assert "for duikers-2" in text


def test_the_help_and_the_refusal_of_a_name_agree_and_the_rules_in_the_help_are_rules(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = ("Duikers!", "--households", 120, "--rule", "rule.json")
    assert stb("headend", "segment", "add", *given) == 2
    refusal = capsys.readouterr().err
    assert stb("headend", "segment", "add", "--help") == 0
    told = capsys.readouterr().out

    assert "small letters, digits and hyphens" in refusal
    assert "small letters, digits and hyphens" in told
    rules = [line[: line.rindex("}") + 1] for line in told.splitlines() if line[:3] == "  {"]
    tests = [rule for rule in rules if "RULE" not in rule]
    assert len(tests) == 5
    for rule in tests:
        read_rule(rule.encode())
