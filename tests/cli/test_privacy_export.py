"""`stb privacy export`: all that the box keeps of a household, and no secret."""

from __future__ import annotations

import base64
import hashlib
import json
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stb.adapters import assets, language
from stb.adapters.clock import SystemClock
from stb.adapters.store import SqliteStore
from stb.cli import main
from stb.engine.agreement import NOT_MINE
from stb.engine.ports import Play
from stb.engine.profile_store import HeldGroup
from stb.formats.privacy_pass import TOKEN_OCTETS
from stb.model.consent import Answer, ConsentRecord, Method, Purpose
from stb.model.declared import KEPT, NOT_TOLD
from stb.model.place import BreakMade, Place, Remembered, SpotMade
from stb.model.product import Product, Rental
from stb.model.report import HeldToken, Kind, Order, PostPlan, Sent
from stb.model.telemetry import Answer as Figure
from stb.model.telemetry import Seen, Watched
from stb.model.time import PAL
from stb.model.viewed import Part, Viewed
from stb.ui import notices

HOUSEHOLD = "young-family"
NOW = SystemClock().utc().replace(microsecond=0)
SPOT, TOKEN = "c1" * 32, bytes(range(251)) * 2
TOKEN = TOKEN[:TOKEN_OCTETS]

PART_OF = {
    "consent": "answers", "orders": "orders", "rental": "rentals", "outbox": "outbox",
    "sent": "sent", "envelope": "sent", "play": "plays", "waiting": "envelopes",
    "token": "envelopes", "plan": "envelopes", "place": "places", "viewing": "viewings",
    "setting": "settings", "correction": "corrections", "held_group": "group",
    "viewed": "viewed", "seen": "figures", "answer": "figures",
    "chain": "outbox",
}  # fmt: skip
"""The part that a table of the database is told in; where a chain stands every order says."""

OF_NOBODY = {"role_version", "scrubbing"}
"""Versions of signed files, which are the same for all, and a mark that something is erased."""

SECRET = {"asked"}
"""What hides a request for tokens from their issuer, until it is answered."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A box that keeps something of everything."""
    folder = tmp_path / "box" / HOUSEHOLD
    store = SqliteStore(folder)
    for name, purpose in (("r1", Purpose.TAILORED_SPOTS), ("r2", Purpose.TELEMETRY)):
        notice = notices.notice(purpose, "nl")
        asked = NOW - timedelta(days=3)
        store.add_consent(ConsentRecord(name, purpose, Answer.YES, asked, Method.POPUP, notice))
    product = Product("vogelvrij", "Vogelvrij", "", 399, "films/vogelvrij.m3u8")
    for number, sent in ((1, True), (2, False)):
        order = Order(f"{number:032x}", HOUSEHOLD, product.id, "Vogelvrij", 399, "EUR", NOW)
        store.add_order(order, Rental(product, order.id, NOW), ticket=f"t{number}", due=NOW)
        if sent:
            (queued,) = store.queued()
            store.settle("t1", Sent(Kind.ORDER, queued.body, NOW, "to bill what was ordered"))
    store.add_play(Play(SPOT, "fluks", NOW - timedelta(hours=2)))
    plan = PostPlan("2026-W47", (NOW + timedelta(days=1),), None)
    store.keep_tokens((HeldToken("2026-W47", TOKEN),), plan, Sent(Kind.TOKENS, b"{}", NOW, "x"))
    left = Sent(Kind.AD_PLAY, b'{"v":1}', NOW, "to bill the advertiser", 1072, "ab" * 32)
    store.post(plan, left, play=None, token=None)
    store.keep_place(Place("sirius-6-x", "sirius-6", "Dijkwacht", PAL, 900, 9_000, NOW,
                           NOW + timedelta(days=5)))  # fmt: skip
    made = BreakMade("b1", (SpotMade("s1", SPOT, "chosen", "families"),))
    store.remember_viewing(Remembered("sirius-6-x", NOW, (made,)))
    store.profile.keep_correction("children", 3)
    store.profile.hold_group(HeldGroup("2026-W47", "families"))
    week = "2026-W47"
    store.profile.add_viewed((Viewed(week, Watched.SPORT, Part.EVENING, 61),), weeks=(week,))
    store.figures.add_seen((Seen("2026-W45", Watched.NEWS, 62),))
    store.figures.keep_answer(Figure("2026-W41", Watched.MUSIC, (NOW,), NOW, TOKEN))
    for name, value in (("volume", "35"), ("service", "sirius-6"), (NOT_MINE, "pensioners")):
        store.remember(name, value)
    store.close()
    return folder


