"""One contract, held against the database and its fake; then what only a disk can do."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from stb.adapters.database import DatabaseFull, DatabaseTooNew
from stb.adapters.lock import FolderInUse
from stb.adapters.store import FILE, SqliteStore
from stb.engine.ports import Play, Store
from stb.formats.orders import read_order
from stb.formats.reports import write_report
from stb.model.consent import Answer, ConsentRecord, Method, Notice, Purpose
from stb.model.place import BreakMade, Counted, Place, Remembered, SpotMade, Tally
from stb.model.product import Product, Rental
from stb.model.report import AdPlay, HeldToken, Kind, Order, Outgoing, PostPlan, Sent
from stb.model.time import NTSC
from tests.adapters.memory_store import MemoryStore

EVENING = datetime(2026, 11, 18, 19, 30, tzinfo=UTC)
FILM = Product("de-dijk", "De dijk", "Een film.", 399, "http://h/film/de-dijk", 2024, 92, "12")
SPOT = "5b07" * 16
CAMPAIGN = "zuiderzee-supermarkt"


def order(number: int = 1) -> Order:
    return Order(f"order-{number}", "household-7", FILM.id, FILM.title, 399, "EUR", EVENING)


def ordered(store: Store, number: int = 1, rental: Rental | None = None) -> Outgoing:
    """An order that is kept, and its report on its way."""
    store.add_order(order(number), rental, ticket=f"t{number}", due=EVENING)
    return next(each for each in store.queued() if each.ticket == f"t{number}")


def sent(report: Outgoing) -> Sent:
    return Sent(report.kind, report.body, EVENING, "billing")


PLAY = AdPlay(CAMPAIGN, SPOT, "2026-W47", "A" * 472)
SEEN = Play(SPOT, CAMPAIGN, EVENING)
TOKEN = HeldToken("2026-W47", b"token " * 59)
PLAN = PostPlan("2026-W47", (EVENING, EVENING + timedelta(hours=5)), EVENING)
LEFT = Sent(Kind.AD_PLAY, write_report(PLAY), EVENING, "billing", 1072, "ab" * 32)
RENTAL = Rental(FILM, "order-1", EVENING)
PLACE = Place(
    "sirius-6-quiz", "sirius-6", "De Slimste Buur", NTSC, 18_850, 43_200, EVENING,
    EVENING + timedelta(days=7),
)  # fmt: skip
REMEMBERED = Remembered(
    "sirius-6-quiz",
    EVENING,
    (BreakMade("b1", (SpotMade("gen-1", SPOT, "plan.chosen", "families"),
                      SpotMade("gen-2", "", "plan.share"))),),
    (Tally(1200, SPOT, ((0, 40), (60, 125)), 3, counted=True),),
    (Counted(SPOT, CAMPAIGN, EVENING + timedelta(seconds=50)),),
)  # fmt: skip


@pytest.fixture(params=["sqlite", "memory"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    made = SqliteStore(tmp_path) if request.param == "sqlite" else MemoryStore()
    yield made
    made.close()


# -- the contract ----------------------------------------------------------------------


def test_a_new_store_holds_nothing(store):
    assert store.consents() == store.orders() == store.rentals() == store.queued() == ()
    assert store.sent() == store.plays() == ()
    assert store.recall("volume") is None


def test_consent_records_are_kept_in_the_order_they_were_given(store):
    yes = ConsentRecord(
        "1", Purpose.TAILORED_SPOTS, Answer.YES, EVENING, Method.POPUP, Notice(1, "nl", "ab" * 32)
    )
    no = replace(yes, id="2", answer=Answer.NO, at=EVENING - timedelta(days=1))

    store.add_consent(yes)
    store.add_consent(no)

    assert store.consents() == (yes, no)


def test_an_order_its_report_and_the_right_to_watch_come_together(store):
    report = ordered(store, rental=RENTAL)

    assert store.orders() == ((order(), False),)
    assert store.queued() == (report,)
    assert (report.ticket, report.kind, report.due) == ("t1", Kind.ORDER, EVENING)
    assert read_order(report.body).order == order()
    assert store.rentals() == (RENTAL,)


def test_the_same_order_twice_is_one_order(store):
    store.add_order(order(), RENTAL, ticket="t1", due=EVENING)
    store.add_order(order(), RENTAL, ticket="t2", due=EVENING)

    assert len(store.orders()) == len(store.queued()) == len(store.rentals()) == 1


def test_a_settled_order_is_delivered_and_noted_to_the_byte(store):
    first, second = ordered(store), ordered(store, 2)

    store.settle("t2", sent(second))

    assert store.orders() == ((order(), False), (order(2), True))
    assert store.queued() == (first,)
    assert store.sent() == (sent(second),)


def test_what_was_settled_once_is_not_settled_again(store):
    report = ordered(store)

    for ticket in ("t1", "t1", "unknown"):
        store.settle(ticket, sent(report))

    assert store.sent() == (sent(report),)


def test_orders_wait_in_the_order_in_which_they_are_due(store):
    for number, later in ((1, 1_000_000), (2, 1), (3, 0)):
        due = EVENING + timedelta(microseconds=later)
        store.add_order(order(number), None, ticket=f"t{number}", due=due)

    assert [each.ticket for each in store.queued()] == ["t3", "t2", "t1"]

    store.postpone("t3", due=EVENING + timedelta(hours=1), tries=3)

    assert [(each.ticket, each.tries) for each in store.queued()] == [
        ("t2", 0), ("t1", 0), ("t3", 3)]  # fmt: skip


def test_an_envelope_takes_its_play_its_token_and_its_slot_at_once(store):
    other = replace(SEEN, at=EVENING - timedelta(hours=1))
    for play in (SEEN, other, SEEN):
        store.add_play(play)
    store.keep_plan(PLAN, weeks=("2026-W46", "2026-W47"))
    store.keep_tokens(
        (TOKEN, replace(TOKEN, octets=b"2" * 354)), replace(PLAN, tokens_at=None), LEFT
    )
    assert store.waiting() == (other, SEEN, SEEN)

    store.post(replace(PLAN, slots=PLAN.slots[1:]), LEFT, play=SEEN, token=TOKEN)

    assert store.waiting() == (other, SEEN)
    assert store.plays() == (SEEN, other, SEEN), "they count for caps as before"
    assert store.tokens() == (replace(TOKEN, octets=b"2" * 354),)
    assert store.plan() == replace(PLAN, slots=PLAN.slots[1:])
    assert store.sent() == (LEFT, LEFT)
    assert store.sent()[0].sha256 == LEFT.sha256

    store.lose((other,))
    store.keep_plan(replace(PLAN, week="2026-W49"), weeks=("2026-W48", "2026-W49"))

    assert store.waiting() == (SEEN,)
    assert store.tokens() == ()


def test_a_setting_is_the_last_that_was_set(store):
    store.remember("volume", "40")
    store.remember("volume", "50")

    assert store.recall("volume") == "50"


def test_the_highest_version_is_kept_with_its_keys(store):
    store.keep_highest("timestamp", 4, "abc")
    store.keep_highest("timestamp", 1, "def")

    assert store.highest("timestamp") == (1, "def")
    assert store.highest("snapshot") == (0, "")


def test_forgetting_leaves_orders_and_says_that_plays_were_sent_but_not_which(store):
    store.add_play(Play(SPOT, CAMPAIGN, EVENING))
    store.add_order(order(), RENTAL, ticket="o", due=EVENING)
    store.keep_tokens((TOKEN, TOKEN), PLAN, LEFT)
    store.post(PLAN, LEFT, play=None, token=None)

    store.forget_profile()

    assert (store.plays(), store.waiting(), store.tokens(), store.plan()) == ((), (), (), None)
    assert [each.ticket for each in store.queued()] == ["o"]
    assert store.sent() == (replace(LEFT, body=b""),) * 2
    assert (store.orders(), store.rentals()) == (((order(), False),), (RENTAL,))


def test_a_place_is_the_last_that_was_kept_and_the_latest_comes_first(store):
    other = replace(PLACE, media_id="vesper-film", left=EVENING + timedelta(hours=1))
    store.keep_place(PLACE)
    store.keep_place(other)
    store.keep_place(replace(PLACE, frame=20_000))

    assert store.places() == (other, replace(PLACE, frame=20_000))


def test_a_place_that_is_forgotten_takes_what_its_viewing_remembers_along(store):
    other = replace(PLACE, media_id="vesper-film")
    for place in (PLACE, other):
        store.keep_place(place)
        store.remember_viewing(replace(REMEMBERED, media_id=place.media_id))

    store.forget_places((PLACE.media_id,))

    assert store.places() == (other,)
    assert [r.media_id for r in store.remembered()] == ["vesper-film"]


def test_forgetting_the_profile_leaves_the_places_and_not_what_was_decided(store):
    store.keep_place(PLACE)
    store.remember_viewing(REMEMBERED)
    assert store.remembered() == (REMEMBERED,)

    store.forget_profile()

    assert store.places() == (PLACE,)
    assert store.remembered() == ()


def test_a_setting_that_is_forgotten_is_none(store):
    store.remember("service", "sirius-6")

    store.forget("service")

    assert store.recall("service") is None


# -- what only a disk can do -----------------------------------------------------------


def test_everything_is_there_after_a_restart(tmp_path):
    first = SqliteStore(tmp_path)
    first.add_order(order(), RENTAL, ticket="t1", due=EVENING)
    first.add_play(Play(SPOT, CAMPAIGN, EVENING))
    first.remember("last", "6")
    first.close()

    with closing(SqliteStore(tmp_path)) as again:
        assert again.orders() == ((order(), False),)
        assert again.rentals() == (RENTAL,)
        assert again.plays() == (Play(SPOT, CAMPAIGN, EVENING),)
        assert again.recall("last") == "6"


def raw_bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


DERIVED = (SPOT.encode(), CAMPAIGN.encode(), TOKEN.octets[:24], b'"slots"')
"""Words of what is kept of viewing, or of a consent to it."""


def watch_a_week(store: SqliteStore) -> None:
    """Enough plays that pages of the file fill, split and are freed."""
    for n in range(120):
        store.add_play(Play(SPOT, CAMPAIGN, EVENING + timedelta(minutes=n)))
    store.keep_tokens((TOKEN,) * 32, PLAN, LEFT)
    for n in range(0, 120, 2):
        play = Play(SPOT, CAMPAIGN, EVENING + timedelta(minutes=n))
        store.post(PLAN, LEFT, play=play, token=None)


def test_after_forgetting_no_byte_of_what_was_seen_is_on_the_disk(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        watch_a_week(store)
        store.remember("volume", "kept")
        assert all(word in raw_bytes(tmp_path) for word in DERIVED)

        store.forget_profile()

        left = raw_bytes(tmp_path)
        assert b"kept" in left
        assert [word for word in DERIVED if word in left] == []


def test_forgetting_that_was_cut_short_is_finished_at_the_next_start(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        watch_a_week(store)
    with closing(sqlite3.connect(tmp_path / FILE)) as sql:
        # the power goes after the commit, and the old pages were not overwritten
        sql.execute("pragma secure_delete=off")
        sql.execute("insert into scrubbing values (1)")
        sql.execute("delete from play")
        sql.execute("delete from waiting")
        sql.execute("delete from sent")
        sql.commit()
    assert SPOT.encode() in raw_bytes(tmp_path)

    with closing(SqliteStore(tmp_path)):
        assert SPOT.encode() not in raw_bytes(tmp_path)


def test_a_second_process_is_told_who_is_there(tmp_path):
    with closing(SqliteStore(tmp_path)), pytest.raises(FolderInUse, match="is using"):
        SqliteStore(tmp_path)
    SqliteStore(tmp_path).close()


@pytest.mark.parametrize("damage", [b"", b"\0" * 8192, b"not a database at all" * 100])
def test_a_damaged_file_of_which_nothing_can_be_read_is_erased_and_said_so(tmp_path, damage):
    SqliteStore(tmp_path).close()
    (tmp_path / FILE).write_bytes(damage)

    with closing(SqliteStore(tmp_path)) as store:
        store.remember("volume", "1")

        assert list(tmp_path.glob("*damaged*")) == []
        if damage:
            assert store.notes == (SAVED.format(0),)


SAVED = f"{FILE} was damaged; {{}} orders were saved from {FILE}.damaged-1, which is erased"
MANY = 30


def damaged_with_orders(folder: Path, *, in_log: bool = False) -> tuple[tuple[Order, bool], ...]:
    """Orders, rentals and plays in a file whose table of places is noise; the orders.

    ``in_log``: as when the power went, with the last order in the log.
    """
    before = folder / "before"
    with closing(SqliteStore(before)) as store:
        watch_a_week(store)
        for number in range(MANY - 1):
            ordered(store, number, replace(RENTAL, order_id=f"order-{number}"))
    with closing(SqliteStore(before)) as store:
        ordered(store, MANY - 1, replace(RENTAL, order_id=f"order-{MANY - 1}"))
        kept = store.orders()
        if in_log:
            shutil.copytree(before, folder, dirs_exist_ok=True)
    if not in_log:
        shutil.copytree(before, folder, dirs_exist_ok=True)
    shutil.rmtree(before)
    scratch(folder, "place")
    assert (folder / f"{FILE}-wal").exists() is in_log
    return kept


def scratch(folder: Path, table: str, page: int = 0) -> None:
    """Noise over the page where ``table`` begins, or over ``page`` (from 1)."""
    data = bytearray((folder / FILE).read_bytes())
    with closing(sqlite3.connect(f"file:{folder / FILE}?immutable=1", uri=True)) as sql:
        (root,) = sql.execute(
            "select rootpage from sqlite_master where name = ?", (table,)
        ).fetchone()
    at = ((page or root) - 1) * 4096
    data[at : at + 4096] = b"\xa5\x5a" * 2048
    (folder / FILE).write_bytes(data)


def check_all_saved(store: SqliteStore, kept: tuple[tuple[Order, bool], ...]) -> None:
    assert store.orders() == kept
    assert {report.ticket for report in store.queued()} == {f"t{n}" for n in range(MANY)}
    assert len(store.rentals()) == MANY


class DoomedStore(SqliteStore):
    """Ends its process before the ``dies``-th statement, or change of a file's name."""

    dies = 0

    @classmethod
    def count(cls, *_what: object) -> None:
        cls.dies -= 1
        if cls.dies == 0:
            os._exit(DIED)

    def _mend_money(self) -> None:
        self._db._sql.set_trace_callback(self.count)
        super()._mend_money()