def exported(folder: Path, *more: str) -> dict[str, Any]:
    file = folder.parents[1] / "mine.json"
    data = ["--data", str(folder.parents[1]), "--household", HOUSEHOLD]
    assert main(["privacy", "export", *data, "--out", str(file), *more]) == 0
    read = json.loads(file.read_text(encoding="utf-8"))
    assert isinstance(read, dict)
    return read


def held(export: dict[str, Any]) -> dict[str, Any]:
    return {part["name"]: part["holds"] for part in export["kept"]}


def test_everything_that_is_kept_is_in_it(folder: Path):
    export = exported(folder)
    holds = held(export)

    assert (export["v"], export["kind"], export["household"]["id"]) == (2, "export", HOUSEHOLD)
    assert export["unreadable"] == []
    stated = [json.loads(receipt) for receipt in holds["answers"]["receipts"]]
    assert [each["purpose"] for each in stated] == ["tailored-spots", "telemetry"]
    shown = {each["sha256"] for each in holds["answers"]["notices"]}
    assert shown == {each["notice"]["sha256"] for each in stated}
    assert [order["delivered"] for order in holds["orders"]] == [True, False]
    assert holds["orders"][0]["price_cents"] == 399
    assert [each["title"] for each in holds["rentals"]] == ["Vogelvrij", "Vogelvrij"]
    (waits,) = holds["outbox"]
    assert json.loads(waits["body"])["id"] == holds["orders"][1]["id"]
    assert [each["kind"] for each in holds["sent"]] == ["order", "tokens", "ad-play"]
    assert holds["sent"][2]["envelope_sha256"] == "ab" * 32
    assert holds["places"][0]["title"] == "Dijkwacht"
    assert holds["settings"] == {"volume": "35", "last_service": "sirius-6"}
    assert {"fact": "children", "value": 3, "said_by": "viewer", "told_before": 2} in (
        holds["facts"]
    )
    assert holds["group"]["held"] == {"week": "2026-W47", "group": "families", "dropped": False}
    assert holds["group"]["not_mine"] == ["pensioners"]
    assert holds["corrections"] == [{"fact": "children", "value": 3}]
    assert holds["viewed"][0]["seconds"] == 61
    assert holds["viewings"][0]["breaks"][0]["spots"][0]["creative"] == SPOT
    assert [each["campaign"] for each in holds["plays"]] == ["fluks"]
    assert [each["spot"] for each in holds["envelopes"]["plays"]] == [SPOT]
    assert holds["envelopes"]["tokens"] == {"2026-W47": 1}
    assert len(holds["envelopes"]["times"]["envelopes_at"]) == 1
    assert holds["figures"]["counted"] == [{"period": "2026-W45", "kind": "news", "seconds": 62}]
    assert holds["figures"]["answer"]["value"] == "music"
    assert holds["budget"]["epsilon_a_year"] == 13


def test_each_part_says_why_until_when_and_on_what_grounds_in_the_words_that_are_declared(
    folder: Path,
):
    for spoken in ("nl", "en"):
        say = language.words(assets.folder(), spoken)
        export = exported(folder, "--lang", spoken)

        assert [
            (part["name"], part["title"], part["why"], part["until"], part["grounds"])
            for part in export["kept"]
        ] == [
            (kept.name, say(kept.title), say(kept.why), say(kept.until), say(kept.clause))
            for kept in KEPT
        ]
        assert export["not_in_it"] == [say(words) for words in NOT_TOLD]
        assert export["language"] == spoken
        left = held(export)["sent"][0]
        assert (left["purpose"], left["grounds"]) == (
            say("to bill what was ordered"), say("contract: GDPR 6(1)(b)")
        )  # fmt: skip


def test_what_needs_a_consent_says_which(folder: Path):
    needed = {part["name"]: part["consent"] for part in exported(folder)["kept"]}

    assert {name for name, consent in needed.items() if not consent} == {
        "answers", "orders", "rentals", "outbox", "sent", "places", "settings", "facts",
    }  # fmt: skip
    assert needed["plays"] == "tailored-spots"
    assert needed["figures"] == "telemetry"


def test_a_table_that_is_in_no_part_cannot_be_added_unseen(folder: Path):
    base = sqlite3.connect(folder / "box.db")
    tables = {row[0] for row in base.execute("select name from sqlite_master where type='table'")}
    empty = {name for name in tables if not base.execute(f"select 1 from {name}").fetchall()}
    base.close()

    assert tables - SECRET == set(PART_OF) | OF_NOBODY
    assert set(PART_OF.values()) <= {kept.name for kept in KEPT}
    assert empty <= OF_NOBODY | SECRET, "this test does not see what is in them"


def test_no_secret_is_in_it(folder: Path):
    exported(folder)
    text = (folder.parents[1] / "mine.json").read_text(encoding="utf-8")

    base = sqlite3.connect(folder / "box.db")
    (key,) = base.execute("select value from setting where name = 'consent-key'").fetchone()
    base.close()
    secrets = [key, (folder / "order.key").read_text("ascii"), TOKEN.hex()]
    secrets += [base64.urlsafe_b64encode(TOKEN).decode().rstrip("="), TOKEN[:48].hex()]
    assert all(len(secret) >= 64 for secret in secrets)
    assert [secret for secret in secrets if secret in text] == []
    assert '"pin"' not in text


def test_nothing_changes_for_being_exported(folder: Path):
    def below() -> dict[str, str]:
        files = [each for each in folder.rglob("*") if each.is_file()]
        return {
            each.name: hashlib.sha256(each.read_bytes()).hexdigest()
            for each in files
            if not each.name.startswith("box.db-")
        }

    before = below()
    exported(folder)

    assert below() == before
    assert not (folder.parents[1] / "headend").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such mode")
def test_nobody_else_on_the_machine_can_read_it(folder: Path):
    exported(folder)

    assert (folder.parents[1] / "mine.json").stat().st_mode & 0o777 == 0o600


def test_a_household_that_withdrew_finds_the_parts_empty(folder: Path):
    data = ["--data", str(folder.parents[1])]
    assert main(["privacy", "withdraw", "all", *data]) == 0

    export = exported(folder)

    holds = held(export)
    needed = {part["name"] for part in export["kept"] if part["consent"]} - {"budget"}
    assert {name for name in needed if holds[name] in ([], {})} == {
        "corrections", "viewed", "viewings", "plays",
    }  # fmt: skip
    assert holds["group"] == {"held": None, "now": None, "not_mine": []}
    assert holds["envelopes"] == {"plays": [], "times": None, "tokens": {}}
    assert holds["figures"] == {"counted": [], "answer": None}
    assert [each["erased"] for each in holds["sent"]] == [False, True, True]
    assert len(holds["answers"]["receipts"]) == 4
    assert len(holds["orders"]) == 2


@pytest.mark.parametrize("octets", [b"{}", b"[]", b'{"households":[{}]}', b"x"])
def test_an_operator_whose_own_file_is_damaged_keeps_nobody_from_his_export(
    folder: Path, octets: bytes
):
    operator = folder.parents[1] / "headend"
    operator.mkdir()
    (operator / "households.json").write_bytes(octets)

    export = exported(folder)

    assert held(export)["settings"]["volume"] == "35"