DIED = 9


def start_that_dies(folder: Path, dies: int) -> bool:
    """Whether it came to that in a start on ``folder``, in a process of its own."""
    process = os.fork()
    if process == 0:
        DoomedStore.dies = dies
        renames = ("os.rename", "os.remove", "sqlite3.connect")
        sys.addaudithook(lambda event, _: DoomedStore.count() if event in renames else None)
        try:
            DoomedStore(folder)
            os._exit(0)
        finally:
            os._exit(1)
    _, how = os.waitpid(process, 0)
    assert os.waitstatus_to_exitcode(how) in (0, DIED)
    return os.waitstatus_to_exitcode(how) == DIED


@pytest.mark.parametrize("in_log", [False, True], ids=["all in the file", "one in its log"])
def test_no_order_is_lost_at_whatever_instant_the_power_goes_after_damage(tmp_path, in_log):
    kept = damaged_with_orders(tmp_path / "first", in_log=in_log)
    dies = 1
    while start_that_dies(shutil.copytree(tmp_path / "first", tmp_path / str(dies)), dies):
        start_that_dies(tmp_path / str(dies), dies // 2)  # and again, the next time
        with closing(SqliteStore(tmp_path / str(dies))) as store:
            store.forget_profile()

            check_all_saved(store, kept)
            assert SPOT.encode() not in raw_bytes(tmp_path / str(dies))
        dies += 1 if dies < 16 else 13

    assert dies > 100


def test_a_log_that_was_moved_aside_before_the_power_went_is_followed_by_its_file(tmp_path):
    kept = damaged_with_orders(tmp_path, in_log=True)
    (tmp_path / f"{FILE}-wal").rename(tmp_path / f"{FILE}.damaged-1-wal")

    with closing(SqliteStore(tmp_path)) as store:
        check_all_saved(store, kept)


@pytest.mark.parametrize("pages", range(1, 80, 6))
def test_no_order_is_lost_when_there_is_no_room_after_damage_and_it_is_told(tmp_path, pages):
    kept = damaged_with_orders(tmp_path)
    with closing(SqliteStore(tmp_path, most_bytes=4096 * pages)) as store:
        saved = bool(store.orders())
        assert store.notes
        assert ("wait to be saved" in store.notes[0]) is not saved
        with suppress(DatabaseFull):
            store.forget_profile()  # the file may not go with it
        assert saved or list(tmp_path.glob(f"{FILE}.damaged-1"))

    with closing(SqliteStore(tmp_path)) as store:
        check_all_saved(store, kept)
        assert store.notes == (() if saved else (SAVED.format(MANY),))
        assert SPOT.encode() not in raw_bytes(tmp_path)


def test_a_withdrawal_takes_a_damaged_file_that_waited_once_there_is_room(tmp_path):
    kept = damaged_with_orders(tmp_path)
    with closing(SqliteStore(tmp_path, most_bytes=1)) as store:
        assert store.orders() == ()
        store._db._sql.execute("pragma max_page_count=100000")

        store.forget_profile()

        check_all_saved(store, kept)
        assert SPOT.encode() not in raw_bytes(tmp_path)


def test_what_was_viewed_does_not_outlive_a_damaged_file(tmp_path):
    damaged_with_orders(tmp_path)

    with closing(SqliteStore(tmp_path)) as store:
        assert store.consents() == store.plays() == ()
        assert SPOT.encode() not in raw_bytes(tmp_path)


def test_a_damaged_page_loses_no_order_that_lies_elsewhere_as_well(tmp_path):
    with closing(SqliteStore(tmp_path / "whole")) as store:
        for number in range(MANY):
            ordered(store, number)
        kept = store.orders()
    data = (tmp_path / "whole" / FILE).read_bytes()
    pages = [at // 4096 + 1 for at in range(0, len(data), 4096)
             if b'"order-15"' in data[at : at + 4096]]  # fmt: skip
    assert len(pages) > 1
    for page in pages:
        folder = shutil.copytree(tmp_path / "whole", tmp_path / str(page))
        scratch(folder, "orders", page)

        with closing(SqliteStore(folder)) as store:
            assert {each.id for each, _ in store.orders()} == {each.id for each, _ in kept}
            assert len(store.queued()) == MANY


def test_to_save_twice_brings_back_nothing_that_was_delivered(tmp_path):
    """The power goes when the orders are saved, and the file is not erased yet."""
    kept = damaged_with_orders(tmp_path)
    damaged = (tmp_path / FILE).read_bytes()
    with closing(SqliteStore(tmp_path)) as store:
        for report in store.queued():
            store.settle(report.ticket, sent(report))
    (tmp_path / f"{FILE}.damaged-1").write_bytes(damaged)

    with closing(SqliteStore(tmp_path)) as store:
        assert store.orders() == tuple((each, True) for each, _ in kept)
        assert store.queued() == ()


def test_orders_are_saved_from_a_damaged_file_and_consent_is_not(tmp_path):
    with closing(SqliteStore(tmp_path)) as store:
        store.add_consent(
            ConsentRecord("1", Purpose.TAILORED_SPOTS, Answer.YES, EVENING, Method.POPUP,
                          Notice(1, "nl", "ab" * 32))
        )  # fmt: skip
        report = ordered(store, rental=RENTAL)
        watch_a_week(store)
    whole = (tmp_path / FILE).read_bytes()
    (tmp_path / FILE).write_bytes(whole[: len(whole) // 4096 // 2 * 4096])

    with closing(SqliteStore(tmp_path)) as store:
        assert store.orders() == ((order(), False),)
        assert store.queued() == (report,)
        assert store.rentals() == (RENTAL,)
        assert store.consents() == store.plays() == ()

        store.forget_profile()

        assert SPOT.encode() not in raw_bytes(tmp_path)


def test_a_damaged_no_does_not_bring_back_the_yes_before_it(tmp_path):
    yes = ConsentRecord(
        "1", Purpose.TAILORED_SPOTS, Answer.YES, EVENING, Method.POPUP, Notice(1, "nl", "ab" * 32)
    )
    with closing(SqliteStore(tmp_path)) as store:
        for answer in (Answer.YES, Answer.NO):
            store.add_consent(replace(yes, answer=answer))
    with closing(sqlite3.connect(tmp_path / FILE)) as sql:
        sql.execute("update consent set record = zeroblob(9) where seq = 2")
        sql.commit()

    with closing(SqliteStore(tmp_path)) as store:
        assert store.consents() == ()
        store.add_consent(replace(yes, answer=Answer.NO))
        assert store.consents() == (replace(yes, answer=Answer.NO),)


def order_without_end(store: SqliteStore) -> None:
    for n in count():
        store.add_order(order(n), None, ticket=f"t{n}", due=EVENING)


def test_a_full_disk_refuses_the_whole_order_and_keeps_what_was_there(tmp_path):
    with closing(SqliteStore(tmp_path, most_bytes=1)) as store:
        store.remember("volume", "1")
        with pytest.raises(DatabaseFull):
            order_without_end(store)

        assert len(store.orders()) == len(store.queued())
        assert store.recall("volume") == "1"


def test_a_file_of_a_later_version_is_left_alone(tmp_path):
    SqliteStore(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / FILE)) as sql:
        sql.execute("pragma user_version=99")

    with pytest.raises(DatabaseTooNew, match="version 99"):
        SqliteStore(tmp_path)


def test_an_order_that_was_announced_survives_a_kill_and_is_whole(tmp_path):
    announced = 0
    for _ in range(4):
        announced += orders_until_killed(tmp_path, after=25)

        with closing(SqliteStore(tmp_path)) as store:
            kept = {each.id for each, _ in store.orders()}
            assert len(kept) >= announced
            assert {read.ticket for read in store.queued()} == {f"t-{each}" for each in kept}
            assert {rental.order_id for rental in store.rentals()} == kept
            assert store.notes == ()


def orders_until_killed(folder: Path, *, after: int) -> int:
    """Orders shown as confirmed by a box that is killed while it goes on ordering."""
    box = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("ordering_box.py")), str(folder)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert box.stdout is not None
    with box:
        shown = 0
        while shown < after:
            assert box.stdout.readline()
            shown += 1
        box.send_signal(signal.SIGKILL)
        return shown + len(box.stdout.read().splitlines())


def test_after_forgetting_no_byte_of_what_was_watched_is_on_the_disk(tmp_path):
    store = SqliteStore(tmp_path)
    store.keep_place(PLACE)
    store.remember_viewing(REMEMBERED)
    store.remember("service", "zender-die-niemand-heeft")

    store.forget_places((PLACE.media_id,))
    store.forget("service")

    assert "Slimste Buur" in PLACE.title
    for secret in (b"Slimste Buur", b"sirius-6", CAMPAIGN.encode(), b"zender-die"):
        assert not [f for f in tmp_path.rglob("*") if f.is_file() and secret in f.read_bytes()]
    store.close()


def test_what_a_viewing_remembers_that_cannot_be_read_is_left_out(tmp_path):
    store = SqliteStore(tmp_path)
    store.remember_viewing(REMEMBERED)
    store.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as sql, sql:
        sql.execute("update viewing set remembered = x'7b7d'")

    again = SqliteStore(tmp_path)

    assert again.remembered() == ()
    again.close()


def test_a_file_of_the_first_version_gets_what_it_lacks(tmp_path):
    store = SqliteStore(tmp_path)
    store.remember("volume", "40")
    store.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as sql, sql:
        sql.execute("drop table place")
        sql.execute("drop table viewing")
        for table in ("waiting", "token", "plan", "envelope"):
            sql.execute(f"drop table {table}")
        sql.execute("alter table orders drop column body")
        sql.execute(
            "insert into outbox (ticket, kind, body, due, tries)"
            " values ('p', 'ad-play', x'', '', 0)"
        )
        sql.execute("pragma user_version=1")

    again = SqliteStore(tmp_path)
    assert (again.queued(), again.waiting(), again.tokens()) == ((), (), ())
    again.keep_place(PLACE)

    assert again.recall("volume") == "40"
    assert again.places() == (PLACE,)
    again.close()


def test_places_survive_a_kill(tmp_path):
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.adapters.test_store import PLACE, REMEMBERED\n"
        "from stb.adapters.store import SqliteStore\n"
        "store = SqliteStore(Path(sys.argv[1]))\n"
        "store.remember_viewing(REMEMBERED)\n"
        "store.keep_place(PLACE)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], cwd=root, check=False)

    store = SqliteStore(tmp_path)

    assert store.places() == (PLACE,)
    assert store.remembered() == (REMEMBERED,)
    store.close()
